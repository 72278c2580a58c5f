"""Bass: published and computed fits are reproduced, known curves found again, and hopeless data refused."""

import csv

import numpy as np
import pytest
from real_data import DATA
from wordofmouth.errors import BassError
from wordofmouth.statistics.bass_curve import bass_share, fit_bass


def sales_of(series):
    with (DATA / "adoption_series" / "durables_and_others.csv").open(encoding="utf-8") as file:
        return [float(row["value"]) for row in csv.DictReader(file) if row["series_id"] == series]


@pytest.mark.data
def test_computed_fits_are_reproduced():
    with (DATA / "targets" / "bass_fits.csv").open(encoding="utf-8") as file:
        targets = list(csv.DictReader(file))
    assert len(targets) >= 5
    for target in targets:
        fit = fit_bass(sales_of(target["series_id"]))
        for name in "pqm":
            assert getattr(fit, name).value == pytest.approx(float(target[name]), rel=1e-4), target["series_id"]
        assert fit.explained == pytest.approx(float(target["R2"]), abs=1e-6)
        assert fit.peak == pytest.approx(float(target["tpeak_model"]), abs=1e-3)


@pytest.mark.data
@pytest.mark.parametrize(
    ("series", "published"),
    [("us_room_ac", (0.0094, 0.3748, 18_713)), ("us_clothes_dryers", (0.0136, 0.3267, 16_497))],
)
def test_published_fits_are_reproduced(series, published):
    """Srinivasan and Mason (1986), in the digits that they print."""
    p, q, m, _ = fit_bass(sales_of(series))
    assert (round(p.value, 4), round(q.value, 4), round(m.value)) == published


@pytest.mark.slow
def test_a_known_curve_is_found_again():
    """Without noise to the digit, with it within the intervals about as often as they say."""
    periods, truth = np.arange(21), (0.01, 0.4, 5_000.0)
    sales = truth[2] * np.diff(bass_share(*truth[:2], periods))
    fit = fit_bass(sales)
    for name, value in zip("pqm", truth, strict=True):
        assert getattr(fit, name).value == pytest.approx(value, rel=1e-5)
    assert np.allclose(fit.sales(20), sales, rtol=1e-5)
    generator = np.random.default_rng(1)
    fits = [fit_bass(np.maximum(sales + 20 * generator.standard_normal(20), 0)) for _ in range(40)]
    for name, value in zip("pqm", truth, strict=True):
        assert sum(getattr(fit, name).low <= value <= getattr(fit, name).high for fit in fits) >= 33


def test_the_share_is_the_published_one():
    """Peak at 6.193 of p = .03 and q = .38, where 46.05 % have bought; half by 6.550."""
    assert bass_share(0.03, 0.38, [0.0, 6.193, 6.550, 13.569]) == pytest.approx([0, 0.4605, 0.5, 0.95], abs=2e-4)


@pytest.mark.parametrize(
    ("sales", "rule"),
    [([1, 2, 3], "at least 4 periods"), ([0, 0, 0, 0, 0], "more than 0"), ([1, 2, float("nan"), 3, 4], "numbers")],
)
def test_hopeless_sales_are_refused(sales, rule):
    with pytest.raises(BassError, match=rule):
        fit_bass(sales)


def test_sales_that_only_grow_do_not_show_the_market():
    with pytest.raises(BassError, match="how large the market is"):
        fit_bass(2.0 ** np.arange(12))


def test_errors_are_those_of_least_squares_with_three_parameters_fewer():
    """As SciPy's curve_fit has them, whose residual variance is over n - 3 too."""
    from scipy.optimize import curve_fit

    shares = np.diff(bass_share(0.02, 0.4, np.arange(16)))
    sales = 1_000 * shares + 3 * np.random.default_rng(1).normal(size=15)
    fit = fit_bass(sales.tolist())

    def curve(periods, p, q, m):
        return m * np.diff(bass_share(p, q, np.arange(16)))

    _, covariance = curve_fit(curve, np.arange(15), sales, p0=[0.02, 0.4, 1_000])
    errors = [getattr(fit, name).error for name in "pqm"]
    assert errors == pytest.approx(np.sqrt(np.diag(covariance)), rel=0.02)
