"""Speaking: owners tell of their experience, and others pass on what they heard."""

import functools
import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from simulation.behaviours.family import Behaviour
from simulation.kernels import kernel
from simulation.parts import ASSUMPTION, Measure, setting
from simulation.randomness import WORD, below, chance, purpose, words
from simulation.talks import Talks, blank_talks

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
    talk_rate: float = setting(0.5, "talks of a satisfied owner who has just bought", unit="talks per week", source=ASSUMPTION, ge=0, le=20)
    buzz_duration: float = setting(8.0, "weeks after which an owner talks e times less", unit="weeks", source=ASSUMPTION, gt=0, le=10_000)
    grievance: float = setting(2.0, "how many times as often a disappointed owner talks", unit="ratio", source="Goldenberg et al. 2007: m = 2", ge=0, le=20)
    leader_talk: float = setting(3.0, "how many times as often an opinion leader talks", unit="ratio", source=ASSUMPTION, ge=0, le=20)
    strong_talks: float = setting(0.5, "share of talks that go to a friend and not to an acquaintance", unit="share", source=ASSUMPTION, ge=0, le=1)
    relay: float = setting(0.05, "chance that a non-owner passes on what she heard", unit="probability per week", source=ASSUMPTION, ge=0, le=1)
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("recommenders", "consumers", "satisfied owners who spoke for the brand this week"),
    )

    def step(self, market: "Market") -> None:
        """Fill ``market.talks`` with this week's talks, spoken from last week's state."""
        capacity = max(1024, market.n // 4)
        thresholds = self.thresholds(market.scenario.weeks if market.week <= market.scenario.weeks else market.week)
        while True:
            talks = blank_talks(capacity)
            spoken = _speak(
                market.key, market.week, thresholds, chance(self.relay), chance(self.strong_talks), *market.rows,
                market.consumers, talks,
            )  # fmt: skip
            if spoken <= capacity:
                break
            # Numbers have addresses, so speaking again into a longer list says the same things.
            capacity = spoken
        market.talks = Talks(*(column[:spoken] for column in talks))
        _count_recommenders(market.consumers, market.talks, market.tallies["recommenders"])
        market.consumers.heard[:] = False

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
def _speak(key, week, thresholds, relay, strong_talks, starts, targets, strong, c, talks):
    # Draws of consumer i: word b % 4 of block b // 4 for how many talks on brand b (_COUNT) or whether she relays
    # (_RELAY); block 64 b + talk for which kind of tie, which tie, the moment and the doubt (_TALK).
    capacity = talks.speaker.shape[0]
    spoken = 0
    n, n_brands = c.owner.shape
    for i in range(n):
        for b in range(n_brands):
            if c.owner[i, b]:
                valence = 0 if c.refunded[i, b] and c.satisfaction[i, b] < 0 else c.satisfaction[i, b]
                if valence == 0:
                    continue
                kind = 2 * c.leader[i] + (valence < 0)
                age = week - c.bought_at[i, b]
                word = words(key, _COUNT, week, i, b // 4)[b % 4]
                count = 0
                while count < MOST_TALKS and word >= thresholds[kind, age, count]:
                    count += 1
                first = 0
            elif c.heard[i, b] and c.praise[i, b] != c.criticism[i, b]:
                if words(key, _RELAY, week, i, b // 4)[b % 4] >= relay:
                    continue
                valence = 1 if c.praise[i, b] > c.criticism[i, b] else -1
                count, first = 1, _RELAYED
            else:
                continue
            degree, friends = starts[i + 1] - starts[i], np.int64(strong[i])
            for draw in range(64 * b + first, 64 * b + first + count):
                if spoken < capacity:
                    which, choice, moment, doubt = words(key, _TALK, week, i, draw)
                    close = friends > 0 and (friends == degree or which < strong_talks)
                    talks.hearer[spoken] = -1
                    if close:
                        talks.hearer[spoken] = targets[starts[i] + below(choice, friends)]
                    elif degree > friends:
                        talks.hearer[spoken] = targets[starts[i] + friends + below(choice, degree - friends)]
                    talks.speaker[spoken] = i
                    talks.brand[spoken] = b
                    talks.valence[spoken] = valence
                    talks.strong[spoken] = close
                    talks.moment[spoken] = moment
                    talks.doubt[spoken] = doubt
                    talks.draw[spoken] = draw
                spoken += 1
    return spoken


@kernel
def _count_recommenders(c, talks, recommenders):
    for k in range(talks.speaker.shape[0]):
        i, b = talks.speaker[k], talks.brand[k]
        first = k == 0 or talks.speaker[k - 1] != i or talks.brand[k - 1] != b
        if first and talks.valence[k] > 0 and c.owner[i, b]:
            recommenders[b] += 1
