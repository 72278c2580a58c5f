"""Calibration: planted parameters are found again, intervals are honest, results can be kept, mistakes are told."""

import json
from pathlib import Path

import numpy as np
import pytest
from planted import CONSUMERS, PEOPLE_EACH, RANGES, planted, scenario
from test_figures import collisions
from typer.testing import CliRunner
from wordofmouth import Scenario
from wordofmouth.catalogue import load_result, report
from wordofmouth.cli.main import app
from wordofmouth.errors import DataError, ScenarioError
from wordofmouth.results.manifest import Manifest
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.factors import priors
from wordofmouth.statistics.posterior import Posterior, infer
from wordofmouth.tasks.calibrate.data import Columns, Observed, read_observed
from wordofmouth.tasks.calibrate.distance import Distance
from wordofmouth.tasks.calibrate.parameters import checked_ranges, default_ranges, ranges_in_words, read_ranges
from wordofmouth.tasks.calibrate.task import calibrate, calibration_of, default_trials, n_runs
from wordofmouth.tasks.run.record import Result

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    """Return a planted market calibrated: the parameters, what was observed, what came out, and the runs told of."""
    values, observed = planted(8)
    done = []
    result = calibrate(
        scenario(), observed, ranges=RANGES, holdout=6, trials=20, seed=3, workers=0, progress=done.append
    )
    return values, observed, result, done


def test_a_planted_market_is_found_again(found):
    """The parameters and the size of the market are in their intervals, and the band holds what was held out."""
    values, observed, result, done = found
    for interval in result.intervals:
        assert interval.low <= values[interval.path] <= interval.high
        assert interval.low < interval.median < interval.high
    assert result.market[1] <= CONSUMERS * PEOPLE_EACH <= result.market[2]
    inside = (result.forecast.low <= observed.sales) & (observed.sales <= result.forecast.high)
    assert inside.mean() > 0.7
    assert result.explained > 0.5
    assert done[-1] == n_runs(20)


def test_what_is_written_is_inside_what_is_printed(found):
    """Each calibrated value lies in its own interval, and the scenario's own curve near the forecast's median."""
    _, _, result, _ = found
    for interval in result.intervals:
        assert interval.low <= interval.value <= interval.high
    sold = result.arrow["purchases"].to_numpy().reshape(-1, result.scenario.weeks).mean(axis=0)
    median = result.forecast.median
    assert np.corrcoef(sold, median)[0, 1] > 0.9
    assert np.abs(sold / sold.sum() - median / median.sum()).sum() < 0.35


def test_a_textbook_model_is_calibrated():
    """Its own parameters are sought unless others are given, a period is one of its steps; planted ones are found."""
    bass = Scenario.load("bass").varied({"consumers": 1_000, "model.p": 0.01, "model.q": 0.4, "weeks": 16})
    market = start(bass, seed=4)
    market.run()
    sales = np.concatenate(market.history["new_buyers"]).astype(float)
    observed = Observed(tuple(str(year) for year in range(2001, 2017)), sales, weeks=52)
    result = calibrate(bass.varied({"model.p": 0.03, "model.q": 0.3}), observed, trials=12, workers=0)
    assert result.weeks_per_period == 1
    values = {interval.path: interval for interval in result.intervals}
    assert set(values) == {"model.p", "model.q"}
    assert values["model.p"].low <= 0.01 <= values["model.p"].high
    assert values["model.q"].low <= 0.4 <= values["model.q"].high
    assert result.explained > 0.8
    with pytest.raises(DataError, match="`rating`: the model of this scenario has no rating"):
        calibrate(bass, observed._replace(rating=np.full(16, 4.0)))
    with pytest.raises(ScenarioError, match="there is nothing to calibrate: give a parameter and its range, as in"):
        calibrate(bass.varied({"model": "linear_threshold"}), observed)


def test_where_the_market_does_not_fit_no_parameter_is_told(tmp_path):
    """Sales that leap as no market's do: neither finding, file, figure nor report has a value or an interval."""
    observed = Observed(tuple(map(str, range(1, 13))), np.array([5.0, 900, 3, 2, 800, 1, 4, 950, 6, 2, 870, 3]))
    result, _ = from_runs(observed, np.arange(1.0, 201.0)[:, None] * np.arange(1, 13))
    assert not result.fits
    assert result.finding().startswith("The market does not fit these sales (explains −")
    assert not result.summary()
    assert any("withheld" in note for note in result.notes())
    folder = result.save(tmp_path / "kept")
    fit = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    assert (fit["fits"], fit["parameters"]) == (False, [])
    again = load_result(folder)
    assert again.intervals == result.intervals
    assert "95 % interval" not in report(again)
    fitting, _ = from_runs(observed._replace(sales=np.arange(1.0, 13.0)), np.tile(np.arange(1, 13), (200, 1)))
    assert fitting.fits
    assert "95 % interval" in report(fitting)


def test_rates_are_lower_and_trials_fewer_for_a_market_of_years():
    launch = Scenario.load("launch")
    year, decade = (default_ranges(launch.varied({"weeks": weeks})) for weeks in (52, 520))
    path = "behaviours.shopping.shopping_rate"
    assert decade[path].high < year[path].high / 3
    assert decade["brand.quality"] == year["brand.quality"]
    assert [default_trials(weeks) for weeks in (30, 52, 104, 208, 5_200)] == [100, 100, 100, 50, 20]


def test_forecasts_are_judged(found):
    _, observed, result, _ = found
    held = observed.sales[-6:]
    assert result.errors["last_value"] == pytest.approx(np.abs(held - observed.sales[-7]).mean())
    assert result.errors["scenario"] == pytest.approx(np.abs(held - result.forecast.median[-6:]).mean())
    assert "Forecast of the last 6 periods" in result.finding()


def test_a_calibration_can_be_kept(found, tmp_path):
    """The scenario loads back as the calibrated one; JSON and manifest can be read; the figure is there."""
    _, observed, result, _ = found
    folder = result.save(tmp_path / "kept")
    again = Scenario.load(folder / "scenario.toml")
    assert again.digest == result.written.digest
    fit = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    assert fit["data_digest"] == observed.digest
    assert [row["path"] for row in fit["parameters"]] == list(RANGES)
    manifest = Manifest.read(folder)
    assert manifest.task == "calibrate"
    assert set(manifest.files) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for interval in result.intervals:
        assert again.varied({interval.path: interval.value}).digest == again.digest


def test_the_figure_has_no_overlaps(found):
    figure = found[2].plot()
    assert not collisions(figure)
    assert "shaded: not fitted" in figure.axes[0].get_xlabel()


@pytest.mark.slow
def test_processes_change_nothing():
    _, observed = planted(2, weeks=12)
    how = {"ranges": RANGES, "trials": 4, "seed": 5}
    first, second = (
        calibrate(scenario(consumers=200, weeks=12), observed, workers=workers, **how) for workers in (0, 2)
    )
    assert first.fit() == second.fit()
    assert first.manifest.digest == second.manifest.digest


@pytest.mark.slow
def test_what_is_not_identified_is_said():
    """The price of a market that nobody is sensitive to, and two parameters of which one undoes the other."""
    _, observed = planted(8)
    ranges = RANGES | {"brand.unit_cost": {"from": 10.0, "to": 50.0}}
    result = calibrate(scenario(consumers=300), observed, ranges=ranges, trials=24, workers=0)
    (cost,) = (interval for interval in result.intervals if interval.path == "brand.unit_cost")
    assert not cost.is_identified
    assert any(line.startswith("brand.unit_cost: not identified by the data") for line in result.notes())


def test_what_is_identified_only_together_is_said():
    """The data identify a sum, and neither part."""
    generator = np.random.default_rng(4)
    shares = generator.random((2_000, 2))
    shown = shares.sum(axis=1)[:, None] + 0.02 * generator.standard_normal((2_000, 8))
    posterior = infer(shares, shown, np.full(8, 1.0), generator)
    assert np.corrcoef(posterior.shares.T)[0, 1] < -0.8
    assert np.ptp(np.quantile(posterior.shares[:, 0], [0.025, 0.975])) > 0.7


def test_intervals_are_as_wide_as_they_should_be():
    """Of a Gaussian mean the posterior is known: its middle and its width come out."""
    generator = np.random.default_rng(6)
    shares = generator.random((3_000, 1))
    shown = shares + 0.1 * generator.standard_normal((3_000, 4))
    posterior = infer(shares, shown, np.array([0.45, 0.55, 0.6, 0.4]), generator)
    low, middle, high = np.quantile(posterior.shares, [0.025, 0.5, 0.975])
    assert middle == pytest.approx(0.5, abs=0.03)
    assert high - low == pytest.approx(2 * 1.96 * 0.1 / 2, rel=0.35)


def test_reviews_and_ratings_are_compared():
    """They are scaled as sales are; a market without a review has no opinion."""
    sales = np.array([10.0, 20, 30, 40])
    observed = Observed(tuple("abcd"), sales, False, np.array([np.nan, 4, 4.5, 4]), np.array([1.0, 2, 3, 4]))
    distance = Distance(observed, 3)
    assert distance.series == ("sales", "rating", "reviews")
    same = np.stack([sales, [np.nan, 4, 4.5, 4], [1.0, 2, 3, 4]]) / [[10], [1], [10]]
    assert distance.people_each(same) == pytest.approx(10)
    assert distance.statistics(same) == pytest.approx(distance.target)
    assert distance.of_median(same[None]) == pytest.approx(0)
    same[1] = np.nan
    assert distance.of_median(same[None]) == pytest.approx((1 + 1.5**2) / 2 / 3)
    assert Distance(observed, 3, 5.0).people_each(same) == 5


@pytest.mark.slow
def test_planted_markets_are_found_within_their_intervals(found):
    """A few of those that the slow test has many of: two beside the one of all tests here."""
    values, _, result, _ = found
    inside = [interval.low <= values[interval.path] <= interval.high for interval in result.intervals]
    assert sum(inside + _inside(range(6, 8), trials=12)) >= 5


@pytest.mark.slow
def test_intervals_hold_what_they_say():
    """Of 50 planted markets, drawn from all the ranges, nine in ten parameters are in their 95 % intervals."""
    inside = _inside(range(50), trials=40)
    assert np.mean(inside) >= 0.9


def _inside(numbers, trials):
    """Tell of each parameter of each planted market whether its interval holds it."""
    inside = []
    for number in numbers:
        values, observed = planted(number)
        result = calibrate(scenario(), observed, ranges=RANGES, trials=trials, seed=number, workers=0)
        inside += [interval.low <= values[interval.path] <= interval.high for interval in result.intervals]
    return inside


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "the file is empty"),
        ("period,value\n", "has no rows"),
        ("shop,size,price\n1,2,3\n", "no column 'period'; there are 'shop', 'size', 'price'"),
        ("period,value\n1,2\n2,many\n", "line 3: value: 'many' is not a number"),
        ("period,value\n1,2\n2,-3\n", "line 3: value: -3 is not allowed: must be at least 0"),
        ("period,value\n1,2\n2,nan\n", "must be finite"),
        ("period,value\n1,2\n2,\n", "the value is missing"),
        ("period,value\n1,2\n,4\n", "the period is missing"),
        ("period,value\n1,2\n1,4\n", "period '1' comes twice"),
        ("period,value\n1,2\n2,4\n4,5\n", "there is a gap: period 4 follows 2"),
        ("period,value\n2,2\n1,4\n0,5\n", "periods must rise"),
        ("period,value\n1,2\n2,4\n", "2 periods are too few"),
        ("period,value\n1,0\n2,0\n3,0\n4,0\n5,0\n", "nothing was sold"),
    ],
)
def test_mistakes_in_data_are_told(tmp_path, text, rule):
    with pytest.raises(DataError, match=rule):
        read_observed(write(tmp_path / "sales.csv", text))


def test_columns_go_by_any_name_and_dates_tell_how_long_a_period_is(tmp_path):
    """What was guessed is said with the option; the length of a period is that of a month."""
    rows = "".join(f"2024-{n:02};{n},5;9\n" for n in range(1, 7))
    observed = read_observed(write(tmp_path / "sales.csv", f"Month;Units;Price\n{rows}"))
    assert observed.sales.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
    assert observed.weeks == 4
    assert any("(else `period` COLUMN `value` COLUMN)" in note for note in observed.notes)
    priced = read_observed(tmp_path / "sales.csv", columns=Columns("1", "Price"))
    assert priced.sales.tolist() == [9] * 6


def test_series_are_laid_beside_each_other(tmp_path):
    sales = write(tmp_path / "sales.csv", "period, value\n" + "".join(f"{2000 + n},{n * n}\n" for n in range(6)))
    rating = write(tmp_path / "rating.csv", "period,value\n2003,4.5\n2004,4\n")
    observed = read_observed(sales, cumulative=True, rating=rating)
    assert observed.sales.tolist() == [0, 1, 3, 5, 7, 9]
    assert np.isnan(observed.rating).tolist() == [True, True, True, False, False, True]
    with pytest.raises(DataError, match="cannot fall, as they do in 2004"):
        read_observed(sales, reviews=rating)
    with pytest.raises(DataError, match=r"5\.5 is not allowed: a rating is from 1 to 5 stars"):
        read_observed(sales, rating=write(tmp_path / "bad.csv", "period,value\n2003,5.5\n"))
    with pytest.raises(DataError, match="'1990' is not among those of the sales"):
        read_observed(sales, rating=write(tmp_path / "other.csv", "period,value\n1990,4\n"))


def test_ranges_are_read(tmp_path):
    launch = Scenario.load("launch")
    assert "campaign.launch_ads.reach" in default_ranges(launch)
    assert "behaviours.posting.post_rate" in default_ranges(launch, reviews=True)
    checked_ranges(launch, default_ranges(launch))
    words = ranges_in_words(["brand.quality=0.3:1", "consumer.risk_fear=0.1:2:log"])
    assert words["consumer.risk_fear"] == {"from": 0.1, "to": 2, "scale": "log"}
    taken = checked_ranges(launch, ranges_in_words(["behaviours.speaking.talk_rate"]))
    assert taken == {path: values for path, values in priors(launch).items() if path == "behaviours.speaking.talk_rate"}
    with pytest.raises(ScenarioError, match=r"brand\.quality: is no assumption, whose prior could be taken: give a"):
        checked_ranges(launch, ranges_in_words(["brand.quality"]))
    file = write(tmp_path / "ranges.toml", '[factors]\n"brand.quality" = { from = 0.3, to = 1.0 }\n')
    assert checked_ranges(launch, read_ranges(file))["brand.quality"].high == 1.0
    with pytest.raises(ScenarioError, match="PATH=FROM:TO"):
        ranges_in_words(["brand.quality=0.3"])
    with pytest.raises(ScenarioError, match="no 'qualty' here"):
        checked_ranges(launch, {"brand.qualty": {"from": 0.3, "to": 1.0}})
    with pytest.raises(ScenarioError, match="must be at most 1"):
        checked_ranges(launch, {"brand.quality": {"from": 0.3, "to": 1.5}})
    with pytest.raises(ScenarioError, match="has a range"):
        checked_ranges(launch, {"brand.quality": [0.3, 0.5]})


@pytest.mark.parametrize(
    ("how", "rule"),
    [({"holdout": 27}, "holdout: 27 is not allowed"), ({"market": -1}, "market"), ({"trials": 0}, "trials")],
)
def test_impossible_requests_are_refused(how, rule):
    with pytest.raises(DataError, match=rule):
        calibrate(scenario(), planted(0)[1], **how)


def test_the_command_calibrates(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sales = planted(8)[1].sales
    write(tmp_path / "sales.csv", "period,value\n" + "".join(f"{n},{value}\n" for n, value in enumerate(sales, 1)))
    words = [
        "calibrate",
        "small",
        "sales.csv",
        "--vary",
        "behaviours.speaking.talk_rate=0.1:3:log",
        "--trials",
        "10",
        "--holdout",
        "2",
        "--workers",
        "0",
        "--set",
        "weeks=30",
    ]
    done = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    fit = json.loads(done.stdout)
    assert fit["weeks_per_period"] == 1
    assert Scenario.load(tmp_path / fit["folder"] / "scenario.toml").weeks == 30
    write(tmp_path / "sales.csv", "shop,size,price\n1,2,3\n")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert done.stderr == "wom: sales.csv: there is no column 'period'; there are 'shop', 'size', 'price'\n"


def test_intervals_hold_the_share_that_they_say():
    """Of 1,001 likely runs: the market and the parameters between the 2.5 and the 97.5 %, sales the 5 and the 95 %.

    The runs sell 1 to 1,001 units a week at first, and then so many times as much; a consumer stands for as many people
    as make their totals the data's.
    """
    n, weeks = 1_001, 10
    observed = Observed(tuple(map(str, range(weeks))), np.full(weeks, 1_000.0))
    sold = np.arange(1.0, n + 1)
    runs = np.column_stack([np.tile(sold, (5, 1)).T, np.tile(sold * (0.5 + 0.618 * sold % 1), (5, 1)).T])
    made, forecasts = from_runs(observed, runs)
    people = made.manifest.others[0]["consumers"] * 10_000 / runs.sum(axis=1)
    assert made.market == pytest.approx(tuple(np.quantile(people, [0.5, 0.025, 0.975])))
    (interval,) = made.intervals
    assert (interval.median, interval.low, interval.high) == pytest.approx((1.0, 0.05, 1.95))
    assert not interval.is_identified
    ends = (made.forecast.median, made.forecast.low, made.forecast.high)
    sales = Distance(observed, weeks).sales(forecasts, np.full(n, 1e-9))
    assert np.allclose(ends, np.quantile(sales, [0.5, 0.05, 0.95], axis=0))


def from_runs(observed, sold):
    """Return the calibration that likely runs (runs, periods) come to, of a parameter alike in all of its range."""
    n, periods = sold.shape
    forecasts = np.zeros((n, 3, periods))
    forecasts[:, 0] = sold
    ranges = checked_ranges(scenario(), {"behaviours.speaking.talk_rate": {"from": 0.0, "to": 2.0}})
    made = calibration_of(
        Result.load(ROOT / "tests" / "before" / "run"),
        scenario(),
        {"ranges": ranges, "holdout": 0, "weeks_per_period": 1, "market": None, "trials": 10, "data": observed},
        Distance(observed, periods),
        Posterior(np.linspace(0, 1, n)[:, None], np.full(n, 1e-9)),
        best=np.array([0.5]),
        drawn=np.arange(n),
        forecasts=forecasts,
        seconds=0.0,
    )
    return made, forecasts
