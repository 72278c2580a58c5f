"""What a forecast says, what its score says, and what all of them say, in a sentence each."""

from collections.abc import Sequence

from wordofmouth.tasks.forecast.filed import Prediction
from wordofmouth.tasks.forecast.register import Entry, Score
from wordofmouth.words.numbers import counted, percent, plural, three_digits

MEMBER_WORDS = {
    "scenario": "markets of ours",
    "bass": "Bass",
    "gompertz": "Gompertz",
    "damped_trend": "damped trend",
    "last_value": "last value",
    "combination": "combination",
}


def finding(prediction: Prediction) -> str:
    """Return the forecast of the first and the last period, with its band."""
    low, high = prediction.band(0.8)
    places = sorted({0, len(prediction.periods) - 1})
    what = "new buyers" if prediction.observed.cumulative else "sales"
    sentence = "; ".join(
        f"{prediction.periods[place]}: {three_digits(prediction.median[place])} "
        f"({three_digits(low[place])} to {three_digits(high[place])})"
        for place in places
    )
    return f"{prediction.series}, {what} in {sentence}, in four of five cases"


def about_members(prediction: Prediction) -> str:
    """Return which methods are in it, and how much each weighs."""
    weights = sorted(prediction.weights.items(), key=lambda each: -each[1])
    return "combined of " + ", ".join(f"{MEMBER_WORDS[name]} {percent(weight)}" for name, weight in weights)


def score_finding(series: str, score: Score) -> str:
    """Return how a forecast did."""
    n = len(score.periods)
    inside = f"the 80 % band held {score.held[0.8]}, the 95 % band {score.held[0.95]}"
    what = plural(n, "the one period that came", f"the {n} periods that came")
    scaled = f"scaled error {three_digits(score.scaled_error)}, CRPS {three_digits(score.crps)}"
    return f"{series}: of {what} {inside}; {scaled} (last value {three_digits(score.crps_last_value)})"


def record_finding(entries: Sequence[Entry]) -> str:
    """Return how many forecasts were filed and scored, and how many of the periods that came their bands held."""
    if not entries:
        return "No forecast was filed yet: `wom forecast file SALES` files one"
    scores = [entry.score for entry in entries if entry.score]
    sentence = f"{counted(len(entries), 'forecast')} filed, {len(scores)} scored"
    periods = sum(len(score.periods) for score in scores)
    if periods:
        shares = (sum(score.held[share] for score in scores) / periods for share in (0.8, 0.95))
        inside = " and ".join(percent(share) for share in shares)
        sentence += f"; the 80 and 95 % bands held {inside} of {counted(periods, 'period')}"
    wrong = sum(bool(entry.wrong) for entry in entries)
    return sentence + (f"; {wrong} not as filed" if wrong else "")
