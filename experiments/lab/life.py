"""A life: one run, recorded week by week in a thread as compact bytes, kept, and shared by all who ask for it.

Whoever has recorded a run once can step back in it, and thirty visitors who look at the same scenario with the same
seed look at the same bytes.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.lab.layout import Layout, layout
from experiments.lab.states import STATES, states
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.network import Network

type Array = np.ndarray[Any, Any]

CROWD = 10_000
# Weeks between two looks at the measures, which are reckoned for several weeks nearly as fast as for one.
AT_ONCE = 8
MOST_WORDS = 400
MOST_BYTES = 256_000_000
_MEASURES = ("buyers", "aware", "new_buyers", "rating")
# Traits of a consumer that the page shows, a bit each.
LEADER, ONLINE = 1, 2


class Life:
    """One run of a scenario as it is recorded.

    Attributes:
        scenario, seed, key: what the run is; ``key`` is its name in addresses, and says nothing of either.
        crowd: whether consumers are so many that communities are shown in their place.
        network: who is tied to whom, once the run has begun.
        places: where they stand.
        traits: uint8 (n,), see ``LEADER`` and ``ONLINE``.
        measures: of every week recorded, numbers by name.
        notes: what whoever asked should know.
        error: why it came to nothing, if it did.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed, self.key = scenario, seed, key_of(scenario, seed)
        self.network: Network | None = None
        self.places: Layout | None = None
        self.traits = b""
        self.crowd = False
        self.measures: dict[str, list[float | None]] = {}
        self.notes: list[str] = []
        self.error = ""
        self.nbytes = 0
        self._states: list[Array] = []
        self._shown: list[Array] = []
        self._words: list[Array] = []
        self._lock = threading.Lock()
        self._wanted = 0
        self._done = False

    def record(self) -> None:
        """Live through the run, a week at a time, as long as somebody wants it."""
        from simulation.diffusion import begin

        try:
            consumer_model = self.scenario.model.kind == "consumer"
            market = begin(self.scenario, self.seed, record=("messages",) if consumer_model else ())
            self.crowd = market.n > CROWD
            self.traits = _traits(market) if consumer_model else bytes(market.n)
            self.places = layout(market.network, members=not self.crowd)
            self._keep(market, [seen(market)])
            while market.week < self.scenario.weeks and self._wanted:
                weeks = []
                for _ in range(min(AT_ONCE, self.scenario.weeks - market.week)):
                    market.step()
                    weeks.append(seen(market))
                self._keep(market, weeks)
            self.notes = list(market.notes)
        except (ValueError, MemoryError) as error:
            self.error = str(error) or "too large"
        with self._lock:
            self._done = True

    def _keep(self, market: Any, weeks: list[tuple[Array, Array]]) -> None:
        """Keep what was seen in the weeks that have just passed."""
        shown = [self._counted(market, found) if self.crowd else found for found, _ in weeks]
        measures = observed(market, len(weeks)) if market.week else {}
        with self._lock:
            self.network = market.network
            self._shown += shown
            self._states += (found for found, _ in weeks)
            self._words += (words for _, words in weeks)
            for name, values in measures.items():
                self.measures.setdefault(name, []).extend(values)
            self.nbytes += sum(found.nbytes + words.nbytes for found, words in weeks)
            self.nbytes += sum(counts.nbytes for counts in shown) if self.crowd else 0

    def _counted(self, market: Any, found: Array) -> Array:
        """Return how many of each community are in each state, uint32 (communities · states,)."""
        places = market.network.community.astype(np.int64) * len(STATES) + found
        return np.bincount(places, minlength=market.network.n_communities * len(STATES)).astype(np.uint32)

    def want(self) -> None:
        """Ask for this run: it goes on."""
        with self._lock:
            self._wanted += 1

    def leave(self) -> None:
        """Want it no longer: it stops if nobody does."""
        with self._lock:
            self._wanted -= 1

    @property
    def is_whole(self) -> bool:
        """Whether all its weeks are recorded."""
        return self._done and not self.error and self.week == self.scenario.weeks

    @property
    def is_over(self) -> bool:
        """Whether no more will be recorded."""
        return self._done

    @property
    def week(self) -> int:
        """The last week recorded; −1 before the beginning is."""
        return len(self._states) - 1

    def states_of(self, consumers: Array) -> Array:
        """Return the states of some consumers at the end of every week recorded, uint8 (weeks, consumers)."""
        with self._lock:
            return np.array([found[consumers] for found in self._states])

    def weeks(self, first: int, most_bytes: int = 4_000_000) -> bytes:
        """Return the weeks recorded from one on, within a bound: a header in JSON, then states, then words.

        The header says how many weeks there are, of how many bytes the states of one are, how many words each has,
        and every measure of these weeks; its length comes first, in four bytes. States are a byte a consumer, or in
        a crowd four bytes a community and state; a word is three int32: speaker, hearer, valence.
        """
        with self._lock:
            size = self._shown[0].nbytes if self._shown else 1
            last = min(len(self._states), first + max(1, most_bytes // size))
            shown, words = self._shown[first:last], self._words[first:last]
            measures = {name: values[max(first - 1, 0) : max(last - 1, 0)] for name, values in self.measures.items()}
            over = self._done and last == len(self._states)
        header = {
            "first": first, "count": len(shown), "size": size, "words": [len(each) for each in words],
            "measures": measures, "over": over, "error": self.error,
        }  # fmt: skip
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 4)
        blob = b"".join(each.tobytes() for each in shown)
        blob += bytes(-len(blob) % 4)
        return len(text).to_bytes(4, "little") + text + blob + b"".join(each.tobytes() for each in words)


class Lives:
    """The lives that are kept: those that somebody wants, and as many of the others as find room."""

    def __init__(self, most_bytes: int = MOST_BYTES, start: Callable[[Life], None] | None = None) -> None:
        self._kept: OrderedDict[str, Life] = OrderedDict()
        self._most_bytes, self._lock = most_bytes, threading.Lock()
        self._start = start or _in_a_thread

    def ask(self, scenario: Scenario, seed: int) -> Life:
        """Return the life of a scenario under a seed, which is begun unless it is kept; who asked leaves it later."""
        key = key_of(scenario, seed)
        with self._lock:
            life = self._kept.get(key)
            fresh = life is None or (life.is_over and not life.is_whole)
            if fresh:
                life = self._kept[key] = Life(scenario, seed)
            self._kept.move_to_end(key)
            life.want()
        if fresh:
            self._start(life)
        return life

    def get(self, key: str) -> Life | None:
        """Return the life of this key, if it is kept."""
        return self._kept.get(key)

    def leave(self, life: Life) -> None:
        """Want a life no longer, and forget the oldest lives that nobody wants if there is no room for all."""
        life.leave()
        with self._lock:
            total = sum(kept.nbytes for kept in self._kept.values())
            for key, kept in list(self._kept.items()):
                if total <= self._most_bytes:
                    break
                if not kept._wanted:
                    total -= kept.nbytes
                    del self._kept[key]

    @property
    def nbytes(self) -> int:
        """Bytes of all that is kept."""
        return sum(kept.nbytes for kept in self._kept.values())


def key_of(scenario: Scenario, seed: int) -> str:
    """Return the key of a run, which nobody can guess who does not know the scenario."""
    return hashlib.sha256(f"{scenario.digest}:{seed}".encode()).hexdigest()[:32]


def seen(market: Any) -> tuple[Array, Array]:
    """Return what everybody is at the end of the week, and what was said in it."""
    return states(market), said(market)


def observed(market: Any, weeks: int) -> dict[str, list[float | None]]:
    """Return what the page shows of the last weeks, of the first brand; None where there is no value."""
    found: dict[str, Array] = {}
    for name, values in market.history.items():
        kind = name.partition("_")[0]
        if name in _MEASURES or name.startswith("won_by_"):
            found[name] = np.array([each[0] for each in values[-weeks:]], float)
        elif kind in ("praise", "criticism"):
            found[kind] = found.get(kind, 0.0) + np.array([each[0] for each in values[-weeks:]], float)
    return {name: [value if value == value else None for value in values.tolist()] for name, values in found.items()}


def said(market: Any, most: int = MOST_WORDS) -> Array:
    """Return what was said of the first brand this week, int32 (words, 3): speaker, hearer, valence; evenly sampled.

    A textbook's consumers say nothing: of them it shows from whom each who has changed may have it.
    """
    if not market.week or market.scenario.model.kind != "consumer":
        return np.empty((0, 3), np.int32)
    messages = market.recorder.messages.view(np.ndarray)
    heard = np.flatnonzero((messages["speaker"] >= 0) & (messages["brand"] == 0) & (messages["valence"] != 0))
    if len(heard) > most:
        heard = heard[np.linspace(0, len(heard) - 1, most).astype(np.int64)]
    messages = messages[heard]
    return np.column_stack([messages["speaker"], messages["hearer"], messages["valence"]]).astype(np.int32)


def _traits(market: Any) -> bytes:
    consumers = market.consumers
    return (LEADER * consumers.leader + ONLINE * consumers.online).astype(np.uint8).tobytes()


def _in_a_thread(life: Life) -> None:
    threading.Thread(target=life.record, name=f"life {life.key[:8]}", daemon=True).start()
