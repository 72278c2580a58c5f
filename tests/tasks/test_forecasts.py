"""Forecasts of series: markets of the bank as a member; the register, in which nothing is changed, lost or left out."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import DataError, TableError
from wordofmouth.statistics.forecasting.members import last_value
from wordofmouth.tasks.calibrate.data import read_observed
from wordofmouth.tasks.forecast import bank, task
from wordofmouth.tasks.forecast.bank import Bank
from wordofmouth.tasks.forecast.register import Register

MONTHS = [f"{2031 + month // 12}-{month % 12 + 1:02}" for month in range(24)]
SOLD = [12, 15, 22, 30, 41, 52, 66, 71, 84, 90, 92, 99, 95, 90, 86, 80, 71, 60, 55, 43, 40, 30, 22, 20]


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Members that cost nothing: what is tried here is what becomes of a forecast, whatever it says."""
    members = {"last_value": last_value, "gompertz": lambda sales, horizon: np.full(horizon, sales.mean())}
    monkeypatch.setattr(task, "members", lambda: members)


def table(path, rows, names=MONTHS, title="month"):
    rows = list(rows)
    path.write_text(f"{title},sales\n" + "".join(f"{name},{value}\n" for name, value in zip(names, rows, strict=False)))
    return path


@pytest.fixture
def filed(tmp_path):
    """Return a register in which the forecast of a series is filed, and the folder."""
    register = Register(tmp_path / "register")
    register.file(task.forecast(table(tmp_path / "mugs.csv", SOLD[:10]), horizon=3))
    return register, tmp_path


def test_the_bank_is_what_its_recipe_makes():
    """Rows from its midst come out again, to the bit."""
    with np.load(bank.FILE, allow_pickle=False) as kept:
        sold = kept["sold"]
    assert sold.shape == (bank.RUNS, bank.WEEKS)
    rows = (3, 250)
    assert np.array_equal(bank.simulated(rows), sold[list(rows)])


def test_a_market_like_those_of_the_bank_is_gone_on_with():
    """Of markets in it, continuations are nearer than the last value; what leaps is no market's."""
    markets = Bank.shipped()
    off = []
    shown = markets._by_period(20, 1.0)
    for sales in shown[shown.sum(axis=1) > 500][::20]:
        pair = (method(sales[:12], 4) for method in (markets, last_value))
        off.append([np.abs(ahead - sales[12:16]).sum() / sales.max() for ahead in pair])
    ours, last = np.mean(off, axis=0)
    assert ours < last
    assert markets.strangeness(shown[7]) <= 0.95
    assert markets.strangeness(np.array([10.0, 200.0] * 8)) > 0.95
    assert markets(np.arange(1.0, 9.0), 2) == pytest.approx(markets(1000 * np.arange(1.0, 9.0), 2) / 1000)


def test_what_was_filed_is_read_back_as_it_was(filed):
    register, _ = filed
    (entry,) = register.record()
    prediction = entry.filed.prediction
    assert prediction.periods == ("2031-11", "2031-12", "2032-01")
    assert prediction.observed.sales.tolist() == SOLD[:10]
    assert entry.filed.before == ""
    assert not entry.wrong
    assert entry.score is None


def test_a_forecast_that_was_changed_is_seen_and_not_scored(filed):
    """Any number in the file, and a digest made to match: then the next one no longer follows it."""
    register, folder = filed
    register.file(task.forecast(folder / "mugs.csv", horizon=1))
    path = register.record()[0].filed.path
    kept = path.read_text()
    content = json.loads(kept)
    content["median"][0] += 1
    path.write_text(json.dumps(content))
    first, second = register.record()
    assert "was changed after it was filed" in first.wrong
    assert not second.wrong
    with pytest.raises(TableError, match="was changed after it was filed"):
        register.score(table(folder / "came.csv", SOLD), 1)
    from wordofmouth.scenario.digest import json_digest

    del content["digest"]
    path.write_text(json.dumps(content | {"digest": json_digest(content)}))
    first, second = register.record()
    assert not first.wrong
    assert "does not follow what was filed before it" in second.wrong
    path.unlink()
    first, second = register.record()
    assert (first.number, first.wrong) == (1, "number 1 was taken away")


def test_an_outcome_scores_every_forecast_of_its_series(filed):
    """Filed twice, both are scored; bands count what they held; an outcome that grows is scored again, and kept."""
    register, folder = filed
    second, earlier = register.file(task.forecast(table(folder / "mugs.csv", SOLD[:11]), horizon=3))
    assert (second.number, earlier) == (2, [1])
    scores = register.score(table(folder / "came.csv", SOLD[:12]))
    assert [(filed.number, score.periods) for filed, score in scores] == [
        (1, ("2031-11", "2031-12")),
        (2, ("2031-12",)),
    ]
    assert scores[0][1].notes == ("2 of 3 periods came so far",)
    register.score(table(folder / "came.csv", SOLD[:14]))
    first, _ = register.record()
    assert first.score.actual == (92, 99, 95)
    low, high = first.filed.prediction.band(0.8)
    assert first.score.held[0.8] == sum(low <= SOLD[10:13]) - sum(high < SOLD[10:13])
    kept = json.loads(first.filed.path.with_suffix(".score.json").read_text())
    assert [len(score["periods"]) for score in kept["scores"]] == [2, 3]


def test_an_outcome_is_matched_by_its_periods_however_they_are_written(filed):
    register, folder = filed
    names = ["Nov 2031", "Dec 2031", "Jan 2032"]
    ((_, score),) = register.score(table(folder / "came.csv", SOLD[10:13], names))
    assert score.actual == (92, 99, 95)


def test_an_outcome_of_other_periods_or_other_sales_is_refused(filed):
    """One line says what was forecast and what the table has."""
    register, folder = filed
    with pytest.raises(
        DataError, match=r"has 2035-01 to 2035-02, and what was forecast is 1 mugs \(2031-11 to 2032-01\)"
    ):
        register.score(table(folder / "later.csv", [1, 2], ["2035-01", "2035-02"]))
    with pytest.raises(DataError, match="or of other sales"):
        register.score(table(folder / "other.csv", [7 * value for value in SOLD]))
    with pytest.raises(DataError, match="9 was not filed; there are 1 to 1"):
        register.score(folder / "later.csv", 9)
    register.file(task.forecast(table(folder / "cups.csv", [3 * value for value in SOLD[::-1][:10]]), horizon=3))
    with pytest.raises(
        DataError, match=r"several series have these periods: say which with `number`: 1 \(mugs\), 2 \(cups\)"
    ):
        register.score(table(folder / "came.csv", SOLD[10:13], MONTHS[10:13]))
    ((named, _),) = register.score(table(folder / "cups.csv", SOLD[10:13], MONTHS[10:13]))
    ((known, _),) = register.score(table(folder / "came.csv", SOLD[:13]))
    assert (named.number, known.number) == (2, 1)


def test_values_that_were_revised_are_told(filed):
    register, folder = filed
    ((_, score),) = register.score(table(folder / "came.csv", [2 * SOLD[0], *SOLD[1:13]]))
    assert score.notes == ("1 value known before is other now",)


def test_buyers_so_far_are_forecast_and_scored_as_new_buyers(tmp_path):
    """The outcome has buyers so far too, with or without those from before."""
    register, so_far = Register(tmp_path / "register"), np.cumsum(SOLD)
    prediction = task.forecast(table(tmp_path / "mugs.csv", so_far[:10]), horizon=3, cumulative=True)
    assert prediction.observed.sales.tolist() == SOLD[:10]
    register.file(prediction)
    for rows, names in ((so_far[:13], MONTHS), (so_far[10:13], MONTHS[10:])):
        ((_, score),) = register.score(table(tmp_path / "came.csv", rows, names))
        assert score.actual == (92, 99, 95)


def test_periods_that_are_no_dates_are_those_that_follow(tmp_path):
    register, names = Register(tmp_path / "register"), [f"wave {letter}" for letter in "abcdefghijklmnopqrstuvwx"]
    register.file(task.forecast(table(tmp_path / "mugs.csv", SOLD[:10], names), horizon=2))
    ((_, score),) = register.score(table(tmp_path / "came.csv", SOLD[:12], names))
    assert score.actual == (92, 99)


def test_a_past_that_is_forecast_is_no_prediction(tmp_path):
    """Periods that were over are told apart from those that were not."""
    years = [str(year) for year in range(1950, 1960)]
    filed, _ = Register(tmp_path / "register").file(
        task.forecast(table(tmp_path / "mugs.csv", SOLD[:10], years, "year"))
    )
    assert any("4 of the periods were over when this was filed" in note for note in filed.prediction.notes)


def test_buyers_so_far_may_wobble_and_not_fall(tmp_path):
    wobbling = [10, 20, 31, 30.5, 40, 55, 54, 60]
    observed = read_observed(table(tmp_path / "share.csv", wobbling), cumulative=True)
    assert observed.sales.cumsum().tolist() == [10, 20, 31, 31, 40, 55, 55, 60]
    assert any("fall 2 times, by up to 1.7 % of the most: the most so far was taken" in note for note in observed.notes)
    with pytest.raises(DataError, match="cannot fall as they do in 2031-08, by more than a wobble"):
        read_observed(table(tmp_path / "share.csv", [*wobbling[:-1], 5]), cumulative=True)


def test_the_command_files_scores_and_records(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "mugs.csv", SOLD[:10])

    def wom(*words):
        return CliRunner().invoke(app, ["forecast", *words], catch_exceptions=False)

    assert "No forecast was filed yet" in wom("record").stdout
    done = wom("file", "mugs.csv", "--horizon", "2", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert len(told["digest"]) == 64
    assert "Filed as number 2" in wom("file", "mugs.csv").stdout
    assert "was filed before, as number 1, 2; all of them stay" in wom("file", "mugs.csv").stdout.replace("\n", " ")
    table(tmp_path / "came.csv", SOLD[:14])
    scores = json.loads(wom("score", "came.csv", "--json").stdout)
    assert [score["number"] for score in scores] == [1, 2, 3]
    record = json.loads(wom("record", "--json").stdout)
    assert [len(entry["score"]["periods"]) for entry in record["forecasts"]] == [2, 4, 4]
    (tmp_path / told["file"]).unlink()
    done = wom("record")
    assert done.exit_code == 1
    assert "number 1 was taken away" in done.stdout


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["mugs.csv"],
            "forecast: 'mugs.csv' is none of file, score and record; `wom forecast file mugs.csv` files one",
        ),
        (["file"], "forecast file: it needs the table of sales behind it"),
        (["record", "mugs.csv"], "forecast record: it takes no table: it lists all"),
        (["score", "mugs.csv"], "results/forecasts: no forecast was filed here; `wom forecast file SALES` files one"),
        (["file", "short.csv"], "short: 5 periods are too few: a forecast needs at least 6"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path, monkeypatch, words, line):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "mugs.csv", SOLD[:10])
    table(tmp_path / "short.csv", SOLD[:5])
    done = CliRunner().invoke(app, ["forecast", *words])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == f"wom: {line}"
