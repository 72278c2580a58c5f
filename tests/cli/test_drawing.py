"""Drawing in a process of its own: the same bytes as drawn here, and drawn here if that process cannot."""

import pytest
import wordofmouth as wom
from wordofmouth.cli import drawing as module
from wordofmouth.cli.drawing import Drawing


@pytest.fixture(scope="module")
def result():
    return wom.run(wom.Scenario.load("small").varied(consumers=200), replications=2, workers=0)


@pytest.fixture(scope="module")
def drawn(result, tmp_path_factory):
    """Return the figure as it is drawn here."""
    folder = tmp_path_factory.mktemp("here")
    result.save_figures(folder)
    return (folder / result.figure_name).read_bytes()


def saved(drawing, result, folder):
    drawing.begin(result)
    result.save(folder, figure=drawing.into)
    return (folder / result.figure_name).read_bytes()


@pytest.fixture
def _not_ready(monkeypatch):
    """Make it look as if nothing had been drawn here yet."""
    monkeypatch.setattr(module, "_NEEDED", ("nothing.of.the.kind", *module._NEEDED))


@pytest.mark.usefixtures("_not_ready")
def test_another_process_draws_the_same(result, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(type(result), "save_figures", lambda *_: pytest.fail("drawn here"))
    with Drawing() as drawing:
        assert saved(drawing, result, tmp_path / "result") == drawn


@pytest.mark.usefixtures("_not_ready")
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_another_process_cannot_draw_is_drawn_here(result, drawn, tmp_path, when):
    """Whenever it ends."""
    with Drawing() as drawing:
        if when == "before":
            drawing._worker._process.kill()
        drawing.begin(result)
        if drawing._worker is not None:
            drawing._worker._process.kill()
        result.save(tmp_path / "result", figure=drawing.into)
    assert (tmp_path / "result" / result.figure_name).read_bytes() == drawn


@pytest.mark.usefixtures("_not_ready")
def test_where_no_process_starts_it_is_drawn_here(result, drawn, tmp_path, monkeypatch):
    def no_more(_):
        raise OSError

    monkeypatch.setattr(module, "Worker", no_more)
    with Drawing() as drawing:
        assert saved(drawing, result, tmp_path / "result") == drawn


def test_a_process_that_has_drawn_starts_no_other(result, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "Worker", lambda _: pytest.fail("started"))
    with Drawing() as drawing:
        assert saved(drawing, result, tmp_path / "result") == drawn
