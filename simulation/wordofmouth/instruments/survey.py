"""The survey: a questionnaire put to a simple random sample of the consumers, who answer by the model's decision."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.errors import ScenarioError
from wordofmouth.market.decision import logistic_quantile, stated_exposures
from wordofmouth.market.states import beliefs, stakes
from wordofmouth.scenario.parts import nearest
from wordofmouth.statistics.intervals import wilson

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

SAMPLE = 10_000
SUBJECTS = ("aware", "would_buy", "follow_praise", "heed_criticism", "would_recommend")
_SURVEY = purpose("instruments.survey")
_OCCASION = purpose("instruments.survey.occasion")


class Answer(NamedTuple):
    """What the sample answered to one question on one brand.

    Attributes:
        brand: on which brand.
        subject: which question, of :data:`SUBJECTS`.
        question: in plain words.
        asked: of whom, in plain words.
        n: how many of them are in the sample.
        share: the share of them who said yes; not a number if nobody was asked.
        low, high: its 95 % interval as a probability (Wilson). The market is itself a draw of all who could be: to have
            asked everybody in it is not to know the probability, so no finite population is corrected for.
    """

    brand: str
    subject: str
    question: str
    asked: str
    n: int
    share: float
    low: float
    high: float


def survey(market: "Market", sample: int = SAMPLE, segment: str = "") -> list[Answer]:
    """Ask a sample of the consumers, or of one segment, five questions on each brand, and return the answers.

    Before the first week nobody has had a chance to hear of the brands: everybody is then asked as if they had just
    learnt of them, at their own price and refund coverage. Later they are as they were this week, campaign included.

    "A comment" is as many fully trusted messages as the answers of the scenario's own survey refer to
    (``survey.exposures``), on top of what the consumer has heard. Of praise people say more than they do
    (``survey.follow_through``): the answer is what they say. Each answers for an occasion of that week.

    Args:
        market: as it is now; it is looked at, and nothing in it changes.
        sample: how many are asked, all if there are fewer.
        segment: of which segment; of all unless given.

    Raises:
        ScenarioError: if the scenario has no such segment.
    """
    names = [section.name for section in market.scenario.segments]
    if segment and segment not in names:
        known = nearest(segment, names) if names else "the scenario has none"
        raise ScenarioError([f"segment: no segment is called {segment!r}; {known}"])
    people = market.aimed(segment, None)
    asked = drawn(market, people, sample)
    brand_states = market.brand_states[asked]
    exposures = market.survey.exposures
    needed = stakes(market, asked)
    _add_occasions(market.key, market.week, asked, market.consumers, market.segments.occasion.copy(), needed)
    now, praised, criticised = (
        beliefs(market, asked, praise, criticism) >= needed
        for praise, criticism in ((0.0, 0.0), (stated_exposures(market.survey), 0.0), (0.0, exposures))
    )
    everyone = np.ones_like(now)
    knows = brand_states.aware if market.week else everyone
    replies = (
        (brand_states.aware, everyone),
        (now, knows),
        (praised, knows & ~now),
        (~criticised, knows & now),
        (brand_states.satisfaction > 0, brand_states.owner),
    )
    return list(_answers(market, replies))


def _answers(market: "Market", replies: tuple) -> Iterator[Answer]:
    for b, offer in enumerate(market.offers):
        for subject, (yes, of), text in zip(SUBJECTS, replies, _texts(offer.name, market.week > 0), strict=True):
            n, count = int(of[:, b].sum()), int((yes & of)[:, b].sum())
            yield Answer(
                offer.name, subject, *text, n, count / n if n else math.nan, *wilson(count / n if n else math.nan, n)
            )


def _texts(brand: str, launched: bool) -> Iterator[tuple[str, str]]:
    knowing = "of those who know it" if launched else "of all, as if they had just learnt of it"
    yield f"Do you know {brand}?", "of all"
    yield f"Would you buy {brand} now?", knowing
    yield f"Would a positive comment make you buy {brand}?", "of those who would not buy it now"
    yield f"Would a negative comment keep you from buying {brand}?", "of those who would buy it now"
    yield f"Would you recommend {brand}?", "of those who have it"


def drawn(market: "Market", people: np.ndarray, sample: int) -> np.ndarray:
    """Return a simple random sample without replacement of these ids, ascending: those with the smallest draw.

    The draw of a consumer has the address of this survey and of the week, and moves no other number.
    """
    draws = np.empty(len(people), np.int64)
    _draw(market.key, market.week, people, draws)
    return np.sort(people[np.argsort(draws, kind="stable")[:sample]])


@kernel
def _draw(key, week, people, draws):
    for place, i in enumerate(people):
        draws[place], _, _, _ = words(key, _SURVEY, week, i, 0)


@kernel
def _add_occasions(key, week, asked, consumers, occasion, needed):
    # Draws: word 0 of block b for the occasion.
    for place, i in enumerate(asked):
        share = occasion[consumers[i].segment]
        if share > 0.0:
            for b in range(needed.shape[1]):
                word, _, _, _ = words(key, _OCCASION, week, i, b)
                needed[place, b] += share * logistic_quantile(uniform(word), 0.0)
