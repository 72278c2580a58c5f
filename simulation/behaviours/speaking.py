"""Speaking: owners tell of their experience, and others pass on what they heard."""

import functools
import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from simulation.behaviours.family import Behaviour
from simulation.consumers import table
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, Measure, setting
from simulation.randomness import WORD, below, chance, purpose, words, words_of_four
from simulation.talks import TALK

if TYPE_CHECKING:
    from simulation.market import Market

_COUNT = purpose("behaviours.speaking.count")
_TALK = purpose("behaviours.speaking.talk")
_RELAY = purpose("behaviours.speaking.relay")
MOST_TALKS = 63
_RELAYED = MOST_TALKS


class Speaking(Behaviour):
    """Word of mouth: about one's own purchase, more when it disappointed; and, now and then, about what one heard.

    Source: Goldenberg, Libai, Moldovan and Muller (2007), The NPV of bad news, IJRM 24(3), for ``grievance``.
    """

    order: ClassVar[int] = 0
    kind: Literal["speaking"] = "speaking"
    talk_rate: float = setting(
        0.5, "talks of a satisfied owner who has just bought", unit="talks per week", source=ASSUMPTION, ge=0, le=20
    )
    buzz_duration: float = setting(
        8.0, "weeks after which an owner talks e times less", unit="weeks", source=ASSUMPTION, gt=0, le=10_000
    )
    grievance: float = setting(
        2.0,
        "how many times as often a disappointed owner talks",
        unit="ratio",
        source="Goldenberg et al. 2007: m = 2",
        ge=0,
        le=20,
    )
    leader_talk: float = setting(
        3.0, "how many times as often an opinion leader talks", unit="ratio", source=ASSUMPTION, ge=0, le=20
    )
    strong_talks: float = setting(
        0.5,
        "share of talks that go to a friend and not to an acquaintance",
        unit="share",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )
    relay: float = setting(
        0.05,
        "chance that a non-owner passes on what she heard",
        unit="probability per week",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("recommenders", "consumers", "satisfied owners who spoke for the brand this week"),
    )

    def step(self, market: "Market") -> None:
        """Fill ``market.talks`` with this week's talks, spoken from last week's state."""
        capacity = max(1024, market.n // 4)
        thresholds = self.thresholds(market.scenario.weeks if market.week <= market.scenario.weeks else market.week)
        while True:
            talks = table(TALK, capacity)
            spoken = _speak(
                market.key, market.week, thresholds, thresholds[:, :, 0].min(axis=0), chance(self.relay),
                chance(self.strong_talks), *market.rows, market.consumers, market.minds, talks,
            )  # fmt: skip
            if spoken <= capacity:
                break
            # Numbers have addresses, so speaking again into a longer list says the same things.
            capacity = spoken
        market.talks = talks[:spoken]
        _count_recommenders(market.minds, market.talks, market.tallies["recommenders"])
        market.minds.heard = False

    def thresholds(self, oldest: int) -> np.ndarray[Any, Any]:
        """Return int64 (4, oldest + 1, 63): by kind of owner and weeks since the purchase, P(at most so many talks).

        Kinds of owner: satisfied, disappointed, satisfied leader, disappointed leader. In units of 2⁻³². Numbers of
        talks are Poisson; their tail beyond 63 is cut.
        """
        factors = (1.0, self.grievance, self.leader_talk, self.grievance * self.leader_talk)
        return _thresholds(tuple(self.talk_rate * factor for factor in factors), self.buzz_duration, oldest)


@functools.lru_cache(maxsize=8)
def _thresholds(rates: tuple[float, ...], buzz_duration: float, oldest: int) -> np.ndarray[Any, Any]:
    ages = range(oldest + 1)
    return np.array([[_poisson_thresholds(rate * math.exp(-age / buzz_duration)) for age in ages] for rate in rates])


def _poisson_thresholds(mean: float) -> list[int]:
    probability, total, thresholds = math.exp(-mean), 0.0, []
    for count in range(MOST_TALKS):
        total += probability
        thresholds.append(min(WORD, round(total * WORD)))
        probability *= mean / (count + 1)
    return thresholds


@kernel
def _speak(key, week, thresholds, quiet, relay, strong_talks, starts, targets, strong, consumers, minds, talks):
    # Draws: a word among four neighbours' in block b for how many talks on brand b (_COUNT) or whether she relays
    # (_RELAY); words 0 to 3 of block 64 b + talk for which kind of tie, which tie, the moment and the doubt (_TALK).
    n_brands = minds.shape[1]
    spoken = 0
    counts, relays = np.zeros((n_brands, 4), np.int64), np.zeros((n_brands, 4), np.int64)
    counted, relayed = np.full(n_brands, -1), np.full(n_brands, -1)
    for i in range(minds.shape[0]):
        for b in range(n_brands):
            mind = minds[i, b]
            if mind.owner:
                valence = np.int64(mind.satisfaction)
                if valence == 0 or (valence < 0 and mind.refunded):
                    continue
                if counted[b] != i >> 2:
                    counted[b] = i >> 2
                    counts[b, 0], counts[b, 1], counts[b, 2], counts[b, 3] = words_of_four(key, _COUNT, week, i, b)
                word = counts[b, i & 3]
                age = week - mind.bought_at
                # Most owners are silent: one comparison, before anything else is looked at.
                if word < quiet[age]:
                    continue
                kind = (2 if consumers[i].leader else 0) + (1 if valence < 0 else 0)
                count, first = 0, 0
                while count < MOST_TALKS and word >= thresholds[kind, age, count]:
                    count += 1
            elif mind.heard and mind.praise != mind.criticism:
                if relayed[b] != i >> 2:
                    relayed[b] = i >> 2
                    relays[b, 0], relays[b, 1], relays[b, 2], relays[b, 3] = words_of_four(key, _RELAY, week, i, b)
                if relays[b, i & 3] >= relay:
                    continue
                valence = 1 if mind.praise > mind.criticism else -1
                count, first = 1, _RELAYED
            else:
                continue
            degree, friends = starts[i + 1] - starts[i], np.int64(strong[i])
            for draw in range(64 * b + first, 64 * b + first + count):
                if spoken < talks.shape[0]:
                    which, choice, moment, doubt = words(key, _TALK, week, i, draw)
                    talk = talks[spoken]
                    talk.strong = friends > 0 and (friends == degree or which < strong_talks)
                    talk.hearer = -1
                    if talk.strong:
                        talk.hearer = targets[starts[i] + below(choice, friends)]
                    elif degree > friends:
                        talk.hearer = targets[starts[i] + friends + below(choice, degree - friends)]
                    talk.speaker = i
                    talk.brand = b
                    talk.valence = valence
                    talk.draw = draw
                    talk.moment = moment
                    talk.doubt = doubt
                spoken += 1
    return spoken


@kernel
def _count_recommenders(minds, talks, recommenders):
    for k in range(talks.shape[0]):
        talk = talks[k]
        first = k == 0 or talks[k - 1].speaker != talk.speaker or talks[k - 1].brand != talk.brand
        if first and talk.valence > 0 and minds[talk.speaker, talk.brand].owner:
            recommenders[talk.brand] += 1
