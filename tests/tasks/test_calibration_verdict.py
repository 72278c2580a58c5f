"""The verdict of a calibration: what it may be used for follows from what was measured."""

from types import SimpleNamespace

import numpy as np
import pytest
from wordofmouth.tasks.calibrate.verdict import IN_WORDS, verdict

SOLD = np.array([10.0, 30.0, 60.0, 50.0, 40.0, 30.0])


def calibration(**changes):
    """Return what a verdict looks at: of six periods the last two were held out, and forecast well."""
    known = {
        "fits": True,
        "fitted": 4,
        "observed": SimpleNamespace(periods=tuple("abcdef"), sales=SOLD, rating=None, reviews=None),
        "errors": {"scenario": 2.0, "last_value": 15.0},
        "forecast": SimpleNamespace(low=SOLD - 5, high=SOLD + 5),
        "market": (1_000.0, 800.0, 1_200.0),
        "intervals": [SimpleNamespace(path="a", is_identified=True), SimpleNamespace(path="b", is_identified=True)],
    }
    return SimpleNamespace(**known | changes)


def test_what_forecast_well_is_used_for_sizes():
    judged = verdict(calibration())
    assert (judged.use, judged.wanted) == ("all", ())
    assert judged.text == (
        "Use it, for sizes of sales too: it has forecast the 2 periods that it was not shown (2 off, and 15 if "
        "nothing had changed)"
    )


@pytest.mark.parametrize(
    ("changes", "why", "wanted"),
    [
        ({"errors": {}}, "forecasts have not been tried", "the last periods held out"),
        ({"errors": {"scenario": 20.0, "last_value": 15.0}}, "worse than if nothing had changed", "more periods"),
        (
            {"forecast": SimpleNamespace(low=SOLD + 1, high=SOLD + 5)},
            "its band holds 0 of 2 periods",
            "more periods",
        ),
        ({"market": (1_000.0, 100.0, 9_000.0)}, "may have 100 people, or 9,000", "how many people the market has"),
        ({"fitted": 3}, "still growing in the last period that was fitted", "periods from beyond the peak"),
        (
            {"intervals": [SimpleNamespace(path="a", is_identified=False)]},
            "the data identify 0 of 1 parameters",
            "the mean stars and reviews by period",
        ),
    ],
)
def test_each_doubt_leaves_the_shape_alone_and_says_what_would_settle_it(changes, why, wanted):
    judged = verdict(calibration(**changes))
    assert judged.use == "shape"
    assert any(why in reason for reason in judged.reasons)
    assert any(wanted in each for each in judged.wanted)
    assert judged.text.startswith(IN_WORDS["shape"])


def test_what_does_not_fit_is_not_used():
    judged = verdict(calibration(fits=False, errors={}))
    assert judged.text.startswith("Do not use it: the market does not make sales like these. What would tell more: ")
