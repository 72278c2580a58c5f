"""Forecasts of a series: members know no future, better ones weigh more, bands widen and hold, scores are right."""

import numpy as np
import pytest
from wordofmouth.statistics.bass_curve import bass_share
from wordofmouth.statistics.forecasting.combination import FEWEST_BEFORE, combine, rolling, weights_of
from wordofmouth.statistics.forecasting.gompertz import gompertz_sales, gompertz_share
from wordofmouth.statistics.forecasting.members import MEMBERS, ahead_of, damped_trend, last_value
from wordofmouth.statistics.forecasting.scores import LEVELS, band, crps, held, scaled_error

BASS = 5_000 * np.diff(bass_share(0.02, 0.4, np.arange(21)))
GOMPERTZ = 800 * np.diff(gompertz_share(0.3, 7.0, np.arange(21.0)))
CHEAP = {"last_value": last_value, "mean": lambda sales, horizon: np.full(horizon, sales.mean())}


def test_a_member_knows_nothing_of_what_is_later():
    """What was said at an origin is the same whatever came after it."""
    noisy = BASS * np.random.default_rng(1).uniform(0.8, 1.2, len(BASS))
    other = np.where(np.arange(20) < 12, noisy, 7.0)
    first, second = (rolling(sales[:16], CHEAP, 3) for sales in (noisy, other))
    for row, at in enumerate(first.at):
        if at <= 12:
            for name in CHEAP:
                assert (first.ahead[name][row] == second.ahead[name][row]).all()
    assert first.at[0] == FEWEST_BEFORE
    assert np.isnan(first.came[-1]).tolist() == [False, True, True]


def test_weights_at_an_origin_come_from_what_was_known_then():
    origins = rolling(BASS[:14], CHEAP, 3)
    early = origins.before(10)
    assert max(early.at) == 9
    known = rolling(BASS[:10], CHEAP, 3)
    assert np.array_equal(early.came, known.came, equal_nan=True)
    assert weights_of(early) == weights_of(known)


def test_the_member_that_was_nearer_weighs_more():
    """Than was believed of it: of a random walk that rises the last value, of noise around a level the mean."""
    generator = np.random.default_rng(2)
    walk, noise = 500 + generator.normal(8, 10, 30).cumsum(), generator.normal(500, 50, 30)
    believed = weights_of(rolling(walk[:FEWEST_BEFORE], CHEAP, 3))
    assert believed == {"last_value": 0.8, "mean": 0.2}
    assert weights_of(rolling(walk, CHEAP, 3))["last_value"] > 0.8
    assert weights_of(rolling(noise, CHEAP, 3))["mean"] > 0.4
    for weights in (weights_of(rolling(walk, CHEAP, 3)), weights_of(rolling(walk[:FEWEST_BEFORE], CHEAP, 3))):
        assert sum(weights.values()) == pytest.approx(1)


@pytest.mark.parametrize("sales", [BASS, GOMPERTZ, np.full(12, 30.0), np.array([0.0, 0, 3, 0, 9, 12, 4, 8])])
def test_bands_widen_with_the_horizon_and_are_in_order(sales):
    made = combine(sales, CHEAP, 6)
    assert (np.diff(made.quantiles, axis=0) >= 0).all()
    assert (made.quantiles >= 0).all()
    low, high = np.sqrt(band(made.quantiles, 0.8))
    narrow = np.diff(high - np.sqrt(made.median))
    assert (narrow >= -1e-9).all()
    assert made.quantiles[LEVELS.index(0.5)] == pytest.approx(made.median)
    assert (low <= high).all()


def test_a_forecast_is_of_the_units_of_its_sales():
    """A thousand times the sales are a thousand times the forecast and its bands."""
    noisy, members = BASS[:7] * np.random.default_rng(3).uniform(0.9, 1.1, 7), dict(MEMBERS)
    del members["bass"]
    small, large = (combine(scale * noisy, members, 2) for scale in (1, 1_000))
    assert large.quantiles == pytest.approx(1_000 * small.quantiles, rel=1e-3)
    assert list(large.weights.values()) == pytest.approx(list(small.weights.values()), rel=1e-3)


def test_bands_hold_the_share_that_they_say():
    """Of random walks in square roots, from 20 periods each, three periods ahead."""
    generator, inside = np.random.default_rng(4), {0.8: [], 0.95: []}
    for _ in range(150):
        sales = (100 + generator.normal(0, 2, 23).cumsum()) ** 2
        made = combine(sales[:20], {"last_value": last_value}, 3)
        for share, each in inside.items():
            each.append(held(sales[20:], made.quantiles, share))
    assert np.mean(inside[0.8]) == pytest.approx(0.8, abs=0.06)
    assert np.mean(inside[0.95]) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(("name", "sales"), [("bass", BASS), ("gompertz", GOMPERTZ)])
def test_a_curve_goes_on_as_it_began(name, sales):
    """From before the peak and after it: the lowest of the valleys is found."""
    for seen in (9, 14):
        assert ahead_of(MEMBERS[name], sales[:seen], 4) == pytest.approx(sales[seen : seen + 4], rel=0.02)


def test_where_a_member_has_no_answer_the_last_value_stands_in():
    falling, none = np.array([1.0, 2, 4, 8, 16, 32]), lambda sales, horizon: None
    assert gompertz_sales(np.zeros(6), 9) is None
    assert damped_trend(np.full(6, 3.0), 2) is None
    assert ahead_of(none, falling, 2).tolist() == [32, 32]
    assert (ahead_of(lambda sales, horizon: np.full(horizon, -1e9), falling, 2) == 0).all()


def test_scores_are_those_of_the_literature():
    came, sales = np.array([12.0, 8.0]), np.array([1.0, 3.0, 2.0])
    assert scaled_error(came, np.array([10.0, 10.0]), sales) == pytest.approx(2 / 1.5)
    point = np.full((len(LEVELS), 2), 10.0)
    assert crps(came, point) == pytest.approx(2.0, rel=0.03)
    # Of a standard normal forecast at its middle: (√2 − 1) / √π.
    from scipy.special import ndtri

    normal = np.tile(ndtri(np.array(LEVELS))[:, None], 1)
    assert crps(np.zeros(1), normal) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), rel=0.05)


@pytest.mark.parametrize("periods", [4, 12])
def test_a_gompertz_curve_is_found_in_its_own_sales(periods):
    """From four periods on, and it goes on as the curve does."""
    times = np.arange(2 * periods + 1.0)
    sold = 900.0 * np.diff(gompertz_share(0.4, 2.0, times))
    assert gompertz_sales(sold[:periods], 2 * periods) == pytest.approx(sold, rel=0.02, abs=0.5)
    assert gompertz_sales(sold[:3], 6) is None


def test_sales_that_double_show_no_market():
    """However large, a larger one fits them better."""
    assert gompertz_sales(2.0 ** np.arange(8), 16) is None


@pytest.mark.parametrize(("periods", "is_told"), [(3, False), (4, True), (5, True)])
def test_a_trend_takes_four_periods(periods, is_told):
    sales = np.array([1.0, 2.0, 4.0, 5.0, 7.0])[:periods]
    assert (damped_trend(sales, 2) is not None) == is_told
