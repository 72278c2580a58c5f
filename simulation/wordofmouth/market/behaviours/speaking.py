"""Speaking: owners tell of their experience, and others pass on what they heard."""

import functools
from typing import Any, ClassVar, Literal
from weakref import WeakKeyDictionary

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, below, chance, purpose, threshold, words, words_of_four
from wordofmouth.engine.records import plain, records
from wordofmouth.market.events import TALK
from wordofmouth.market.world import World
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import Measure, Prior, field

_COUNT = purpose("behaviours.speaking.count")
_TALK = purpose("behaviours.speaking.talk")
_RELAY = purpose("behaviours.speaking.relay")
_CONTENT = purpose("behaviours.speaking.relay_content")
_CONTENT_MOMENT = purpose("behaviours.speaking.relay_content.moment")
MOST_TALKS = 63
BATCH = 2048
_SEEN, _SEEN_BEFORE = 1, 2
_RELAYED = MOST_TALKS
MOST_COUNTED = 65_535


class Speaking(Behaviour):
    """Word of mouth: about one's own purchase, more when it disappointed; and, now and then, what one heard or saw.

    Source: Goldenberg, Libai, Moldovan and Muller (2007), The NPV of bad news, IJRM 24(3), for ``grievance``.
    """

    kind: Literal["speaking"] = "speaking"
    reads: ClassVar[tuple[str, ...]] = (
        *("talk_factors", "roles", "consumers.segment", "brand_states.owner", "brand_states.satisfaction"),
        *(
            "brand_states.refunded",
            "brand_states.heard",
            "brand_states.praise",
            "brand_states.criticism",
            "brand_states.bought_at",
            "brand_states.purchases",
        ),
        *("brand_states.advocate", "brand_states.recommended", "promises", "content", "contacts", "consumers.online"),
    )
    writes: ClassVar[tuple[str, ...]] = ("talks", "brand_states.recommended", "tallies", "content")
    words = {"name": "Speaking"}
    talk_rate: float = field(
        0.72,
        "talks of a satisfied owner who has just bought",
        unit="talks per week",
        source=Prior(0.3, 1.4, "dozens of brands are talked of in a week: Keller and Fay 2012; a new one about weekly"),
        ge=0,
        le=20,
        label="How much people talk",
        hint="talks of a satisfied owner in the week after buying",
    )
    buzz_duration: float = field(
        8.0,
        "weeks after which an owner talks e times less",
        unit="weeks",
        source=Prior(3.0, 26.0, "most talk is soon after purchase: Berger and Schwartz 2011, in sign"),
        gt=0,
        le=10_000,
    )
    grievance: float = field(
        2.0,
        "how many times as often a disappointed owner talks",
        unit="ratio",
        source="Goldenberg et al. 2007: m = 2",
        ge=0,
        le=20,
        label="Anger talks louder",
    )
    leader_talk: float = field(
        3.0,
        "how many times as often an opinion leader talks",
        unit="ratio",
        source=Prior(1.5, 6.0, "leaders are who talks more: Keller and Berry 2003, in sign"),
        ge=0,
        le=20,
    )
    participation: float = field(
        0.3,
        "power of a consumer's ties, beside the mean, with which talk goes; 0 for as much whatever the ties",
        idle=0.0,
        unit="exponent",
        source=Prior(0.0, 0.6, "time to talk does not grow as ties do: Miritello et al. 2013, in sign"),
        ge=0,
        le=2,
    )
    repeat_talk: float = field(
        0.1,
        "how many times as often an owner talks for whom it was not the first purchase",
        idle=1.0,
        unit="ratio",
        source=Prior(0.02, 0.5, "what is new is talked of: Berger and Schwartz 2011, in sign"),
        ge=0,
        le=20,
    )
    strong_talks: float = field(
        0.9,
        "share of talks that go to a friend and not to an acquaintance",
        unit="share",
        source=Prior(
            0.75, 0.95, "most talk is with family and friends; nine in ten talks are not online: Keller and Fay 2012"
        ),
        ge=0,
        le=1,
    )
    relay: float = field(
        0.05,
        "chance that a non-owner passes on what was heard",
        unit="probability per week",
        source=Prior(0.01, 0.2, "hearsay is passed on less than experience; the size is a guess"),
        ge=0,
        le=1,
    )
    relay_content: float = field(
        0.0,
        "chance that who has just come upon advertising, and has not the product, hands it on to all ties online",
        idle=0.0,
        unit="probability",
        source=Prior(0.0, 0.2, "few campaigns spread from person to person: Goel, Watts and Goldstein 2012, in sign"),
        ge=0,
        le=1,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("recommenders", "consumers", "satisfied owners who spoke for the brand this week"),
    )

    def step(self, world: World) -> None:
        """Fill ``world.talks`` with this week's talks, spoken from last week's state."""
        capacity = max(1024, world.n // 4)
        # What campaigns make of a satisfied owner: (segments, brands, roles).
        factor = world.talk_factors[:, :, None] * world.roles.table["talk"]
        oldest = max(world.weeks, -(-world.week // 64) * 64)
        classes, times = _participation(world.network, self.participation)
        again = (1.0,) if self.repeat_talk == 1.0 else (1.0, self.repeat_talk)
        rates = (self.talk_rate, self.grievance, self.leader_talk, self.buzz_duration)
        betrayed = len(world.promises) > 0
        means, silences, quiet, praising = _how_much(
            *rates, times, again, oldest, factor.tobytes(), factor.shape, betrayed
        )
        kinds = len(means) // (len(times) * len(again))
        n_brands = world.brand_states.shape[1]
        while True:
            talks = records(TALK, capacity)
            spoken = _speak(
                world.key,
                world.week,
                means,
                silences,
                quiet,
                praising,
                classes,
                kinds if len(again) > 1 else 0,
                kinds * len(again),
                kinds - 2,
                plain(world.promises),
                chance(self.relay),
                chance(self.strong_talks),
                *world.rows,
                world.is_leader,
                *world.people,
                np.empty((BATCH * n_brands, 2), np.int64),
                np.full((2, n_brands, 5), -1, np.int64),
                np.empty(capacity, np.int64),
                talks,
                world.tallies["recommenders"],
            )
            if spoken <= capacity:
                break
            # Numbers have addresses, so speaking again into a longer list says the same things.
            capacity = spoken
        world.talks = talks[:spoken].view(np.recarray)
        if len(world.content):
            self._hand_on(world)

    def _hand_on(self, world: World) -> None:
        """Let some hand on the advertising that they came upon last week, and note who has come upon it this week."""
        seen = world.content == _SEEN
        talks = records(TALK, int(world.network.degree[np.nonzero(seen)[0]].sum()))
        spoken = _hand_on(world.key, world.week, chance(self.relay_content), seen, *world.rows, *world.people, talks)
        talks = talks[:spoken]
        world.talks = np.concatenate([plain(world.talks), talks]).view(np.recarray)
        world.content[seen] = _SEEN_BEFORE
        reached: list[tuple[Any, Any]] = [*world.contacts, (talks["hearer"], talks["brand"])]
        for hearers, b in reached:
            world.content[hearers, b] = np.maximum(world.content[hearers, b], _SEEN)


@functools.lru_cache(maxsize=8)
def _how_much(
    talk_rate: float,
    grievance: float,
    leader_talk: float,
    buzz_duration: float,
    times: tuple[float, ...],
    again: tuple[float, ...],
    oldest: int,
    factor: bytes,
    shape: tuple[int, ...],
    betrayed: bool,
) -> tuple[np.ndarray[Any, Any], ...]:
    """Return how many talks each has on average, and P(none): float64 (kinds, oldest + 1), by age of the purchase.

    Kinds of owner: a disappointed one, and a disappointed leader; for each factor that a campaign puts on praise a
    satisfied one, and a satisfied leader; and last, if there may be any, one whom the brand has ``betrayed``, and such
    a leader. All of them stand there for each of the factors on all talk, those of ``times`` with each of ``again``,
    one after the other. With it P(none) of who talks most, by age, in units of 2⁻³²; and, in the shape of ``factor``,
    which of the factors each is.
    """
    factors, praising = np.unique(np.frombuffer(factor), return_inverse=True)
    # Whose claim was not paid is disappointed twice: by the product, and by the promise.
    every = (grievance, *factors.tolist(), *([grievance**2] if betrayed else []))
    kinds = [talk_rate * (kind * leads) for kind in every for leads in (1.0, leader_talk)]
    rates = [rate * outer for outer in np.multiply.outer(times, again).ravel().tolist() for rate in kinds]
    means = np.array(rates)[:, None] * np.exp(-np.arange(oldest + 1) / buzz_duration)
    silences = np.exp(-means)
    quiet = np.rint(silences.min(axis=0) * WORD).astype(np.int64)
    return means, silences, quiet, praising.reshape(shape)


def _participation(network: Network, power: float) -> tuple[np.ndarray[Any, Any], tuple[float, ...]]:
    """Return of what class of ties each consumer is, uint8 (n,), and how many times as much as all each class talks.

    A class is a quarter of a doubling of talk, so there are few; the mean over consumers is 1.
    """
    if power == 0.0:
        return np.zeros(1, np.uint8), (1.0,)
    known = _PARTICIPATION.setdefault(network, {})
    if power not in known:
        ties = network.degree
        mean = ties.mean() or 1.0  # where nobody has a tie all are alike
        steps = np.rint(4.0 * power * np.log2(np.maximum(ties, 1) / mean)).astype(np.int64)
        counts = np.bincount(steps - steps.min())
        times = 2.0 ** ((np.flatnonzero(counts) + steps.min()) / 4.0)
        classes = (np.cumsum(counts > 0) - 1)[steps - steps.min()]
        known[power] = classes.astype(np.uint8), tuple((times / times[classes].mean()).tolist())
    return known[power]


# By network and power: the same in each of a run's weeks.
_PARTICIPATION: WeakKeyDictionary[Network, dict[float, tuple[np.ndarray[Any, Any], tuple[float, ...]]]] = (
    WeakKeyDictionary()
)


@kernel
def _speak(
    key, week, means, silences, quiet, praising, classes, repeat_kinds, class_kinds, betrayed_kind, promises, relay,
    strong_talks, starts, targets, strong, leader, consumers, brand_states, candidates, lanes, places, talks,
    recommenders,
):  # fmt: skip
    # Draws: a word among four neighbours' in block b for how many talks on brand b (_COUNT) or whether word is relayed
    # (_RELAY); words 0 to 3 of block 64 b + talk for which kind of tie, which tie, the moment and the doubt (_TALK).
    # In batches: first who may have something to say, then who says it, then to whom. Memory is slow to answer and can
    # be asked many things at once, and a processor that guesses wrong who may speak loses more time than it takes to
    # note it.
    # Room for a batch: its candidates and their brands; by relaying and brand, four neighbours' words and which four
    # they are of; and where among the ties the hearer of each talk stands.
    n, n_brands = brand_states.shape
    spoken = 0
    for start in range(0, n, BATCH):
        n_candidates = 0
        for i in range(start, min(start + BATCH, n)):
            for b in range(n_brands):
                candidates[n_candidates, 0] = i
                candidates[n_candidates, 1] = b
                n_candidates += 1 if brand_states[i, b].owner | brand_states[i, b].heard else 0
        for k in range(n_candidates):
            i, b = candidates[k, 0], candidates[k, 1]
            brand_state = brand_states[i, b]
            tells = brand_state.owner and (
                brand_state.satisfaction > 0 or (brand_state.satisfaction < 0 and not brand_state.refunded)
            )
            relays = not brand_state.owner and brand_state.praise != brand_state.criticism
            if not (tells or relays):
                continue
            is_relay = 1 if relays else 0
            if lanes[is_relay, b, 4] != i >> 2:
                lanes[is_relay, b, 4] = i >> 2
                drawn = words_of_four(key, _RELAY if is_relay else _COUNT, week, i, b)
                lanes[is_relay, b, 0], lanes[is_relay, b, 1], lanes[is_relay, b, 2], lanes[is_relay, b, 3] = drawn
            word = lanes[is_relay, b, i & 3]
            if tells:
                # Most owners are silent: one comparison, before anything else is looked at.
                # Who was given it this week, and is disappointed already, has had it for no week.
                age = max(0, week - 1 - brand_state.bought_at)
                if word < quiet[age]:
                    continue
                valence = 1 if brand_state.satisfaction > 0 else -1
                kind = 1 if leader[i] else 0
                if valence > 0:
                    segment = consumers[i].segment if praising.shape[0] > 1 else 0
                    kind += 2 + 2 * praising[segment, b, brand_state.advocate]
                elif promises.shape[0] > 0 and promises[i, b].is_unpaid:
                    kind += betrayed_kind
                if repeat_kinds > 0 and brand_state.purchases > 1:
                    kind += repeat_kinds
                if classes.shape[0] > 1:
                    kind += class_kinds * classes[i]
                # Poisson, the chance of each number from that of the one before; the tail beyond the most is cut.
                count, first, mean, share = 0, 0, means[kind, age], silences[kind, age]
                at_most = share
                while count < MOST_TALKS and word >= threshold(at_most):
                    count += 1
                    share *= mean / count
                    at_most += share
            else:
                if word >= relay:
                    continue
                valence = 1 if brand_state.praise > brand_state.criticism else -1
                count, first = 1, _RELAYED
            degree, friends = starts[i + 1] - starts[i], np.int64(strong[i])
            for draw in range(64 * b + first, 64 * b + first + count):
                if spoken < talks.shape[0]:
                    which, choice, moment, doubt = words(key, _TALK, week, i, draw)
                    talk = talks[spoken]
                    talk.strong = friends > 0 and (friends == degree or which < strong_talks)
                    if talk.strong:
                        places[spoken] = starts[i] + below(choice, friends)
                    else:
                        places[spoken] = (
                            starts[i] + friends + below(choice, degree - friends) if degree > friends else -1
                        )
                    talk.speaker = i
                    talk.brand = b
                    talk.valence = valence
                    talk.draw = draw
                    talk.moment = moment
                    talk.doubt = doubt
                spoken += 1
    for k in range(min(spoken, talks.shape[0])):
        talks[k].hearer = targets[places[k]] if places[k] >= 0 else -1
    for k in range(spoken if spoken <= talks.shape[0] else 0):
        talk = talks[k]
        brand_state = brand_states[talk.speaker, talk.brand]
        if talk.valence > 0 and brand_state.owner:
            brand_state.recommended += 1 if brand_state.recommended < MOST_COUNTED else 0
            if k == 0 or talks[k - 1].speaker != talk.speaker or talks[k - 1].brand != talk.brand:
                recommenders[talk.brand] += 1
    return spoken


@kernel
def _hand_on(key, week, rate, seen, starts, targets, strong, consumers, brand_states, talks):
    # Draws: word 0 of block b for whether it is handed on (_CONTENT); word 0 of block 2¹⁶ b + tie for the moment
    # (_CONTENT_MOMENT).
    spoken = 0
    for i in range(seen.shape[0]):
        for b in range(seen.shape[1]):
            if not seen[i, b] or brand_states[i, b].owner or not consumers[i].online:
                continue
            word, _, _, _ = words(key, _CONTENT, week, i, b)
            if word >= rate:
                continue
            for k in range(starts[i], starts[i + 1]):
                if not consumers[targets[k]].online:
                    continue
                talk = talks[spoken]
                talk.speaker = i
                talk.hearer = targets[k]
                talk.brand = b
                talk.strong = k - starts[i] < strong[i]
                talk.moment, _, _, _ = words(key, _CONTENT_MOMENT, week, i, 65536 * b + k - starts[i])
                spoken += 1
    return spoken
