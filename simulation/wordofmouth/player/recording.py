"""A recording: one run, recorded week by week in a thread as compact bytes, kept, and shared by all who ask for it.

Whoever has recorded a run once can step back in it, and thirty visitors who look at the same scenario with the same
seed look at the same bytes.
"""

import hashlib
import itertools
import json
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import LimitReached, without_folder
from wordofmouth.market.run import STATES, Run
from wordofmouth.player.layout import Layout, layout
from wordofmouth.player.recorders import Recorders
from wordofmouth.runs.begun import weeks_through
from wordofmouth.runs.networks import SHARED
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network


CROWD = 10_000
# Weeks between two looks at the measures, which are computed for several weeks nearly as fast as for one.
AT_ONCE = 8
MOST_WORDS = 400
# Of what is kept; and of what visitors watch, which cannot be forgotten.
MOST_BYTES, MOST_WATCHED = 256_000_000, 1_000_000_000
# Whoever comes back later has it recorded anew, from its seed: the same, and soon.
IDLE = 15.0

# Scenarios that a run has gone through, and the weeks at whose ends each was left for the next.
type Stages = tuple[tuple[Scenario, int], ...]

_SECRET = secrets.token_bytes(32)
_COUNTS, _OTHERS = ("buyers", "aware", "new_buyers"), ("rating", "revenue", "campaign_cost", "profit")
# Traits of a consumer that the page shows, a bit each.
LEADER, ONLINE = 1, 2


class Recording:
    """One run of a scenario as it is recorded.

    Attributes:
        scenario, seed, key: what the run is; ``key`` is its name in addresses, and says nothing of either.
        stages: what the run goes through before it goes on in its scenario.
        crowd: whether consumers are so many that communities are shown in their place.
        network: who is tied to whom, once the run has begun.
        places: where they stand.
        traits: uint8 (n,), see ``LEADER`` and ``ONLINE``.
        measures: of every week recorded, numbers by name.
        notes: what whoever asked should know.
        error: why it came to nothing, if it did.
        owner: the visitor who asked for it first.
        seconds, most_seconds: of a processor's time that it has taken, and may take.
        is_begun: whether it is recorded, or waits for a thread that does.
    """

    def __init__(
        self, scenario: Scenario, seed: int, owner: str = "", most_seconds: float = math.inf, stages: Stages = ()
    ) -> None:
        self.owner, self.most_seconds, self.seconds, self.is_begun = owner, most_seconds, 0.0, False
        self.scenario, self.seed, self.stages, self.key = scenario, seed, stages, key_of(scenario, seed, stages)
        self.network: Network | None = None
        self.places: Layout | None = None
        self.traits = b""
        self.crowd = False
        self.measures: dict[str, list[float | None]] = {}
        self.notes: list[str] = []
        self.error = ""
        # A guess, until it is known.
        self.nbytes = (scenario.weeks + 1) * (scenario.consumers + 12 * MOST_WORDS)
        self._states: list[Array] = []
        self._shown: list[Array] = []
        self._words: list[Array] = []
        self._lock = threading.Lock()
        self._wanted, self._left = 0, time.monotonic()
        self._done = False

    def record(self) -> None:
        """Simulate the run, as long as somebody wants it."""
        for _ in self.slices():
            pass

    def slices(self) -> Generator[None]:
        """Simulate the run, as long as somebody wants it; yield after each piece of the work."""
        try:
            if not self._goes_on():
                return
            record = {"messages"} & self.scenario.model.knows
            passing = weeks_through(self.stages, self.scenario, seed=self.seed, networks=SHARED, record=record)
            market = next(passing)
            self.crowd = market.n > CROWD
            self.traits = _traits(market)
            self.places = layout(market.network, members=not self.crowd)
            self._keep(market, [seen(market)])
            yield
            while market.week < self.scenario.weeks and self._goes_on():
                weeks = []
                # Where the run goes on in another scenario it is another object, with the same past.
                for market in itertools.islice(passing, AT_ONCE):
                    weeks.append(seen(market))
                self._keep(market, weeks)
                yield
            self.notes = list(market.notes)
        except Exception as error:
            # Whatever it is, those who wait are told, and the thread lives on.
            self.error = without_folder(str(error)) or type(error).__name__
        self._end()

    def fail(self, why: str) -> None:
        """Record no more, and tell why."""
        self.error = why
        self._end()

    def _end(self) -> None:
        with self._lock:
            self._done = True
            self.nbytes = self._counted_bytes()

    def _goes_on(self) -> bool:
        """Return whether somebody wants it; if nobody does it is over, whoever may ask a moment later."""
        with self._lock:
            self._done = not self._wanted
            return not self._done

    def _counted_bytes(self) -> int:
        arrays = [*self._states, *self._words, *(self._shown if self.crowd else ()), *(self.places or ())]
        if self.network is not None:
            arrays += [self.network.starts, self.network.targets, self.network.strong, self.network.community]
        return sum(array.nbytes for array in arrays)

    def _keep(self, market: Run, weeks: list[tuple[Array, Array]]) -> None:
        """Keep what was seen in the weeks that have just passed."""
        shown = [self._counted(market, states) if self.crowd else states for states, _ in weeks]
        measures = observed(market, len(weeks)) if market.week else {}
        with self._lock:
            self.network = market.network
            self._shown += shown
            self._states += (states for states, _ in weeks)
            self._words += (words for _, words in weeks)
            for name, values in measures.items():
                series = self.measures.setdefault(name, [])
                # Of what is measured only from a later scenario on, there was nothing before.
                series += [None] * (len(self._states) - 1 - len(values) - len(series))
                series += values

    def _counted(self, market: Run, states: Array) -> Array:
        """Return how many of each community are in each state, uint32 (communities · states,)."""
        places = market.network.community.astype(np.int64) * len(STATES) + states
        return np.bincount(places, minlength=market.network.n_communities * len(STATES)).astype(np.uint32)

    def want(self) -> bool:
        """Ask for this run: it goes on; return False if it does not, since it stopped half-way."""
        with self._lock:
            if self._done and not self.is_whole:
                return False
            self._wanted += 1
            return True

    def leave(self) -> None:
        """Want it no longer: it stops if nobody does."""
        with self._lock:
            self._wanted -= 1
            self._left = time.monotonic()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody looks at it."""
        return self._wanted > 0

    @property
    def idle(self) -> float:
        """Seconds for which nobody has wanted it."""
        return 0.0 if self.is_wanted else time.monotonic() - self._left

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
            return np.array([states[consumers] for states in self._states])

    def said_in(self, week: int) -> Array:
        """Return what was said in a week that is recorded, see :func:`said`."""
        with self._lock:
            return self._words[week]

    def name_of(self, consumer: int) -> str:
        """Return what a consumer is called: the name in the file of the network, else the number."""
        names = self.network.names if self.network else None
        return names[consumer] if names else str(consumer)

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
            "first": first,
            "count": len(shown),
            "size": size,
            "words": [len(each) for each in words],
            "measures": measures,
            "over": over,
            "error": self.error,
        }
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 4)
        blob = b"".join(each.tobytes() for each in shown)
        blob += bytes(-len(blob) % 4)
        return len(text).to_bytes(4, "little") + text + blob + b"".join(each.tobytes() for each in words)


class Recordings:
    """The lives that are kept: those that somebody wants, and as many of the others, for a while, as find room."""

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        most_watched: int = MOST_WATCHED,
        start: Callable[[Recording], None] | None = None,
    ) -> None:
        self._kept: OrderedDict[str, Recording] = OrderedDict()
        self._most_bytes, self._most_watched, self._lock = most_bytes, most_watched, threading.Lock()
        self._start = start or Recorders().record

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def ask(
        self,
        scenario: Scenario,
        seed: int,
        owner: str = "",
        most_seconds: float = math.inf,
        stages: Stages = (),
        *,
        begin: bool = True,
    ) -> Recording:
        """Return the recording of a scenario under a seed, through others before; who asked leaves it later.

        Unless it is kept it is begun: now, or if not ``begin``, when a browser asks for its weeks.

        Raises:
            LimitReached: if visitors look at so much already that there is no room for it.
        """
        key = key_of(scenario, seed, stages)
        with self._lock:
            recording = self._kept.get(key)
            if recording is None or not recording.want():
                recording = Recording(scenario, seed, owner, most_seconds, stages)
                watched = sum(other.nbytes for other in self._kept.values() if other.is_wanted)
                if watched and watched + recording.nbytes > self._most_watched:
                    raise LimitReached("work", self._most_watched)
                self._kept[key] = recording
                recording.want()
            self._kept.move_to_end(key)
            self._make_room()
        if begin:
            self.begin(key)
        return recording

    def begin(self, key: str) -> None:
        """Have the recording of this key recorded, if it is kept and not begun."""
        with self._lock:
            recording = self._kept.get(key)
            if recording is None or recording.is_begun:
                return
            recording.is_begun = True
        self._start(recording)

    def get(self, key: str) -> Recording | None:
        """Return the recording of this key, if it is kept."""
        return self._kept.get(key)

    def leave(self, recording: Recording) -> None:
        """Want a recording no longer."""
        recording.leave()
        with self._lock:
            self._make_room()

    def free_idle(self) -> None:
        """Forget the lives that nobody has wanted for a while."""
        with self._lock:
            for key in [key for key, recording in self._kept.items() if recording.idle > IDLE]:
                del self._kept[key]

    def _make_room(self) -> None:
        """Forget the oldest lives that nobody wants, if there is no room for all."""
        total = self.nbytes
        for key, recording in list(self._kept.items()):
            if total <= self._most_bytes:
                return
            if not recording.is_wanted:
                total -= recording.nbytes
                del self._kept[key]

    @property
    def nbytes(self) -> int:
        """Bytes of all that is kept."""
        return sum(recording.nbytes for recording in self._kept.values())


def key_of(scenario: Scenario, seed: int, stages: Stages = ()) -> str:
    """Return the key of a run, which nobody can guess, not even from the scenario and the seed.

    A network file is known by its path: it is read by whoever records the run, and not by a page that asks for one.
    """
    before = "".join(f"{stage.digest_as_written}:{week}:" for stage, week in stages)
    content = f"{before}{scenario.digest_as_written}:{seed}".encode()
    return hashlib.blake2b(content, key=_SECRET, digest_size=16).hexdigest()


def seen(market: Run) -> tuple[Array, Array]:
    """Return what everybody is at the end of the week, and what was said in it."""
    return market.states(), said(market)


def observed(market: Run, weeks: int) -> dict[str, list[float | None]]:
    """Return what the page shows of the last weeks, of the first brand; None where there is no value.

    People are those who are seen, also where each stands for several; money is that of the whole market.
    """
    series: dict[str, Array] = {}
    for name, values in market.history.items():
        kind = name.partition("_")[0]
        column = np.array([each[0] for each in values[-weeks:]], float)
        if name in _OTHERS:
            series[name] = column
        elif name in _COUNTS or name.startswith("won_by_"):
            series[name] = _seen(column, market)
        elif kind in ("praise", "criticism"):
            series[kind] = series.get(kind, 0.0) + _seen(column, market)
    return {name: [value if value == value else None for value in values.tolist()] for name, values in series.items()}


def _seen(counts: Array, market: Run) -> Array:
    return counts if market.scenario.stands_for == 1 else np.round(counts / market.scenario.stands_for, 6)


def said(market: Run, most: int = MOST_WORDS) -> Array:
    """Return what was said of the first brand this week, int32 (words, 3): speaker, hearer, valence; evenly sampled.

    A textbook's consumers say nothing: of them it shows from whom each who has changed may have it.
    """
    messages = market.messages().view(np.ndarray)
    heard = np.flatnonzero((messages["speaker"] >= 0) & (messages["brand"] == 0) & (messages["valence"] != 0))
    if len(heard) > most:
        heard = heard[np.linspace(0, len(heard) - 1, most).astype(np.int64)]
    messages = messages[heard]
    return np.column_stack([messages["speaker"], messages["hearer"], messages["valence"]]).astype(np.int32)


def _traits(run: Run) -> bytes:
    columns, nobody = run.columns(), np.zeros(run.n, bool)
    leader, online = columns.get("leader", nobody), columns.get("online", nobody)
    return (LEADER * leader + ONLINE * online).astype(np.uint8).tobytes()
