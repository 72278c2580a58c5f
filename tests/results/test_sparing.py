"""A figure or a sentence that fails costs nothing of what was simulated."""

import pytest
from wordofmouth.catalogue import TASKS
from wordofmouth.results.records import NO_SENTENCE
from wordofmouth.results.sparing import PresentationWarning, sparing
from wordofmouth.tasks.run.task import run


def broken(*_: object, **__: object) -> None:
    raise KeyError("no such colour")


def test_a_result_is_kept_whole_without_its_figure_and_its_sentence(tmp_path, monkeypatch):
    """Tables and manifest are there, and what failed is said."""
    result = run("small", replications=1, seed=0, workers=0, baseline=False)
    monkeypatch.setattr(type(TASKS["run"]), "draw", broken)
    monkeypatch.setattr(type(TASKS["run"]), "tell", broken)
    with pytest.warns(PresentationWarning, match=r"the figure could not be made \(KeyError: 'no such colour'\)"):
        result.save(tmp_path / "result")
    names = {path.name for path in (tmp_path / "result").iterdir()}
    assert {"manifest.json", "adoption.parquet"} <= names or {"manifest.json", "table.parquet"} <= names
    with pytest.warns(PresentationWarning, match="the sentence could not be made"):
        assert result.finding() == NO_SENTENCE


def test_a_mistake_of_who_asked_is_told():
    with pytest.raises(LookupError), sparing("the sentence", LookupError):
        raise KeyError("no such measure")
