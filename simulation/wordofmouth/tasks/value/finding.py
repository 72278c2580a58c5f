"""What a valuation says: who is worth most, by what, and from whom that cannot be told."""

import math

from wordofmouth.statistics.means import Means
from wordofmouth.tasks.value.record import Values, Worth
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import counted, format_amount, format_number


def finding(values: Values, say: Words | None = None) -> str:
    """Return who is worth most in a sentence, in English unless other words are given."""
    say = say or Words()
    best = values.best
    amounts = {part: amount(best, part, say) for part in ("own", "social")}
    about = {"who": who(values, best, say), "brand": values.brand, "amount": with_interval(best.mean("total"), say)}
    if len(values.worths) == 1:
        return say("value.alone", **about, **amounts)
    sentence = say("value.best", count=say("value.of_those", count=len(values.worths)), **about, **amounts)
    if alike := len(values.alike):
        runs, all_are = say("counted.runs", count=values.replications), alike == len(values.worths) - 1
        others = say("conclusion.others", count=alike)
        sentence += (
            say("value.untold", runs=runs) if all_are else say("value.untold_from_some", runs=runs, others=others)
        )
    return sentence


def summary(values: Values) -> tuple[Worth, ...]:
    """Return what each is worth, the most valuable first."""
    return values.worths


def notes(values: Values) -> list[str]:
    """Return what whoever reads the values should know, a line each."""
    lines = [
        f"The same market without each, {counted(values.replications, 'run')} with common random numbers; "
        f"{values.scenario.weeks} weeks, discounted by {100 * values.scenario.economics.discount_rate:g} % a year."
    ]
    if values.among > len(values.worths):
        lines.append(
            f"Of {values.among:,} consumers those were looked at after whose word most was bought in 5 other runs."
        )
    if any(math.isnan(worth.mean("total").low) for worth in values.worths):
        lines.append("Where there is no interval too few runs differ for one; more replications may have it.")
    if not values.best.segment:
        lines.append("Single people are noisy; a segment values the people of a group together.")
    return lines


def who(values: Values, worth: Worth, say: Words) -> str:
    """Return in words whose value it is."""
    if worth.segment:
        return say("value.one_of", segment=worth.segment)
    label = values.label(worth)
    return label if label != str(worth.consumer) else say("value.customer", number=label)


def amount(worth: Worth, part: str, say: Words) -> str:
    """Return the mean of a part, as exact as the runs make it."""
    mean = worth.mean(part)
    return format_amount(float(mean.mean), "money", _precision(mean), say.language)


def with_interval(mean: Means, say: Words) -> str:
    """Return a mean with its 95 % interval in words; without one where too few runs differ."""
    precision = _precision(mean)
    text = format_amount(float(mean.mean), "money", precision, say.language)
    if mean.low != mean.low:
        return text
    ends = (format_number(float(end), "money", precision, language=say.language) for end in (mean.low, mean.high))
    return f"{text} ({say('conclusion.sure', interval=say.notation.interval(*ends))})"


def _precision(mean: Means) -> float:
    half = float(mean.high - mean.low) / 2
    return half if half == half and half > 0 else max(abs(float(mean.mean)) / 100, 0.01)
