"""Classroom: rooms in which teams compete for the best campaign, on the same market and within the same budget.

A game is a goal of the optimiser: a scenario, a budget, and what of the campaign may be varied. A team tries campaigns
under random numbers common to all, and hands one in; the board is drawn up under seeds that nobody has tried.
"""

import csv
import io
import itertools
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import Refused, ScenarioError
from wordofmouth.resources import folder
from wordofmouth.results.tables import to_table
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import toml_value
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.means import mean_intervals
from wordofmouth.statistics.outcomes import OUTCOMES, RunTables
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.optimise.goal import CHOICE, SEARCH, Goal

if TYPE_CHECKING:
    import pyarrow

GAMES = folder("experiments") / "games"
IDLE = 3 * 3600.0
MOST_ROOMS = 20
MOST_TEAMS = 40
LONGEST_NAME = 24
# No vowels, so that no code is a word, and nothing that is read for something else.
_LETTERS = "BCDFGHJKMNPQRTVWXY"
_CODE_LENGTH = 5
# Campaigns are tried on the same networks again and again.
_MOST_TIES = 2_000_000


class Trial(NamedTuple):
    """What a campaign came to when it was tried.

    Attributes:
        values: the campaign, by path.
        cost, value: its mean cost, and the mean of what there is to be most of.
        adoption: the mean share who have bought, week by week.
        affordable: whether the cost is within the budget.
    """

    values: dict[str, Any]
    cost: float
    value: float
    adoption: list[float]
    affordable: bool


class Row(NamedTuple):
    """A team on the board: its rank, shared where chance may have decided, mean value, 95 % interval, and mean cost."""

    rank: int
    name: str
    value: float
    low: float
    high: float
    cost: float


@dataclass
class Team:
    """A team; what it tried last and what it handed in."""

    name: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    tried: Trial | None = None
    handed_in: Trial | None = None
    trials: int = 0


class Room:
    """A class at one game; every method may be called from any thread.

    Attributes:
        code: by which pupils find it.
        teacher: the token of whoever opened it.
        goal: the game.
        teams: by name.
        paused: whether teams have to wait.
        board: how the teams rank, once it was drawn up; last the market without a campaign, of which the rank is 0.
        rounds: how often it was.
    """

    def __init__(self, goal: Goal, code: str, clock: Callable[[], float]) -> None:
        self.goal, self.code = goal, code
        self.teacher = secrets.token_urlsafe(16)
        self.teams: dict[str, Team] = {}
        self.paused = False
        self.board: list[Row] = []
        self.rounds = 0
        # The seed is known to nobody before.
        self._seed = secrets.randbelow(2**31)
        self._lock, self._judging, self._clock = threading.Lock(), threading.Lock(), clock
        self._networks = Networks(_MOST_TIES)
        self._plain: dict[tuple[int, range], pyarrow.Table] = {}
        self._used = clock()

    @property
    def idle(self) -> float:
        """Seconds since anything was asked of it."""
        return self._clock() - self._used

    def join(self, name: str) -> Team:
        """Return a new team.

        Raises:
            Refused: if the name is none, or taken, or the room is full.
        """
        name = proper_name(name)
        with self._used_now():
            if name.casefold() in (taken.casefold() for taken in self.teams):
                raise Refused("name_taken")
            if len(self.teams) >= MOST_TEAMS:
                raise Refused("room_full")
            team = self.teams[name] = Team(name)
            return team

    def team(self, token: str) -> Team | None:
        """Return the team that has a token."""
        return next(
            (team for team in self.teams.values() if secrets.compare_digest(team.token.encode(), token.encode())), None
        )

    def remove(self, name: str) -> None:
        """Send a team away, if it is there."""
        with self._used_now():
            self.teams.pop(name, None)

    def try_out(self, team: Team, values: Mapping[str, Any]) -> Trial:
        """Return what a campaign comes to, under the random numbers common to all teams.

        Raises:
            Refused: if the room is paused, the team was sent away, or the values are none of the game's.
        """
        self._check_open(team)
        scenario = self._scenario(values)
        simulated = self._simulated(scenario, self.goal.replications_by_stage[SEARCH])
        cost = float(simulated.cost.mean())
        # The cost differs a little from run to run where it depends on chance: a thousandth more is not too much.
        trial = Trial(
            dict(values),
            cost,
            float(simulated.value.mean()),
            simulated.adoption.mean(axis=0).tolist(),
            cost <= 1.001 * self.goal.budget,
        )
        with self._used_now():
            self._check_open(team)
            team.tried, team.trials = trial, team.trials + 1
        return trial

    def hand_in(self, team: Team) -> Trial:
        """Take what a team tried last as its campaign, until it hands in another.

        Raises:
            Refused: if it has tried nothing, or it is too dear, or the room is paused.
        """
        with self._used_now():
            self._check_open(team)
            if team.tried is None:
                raise Refused("not_tried")
            if not team.tried.affordable:
                raise Refused("too_dear")
            team.handed_in = team.tried
            return team.handed_in

    def pause(self, paused: bool = True) -> None:
        """Make all teams wait, or let them go on."""
        with self._used_now():
            self.paused = paused

    def reset(self) -> None:
        """Take back what was handed in and the board; the teams stay."""
        with self._used_now():
            self.board, self.rounds = [], 0
            self._seed = secrets.randbelow(2**31)
            for team in self.teams.values():
                team.tried, team.handed_in, team.trials = None, None, 0

    def judge(self, progress: Callable[[int, int], None] | None = None) -> list[Row]:
        """Draw up the board, under seeds that no campaign was tried with, nor judged before.

        ``progress`` is told how many campaigns have been judged, of how many.
        """
        with self._judging:
            with self._used_now():
                entered = {team.name: team.handed_in.values for team in self.teams.values() if team.handed_in}
                first = self.goal.replications_by_stage[CHOICE].start + self.rounds * self.goal.fresh
                self.rounds += 1
            replications = range(first, first + self.goal.fresh)
            markets = {name: self._scenario(values) for name, values in entered.items()}
            markets[""] = self.goal.base.without_campaign()
            simulated: dict[str, _Simulated] = {}
            for name, scenario in markets.items():
                simulated[name] = self._simulated(scenario, replications)
                if progress is not None:
                    progress(len(simulated), len(markets))
            board = ranked(simulated)
            with self._used_now():
                self.board = board
            return board

    def as_csv(self) -> str:
        """Return teams, campaigns and the board as a table of comma-separated values."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        paths = list(self.goal.vary)
        writer.writerow(["rank", "team", self.goal.objective, "low", "high", "campaign_cost", "trials", *paths])
        rows = {row.name: row for row in self.board}
        with self._lock:
            teams = {team.name: team for team in self.teams.values()}
        for name in dict.fromkeys([*rows, *teams]):
            row, team = rows.get(name), teams.get(name)
            chosen = team.handed_in if team else None
            numbers = [f"{number:.2f}" for number in row[2:]] if row else [""] * 4
            values = chosen.values if chosen else {}
            writer.writerow(
                [
                    row.rank if row else "",
                    name or "(no campaign)",
                    *numbers,
                    team.trials if team else "",
                    *(toml_value(values[path]) if path in values else "" for path in paths),
                ]
            )
        return text.getvalue()

    def _used_now(self) -> threading.Lock:
        self._used = self._clock()
        return self._lock

    def _check_open(self, team: Team) -> None:
        if self.teams.get(team.name) is not team:
            raise Refused("sent_away")
        if self.paused:
            raise Refused("paused")

    def _scenario(self, values: Mapping[str, Any]) -> Scenario:
        """Return the market with a campaign that visitors describe, of which nothing is taken on trust."""
        for path, value in values.items():
            if path not in self.goal.vary or not _is_among(self.goal, path, value):
                raise Refused("no_such_value")
        levers = {path: False for path in self.goal.vary if self.goal.is_lever(path)}
        chosen = levers | dict(values)
        # Of levers that are left out nothing else matters, nor has to go together.
        used = {path: value for path, value in chosen.items() if chosen.get(self.goal.switches.get(path, ""), True)}
        try:
            return self.goal.scenario_at(used)
        except ScenarioError:
            raise Refused("no_such_value") from None

    def _simulated(self, scenario: Scenario, replications: range) -> "_Simulated":
        # All that a campaign costs is told beside the market without it, which is simulated once for all teams.
        of = self._seed, replications
        if of not in self._plain:
            self._plain[of] = self._table(self.goal.base.without_campaign(), replications)
        runs = RunTables(self._table(scenario, replications), self._plain[of], scenario.economics.discount_rate)
        binding = "total_cost" if self.goal.binds_total else "campaign_cost"
        value, cost, adoption = (
            np.nan_to_num(OUTCOMES[name].curve(runs)) for name in (self.goal.objective, binding, "penetration")
        )
        return _Simulated(value[:, -1], cost[:, -1], adoption)

    def _table(self, scenario: Scenario, replications: range) -> "pyarrow.Table":
        done = (
            simulate(scenario, seed=self._seed, replication=number, networks=self._networks) for number in replications
        )
        return to_table(enumerate(run.table() for run in done))


class _Simulated(NamedTuple):
    """What the runs of a market came to: (runs,), (runs,), (runs, weeks)."""

    value: Array
    cost: Array
    adoption: Array


class Classrooms:
    """The rooms that are open; the longest unused give way to new ones."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._rooms: dict[str, Room] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rooms)

    def open(self, goal: Goal) -> Room:
        """Return a new room.

        Raises:
            Refused: if there are too many.
        """
        self.free_idle()
        with self._lock:
            if len(self._rooms) >= MOST_ROOMS:
                raise Refused("house_full")
            code = ""
            while not code or code in self._rooms:
                code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
            room = self._rooms[code] = Room(goal, code, self._clock)
            return room

    def find(self, code: str) -> Room | None:
        """Return the room of a code, however it is typed."""
        return self._rooms.get("".join(str(code).split()).upper())

    def latest(self) -> Room | None:
        """Return the room that was opened last."""
        return next(reversed(self._rooms.values()), None)

    def close(self, code: str) -> None:
        """Close a room, if it is there."""
        with self._lock:
            self._rooms.pop(code, None)

    def free_idle(self) -> None:
        """Close the rooms of which nothing was asked for hours."""
        with self._lock:
            for code in [code for code, room in self._rooms.items() if room.idle > IDLE]:
                del self._rooms[code]


def proper_name(name: Any) -> str:
    """Return a name as it is shown: letters and digits of any script, and what stands between them.

    Raises:
        Refused: if it is none.
    """
    text = unicodedata.normalize("NFC", " ".join(str(name).split())) if isinstance(name, str) else ""
    kinds = [unicodedata.category(letter) for letter in text]
    # Letters, their accents, digits; neither what is invisible, nor what turns the writing round, nor piles of accents.
    are_proper = all(letter in " '’-.&!?" or kind[0] in "LNM" for letter, kind in zip(text, kinds, strict=True))
    are_piled = any(kind[0] == after[0] == "M" for kind, after in itertools.pairwise(kinds))
    if not text or len(text) > LONGEST_NAME or not text[0].isalnum() or not are_proper or are_piled:
        raise Refused("name_bad")
    return text


def ranked(simulated: Mapping[str, _Simulated]) -> list[Row]:
    """Return the board, best first; who is not statistically distinguishable from the best of a rank shares it."""
    order = sorted((name for name in simulated if name), key=lambda name: (-simulated[name].value.mean(), name))
    rows: list[Row] = []
    best = ""
    for place, name in enumerate(order, 1):
        if best:
            lead = paired(simulated[name].value, simulated[best].value)
        apart = not best or (is_distinguishable(lead.p) and lead.mean > 0)
        if apart:
            best = name
        rows.append(_row(place if apart else rows[-1].rank, name, simulated[name]))
    return rows + [_row(0, name, simulated[name]) for name in simulated if not name]


def _row(rank: int, name: str, simulated: _Simulated) -> Row:
    estimate = mean_intervals(simulated.value)
    # Where too few runs differ for an interval, the mean alone is shown.
    low, high = (float(estimate.mean if np.isnan(end) else end) for end in (estimate.low, estimate.high))
    return Row(rank, name, float(estimate.mean), low, high, float(simulated.cost.mean()))


def _is_among(goal: Goal, path: str, value: Any) -> bool:
    """Tell whether a value is one of those that a game allows at a path."""
    values = goal.vary[path]
    if values.choices:
        return any(type(value) is type(choice) and value == choice for choice in map(_plain, values.choices))
    if isinstance(value, bool) or not isinstance(value, int if values.whole else int | float):
        return False
    return values.low <= value <= values.high


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
