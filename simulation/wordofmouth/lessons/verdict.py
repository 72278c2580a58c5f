"""Verdict: how near a prediction came, in sentences; and how the axis of a step is read."""

import math

from wordofmouth.lessons.lesson import Step
from wordofmouth.lessons.prediction import Judgement
from wordofmouth.words.catalogue import Words

_TICKS = (4, 5, 3, 2)
# Of a share or of people one speaks as of so many in a hundred.
SCALE = {"share": 100.0, "people": 100.0}


def axis_of(step: Step, say: Words) -> str:
    """Return what the axis of a step is called."""
    return step.axis or say(f"lessons.measures.{step.measure}")


def reading(step: Step) -> tuple[float, int]:
    """Return by what its values are multiplied to be read, and to how many decimals: one on a low axis."""
    scale = SCALE.get(step.drawn.kind, 1.0)
    return scale, 1 if (step.end_of_axis - step.drawn.bottom) * scale <= 30 else 0


def ticks(step: Step, say: Words) -> list[dict[str, float | str]]:
    """Return where the axis of a step has its numbers, and these as they are read."""
    scale, _ = reading(step)
    places = _places(step.drawn.bottom * scale, step.end_of_axis * scale)
    apart = 0 if all(float(place).is_integer() for place in places) else 1
    return [{"value": place / scale, "text": say.number(place, apart)} for place in places]


def _places(bottom: float, top: float) -> list[float]:
    """Return where an axis has its numbers: at round ones, if there are some."""

    def is_round(step: float) -> bool:
        return round(step / 10 ** math.floor(math.log10(step)), 9) in (1, 2, 2.5, 5)

    steps = next((steps for steps in _TICKS if is_round((top - bottom) / steps)), _TICKS[0])
    return [round(bottom + (top - bottom) * tick / steps, 9) for tick in range(steps + 1)]


def in_words(judgement: Judgement, step: Step, say: Words) -> list[str]:
    """Return in sentences how far off a prediction was."""
    kind = step.drawn.kind
    scale, decimals = reading(step)
    gap = say.number(abs(judgement.gap) * scale, decimals)
    sentences = [say(f"lessons.sense.{judgement.sense}")] if judgement.sense else []
    at = "peak" if step.drawn.peaks else "gap"
    if float(f"{abs(judgement.gap) * scale:.{decimals}f}") == 0:
        sentences.append(say(f"lessons.{at}.none"))
    else:
        amount = say(f"lessons.amount.{kind}", gap=gap)
        sentences.append(say(f"lessons.{at}.{'high' if judgement.gap > 0 else 'low'}", amount=amount))
    if judgement.late:
        when = "late" if judgement.late > 0 else "early"
        sentences.append(say(f"lessons.{'peak_' if step.drawn.peaks else ''}{when}", count=abs(judgement.late)))
    return sentences
