"""How forecasts would have done: series of a folder, origins that know no future, a page of what does not hold."""

import numpy as np
import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import DataError
from wordofmouth.statistics.forecasting.members import last_value
from wordofmouth.tasks.forecast import page
from wordofmouth.tasks.forecast.evaluation import COMBINATION, Judged, evaluate, judged, was_chosen_on
from wordofmouth.tasks.forecast.series import FolderSeries, series_of

MEMBERS = {"last_value": last_value, "bass": lambda sales, horizon: np.full(horizon, sales[-3:].mean())}


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a table of many series, and one of a single one."""
    years, rows = range(2001, 2016), []
    rows += [("phones", year, 5 * (year - 2000), "sales") for year in years]
    rows += [("lamps", year, year - 1990 + (year % 2) / 4, "share of households") for year in years]
    rows += [("visits", year, 50 - abs(year - 2006) * 4, "usage_share") for year in years]
    rows += [("pans", year, 7, "sales") for year in years if year != 2008]
    rows += [("pots", year, 7, "sales") for year in years][:6]
    text = "".join(f"{name},{year},{value},{kind}\n" for name, year, value, kind in rows)
    (tmp_path / "many.csv").write_text("series_id,year,value,kind\n" + text)
    (tmp_path / "cups.csv").write_text("week,sales\n" + "".join(f"{week},{week % 5}\n" for week in range(1, 14)))
    return tmp_path


def test_every_series_of_a_folder_is_read_or_said_to_be_left_out(folder):
    """Of those so far the new are taken, wobbles not counted; what falls is a level; gaps and short ones are told."""
    every = {series.name: series for series in series_of(folder)}
    assert list(every) == ["cups", "lamps", "pans", "phones", "pots", "visits"]
    assert every["phones"].sales.tolist() == [5 * year for year in range(1, 16)]
    assert len(every["lamps"].sales) == 14
    assert every["visits"].sales.min() == 50 - 9 * 4
    assert every["pans"].left_out.startswith("there is a gap: period 2009 follows 2007")
    assert every["pots"].left_out == "6 periods are fewer than 10"
    assert not every["cups"].left_out
    with pytest.raises(DataError, match="has no table of series"):
        series_of(folder / "nowhere")


def test_what_is_judged_at_an_origin_does_not_depend_on_what_came_later():
    sales = 100 + np.random.default_rng(5).normal(0, 9, 24).cumsum()
    whole, cut = (judged(FolderSeries("x", sales[:end]), MEMBERS) for end in (24, 18))
    change = [np.abs(np.diff(sales[:end])).mean() for end in (24, 18)]
    rows = len(cut.missed[COMBINATION]) - 4
    assert whole.missed[COMBINATION][:rows] * change[0] == pytest.approx(cut.missed[COMBINATION][:rows] * change[1])
    assert np.array_equal(whole.inside[0.8][:rows], cut.inside[0.8][:rows])
    assert whole.relative("last_value") == pytest.approx(1)


def test_series_are_chosen_on_or_judged_by_their_names_alone():
    """About half of any names are of either kind."""
    share = np.mean([was_chosen_on(f"series {number}") for number in range(400)])
    assert 0.4 < share < 0.6
    assert was_chosen_on("phones") == was_chosen_on("phones")


def made(name, inside, error):
    """Return a series of which forecasts are so far off, and bands hold so often."""
    held = (np.arange(100) < 100 * inside).reshape(25, 4).astype(float)
    off = {COMBINATION: np.full((25, 4), error), "bass": np.full((25, 4), 2.0), "last_value": np.ones((25, 4))}
    return Judged(name, was_chosen_on(name), off, {0.8: held, 0.95: held})


def test_the_page_says_where_bands_do_not_hold():
    """Bands that hold 65 % are said not to, and a combination that is worse than a member is said to be."""
    others = [name for name in (f"s{number}" for number in range(40)) if not was_chosen_on(name)][:6]
    bad = [made(name, 0.65 + 0.01 * place, 1.5) for place, name in enumerate(others)]
    assert "the 80 % bands do not hold, with 68 %" in page.finding(bad)
    assert "worse than the best single member (last value, 1)" in page.finding(bad)
    assert "**no**" in page.text(bad, [FolderSeries("pots", np.empty(0), "6 periods are fewer than 10")])
    good = [made(name, 0.77 + 0.012 * place, 0.7) for place, name in enumerate(others)]
    assert "the 80 % bands hold" in page.finding(good)
    assert "no worse than" in page.finding(good)


def test_the_command_judges_every_series_of_a_folder(folder, monkeypatch):
    monkeypatch.setattr(page, "PAGE", folder / "experiments" / "FORECASTS.md")
    monkeypatch.setattr("wordofmouth.tasks.forecast.task.members", lambda: MEMBERS)
    (folder / "experiments").mkdir()
    done = CliRunner().invoke(app, ["validate", "forecasts", "--data", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0
    text = page.PAGE.read_text(encoding="utf-8")
    assert "- pans: there is a gap" in text
    assert len(evaluate(series_of(folder), MEMBERS)) == 4
    for words, line in (
        (["forecasts"], "the folder of series is needed: wom validate forecasts --data DIR"),
        (["forecasts", "bass_curve"], "judged alone"),
        (["forecasts", "--data", str(folder / "none")], "there is no folder"),
    ):
        done = CliRunner().invoke(app, ["validate", *words])
        assert done.exit_code == 2
        assert line in done.stderr
