"""What a response curve says: where the outcome is highest, from where on more is no use, and what each 1 brings."""

from wordofmouth.tasks.response.curve import Curve
from wordofmouth.tasks.response.surface import Place, Surface
from wordofmouth.tasks.sweep.labels import FactorWords, value_text
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import Mean
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_amount, format_number, three_digits


def finding(result: SweepResult, curve: Curve | None, say: Words | None = None) -> str:
    """Return what the curve says in a sentence, in English unless other words are given."""
    say = say or Words()
    if curve is None:
        return say("response.nothing")
    words = FactorWords.all_of(result.design)[curve.path]
    best, enough = curve.points[curve.best], curve.points[curve.enough]
    text = say(
        "response.best",
        outcome=curve.asked.heading_in(say),
        amount=_with_interval(best.outcome, curve.asked.unit, say),
        at=f"{words.label} {value_text(best.value)}",
        cost=three_digits(best.cost.mean, say.language),
    )
    if curve.is_open:
        return text + say("response.more_may_bring_more")
    text += say(
        "response.enough",
        at=f"{words.label} {value_text(enough.value)}",
        cost=three_digits(enough.cost.mean, say.language),
    )
    each = curve.up_to_there
    if curve.enough and each.low == each.low:
        text += say("response.each", amount=_with_interval(each, "ratio", say))
    return text


def _with_interval(mean: Mean, unit: str, say: Words) -> str:
    """Return a mean with its 95 % interval in words; without one where too few runs differ."""
    if mean.low != mean.low:
        return format_amount(mean.mean, unit, abs(mean.mean) / 100, say.language)
    # A ratio of 4 (3 to 5) would be too coarse to plan with.
    precision = mean.half / 10 if unit == "ratio" else mean.half
    value = format_amount(mean.mean, unit, precision, say.language)
    ends = (format_number(end, unit, precision, language=say.language) for end in (mean.low, mean.high))
    return f"{value} ({say('conclusion.sure', interval=say.notation.interval(*ends))})"


def finding_of_two(result: SweepResult, surface: Surface | None, say: Words | None = None) -> str:
    """Return what the surface says in a sentence, in English unless other words are given."""
    say = say or Words()
    if surface is None:
        return say("response.nothing")
    words = FactorWords.all_of(result.design)

    def at(place: Place) -> str:
        fields = zip(surface.paths, place.values, strict=True)
        return say.listed([f"{words[path].label} {value_text(value)}" for path, value in fields])

    best, enough = surface.best, surface.enough
    text = say(
        "response.best",
        outcome=surface.asked.heading_in(say),
        amount=_with_interval(best.outcome, surface.asked.unit, say),
        at=at(best),
        cost=three_digits(best.cost.mean, say.language),
    )
    if enough != best:
        text += say("response.enough", at=at(enough), cost=three_digits(enough.cost.mean, say.language))
    return text + (say("response.more_may_bring_more") if surface.is_open else "")
