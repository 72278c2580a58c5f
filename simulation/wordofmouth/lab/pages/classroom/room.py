"""Room: teams that compete for the best campaign, on the same market and within the same budget.

A game is a goal of the optimiser: a scenario, a budget, and what of the campaign may be varied. A team tries campaigns
under random numbers common to all, and hands one in; the board is drawn up under seeds that nobody has tried.
"""

import csv
import io
import itertools
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from wordofmouth.errors import Refused, ScenarioError
from wordofmouth.games.market import GameMarket
from wordofmouth.games.ranking import Row, Simulated, ranked
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import toml_value
from wordofmouth.tasks.optimise.goal import CHOICE, SEARCH, Goal

MOST_TEAMS = 40
LONGEST_NAME = 24


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


class Team(BaseModel):
    """A team: what it is composing, what it tried last and what it handed in.

    Attributes:
        name, token: what it is called, and what its browsers have to show.
        draft: the campaign that it is composing, by path.
        trials: how often it tried one.
        is_awaited: whether whoever gives its name next is let in: a phone was changed, a pupil came late.
    """

    name: str
    token: str = Field(default_factory=lambda: secrets.token_urlsafe(16))
    draft: dict[str, Any] = {}
    tried: Trial | None = None
    handed_in: Trial | None = None
    trials: int = 0
    is_awaited: bool = False


class Played(NamedTuple):
    """A campaign under the seeds of the board.

    Attributes:
        name: the team's; empty for the market without a campaign.
        values: the campaign, by path.
        adoption: the mean share who have bought, week by week.
        value, cost: run by run.
    """

    name: str
    values: dict[str, Any]
    adoption: list[float]
    value: list[float]
    cost: list[float]


class RoomState(BaseModel):
    """All of a room that must not be lost, as its file has it."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    code: str = Field(pattern=r"^[A-Z]+$")
    goal: dict[str, Any]
    seed: int
    used: float
    paused: bool = False
    rounds: int = 0
    board: list[Row] = []
    played: list[Played] = []
    teams: list[Team] = []


class Room:
    """A class at one game; every method may be called from any thread.

    Attributes:
        code: by which pupils find it.
        goal: the game.
        teams: by name.
        paused: whether teams have to wait.
        board: how the teams rank, once it was drawn up; last the market without a campaign, of which the rank is 0.
        played: what was handed in and judged then, in the same order.
        rounds: how often it was.
        keep: what is done with the room whenever it has changed.
    """

    def __init__(self, goal: Goal, code: str, clock: Callable[[], float], state: RoomState | None = None) -> None:
        # The seed is known to nobody before.
        state = state or RoomState(code=code, goal=goal.resolved(), seed=secrets.randbelow(2**31), used=clock())
        self.goal, self.code = goal, code
        self.teams = {team.name: team for team in state.teams}
        self.paused, self.rounds = state.paused, state.rounds
        self.board, self.played = state.board, state.played
        self._seed, self._used, self._resolved = state.seed, state.used, state.goal
        self._lock, self._judging, self._clock = threading.Lock(), threading.Lock(), clock
        self._market = GameMarket(goal)
        self.keep: Callable[[Room], None] = lambda _: None

    def state(self) -> RoomState:
        """Return all that must not be lost, as it is now."""
        with self._lock:
            return RoomState(
                code=self.code,
                goal=self._resolved,
                seed=self._seed,
                used=self._used,
                paused=self.paused,
                rounds=self.rounds,
                board=self.board,
                played=self.played,
                teams=[team.model_copy() for team in self.teams.values()],
            )

    @property
    def idle(self) -> float:
        """Seconds since anything was asked of it."""
        return self._clock() - self._used

    def join(self, name: str) -> Team:
        """Return a new team, or one that is awaited.

        Raises:
            Refused: if the name is none, or taken, or the room is full.
        """
        name = proper_name(name)
        with self._changing():
            same = next((team for team in self.teams.values() if team.name.casefold() == name.casefold()), None)
            if same is not None and same.is_awaited:
                same.is_awaited = False
                return same
            if same is not None:
                raise Refused("name_taken")
            if len(self.teams) >= MOST_TEAMS:
                raise Refused("room_full")
            team = self.teams[name] = Team(name=name)
            return team

    def await_again(self, name: str) -> None:
        """Let in whoever gives a team's name next, if there is such a team."""
        with self._changing():
            if name in self.teams:
                self.teams[name].is_awaited = True

    def team(self, token: str) -> Team | None:
        """Return the team that has a token."""
        return next(
            (team for team in self.teams.values() if secrets.compare_digest(team.token.encode(), token.encode())), None
        )

    def remove(self, name: str) -> None:
        """Send a team away, if it is there."""
        with self._changing():
            self.teams.pop(name, None)

    def draw_up(self, team: Team, values: Mapping[str, Any]) -> None:
        """Take down what a team is composing, for all its browsers to go on from."""
        with self._changing():
            team.draft = dict(values)

    def try_out(self, team: Team, values: Mapping[str, Any]) -> Trial:
        """Return what a campaign comes to, under the random numbers common to all teams.

        Raises:
            Refused: if the room is paused, the team was sent away, or the values are none of the game's.
        """
        self._check_open(team)
        scenario = self._scenario(values)
        simulated = self._market.simulated(scenario, self._seed, self.goal.replications_by_stage[SEARCH])
        cost = float(simulated.cost.mean())
        # The cost differs a little from run to run where it depends on chance: a thousandth more is not too much.
        trial = Trial(
            dict(values),
            cost,
            float(simulated.value.mean()),
            simulated.adoption.mean(axis=0).tolist(),
            cost <= 1.001 * self.goal.budget,
        )
        with self._changing():
            self._check_open(team)
            team.tried, team.trials = trial, team.trials + 1
        return trial

    def hand_in(self, team: Team) -> Trial:
        """Take what a team tried last as its campaign, until it hands in another.

        Raises:
            Refused: if it has tried nothing, or it is too dear, or the room is paused.
        """
        with self._changing():
            self._check_open(team)
            if team.tried is None:
                raise Refused("not_tried")
            if not team.tried.affordable:
                raise Refused("too_dear")
            team.handed_in = team.tried
            return team.handed_in

    def pause(self, paused: bool = True) -> None:
        """Make all teams wait, or let them go on."""
        with self._changing():
            self.paused = paused

    def reset(self) -> None:
        """Take back what was handed in and the board; the teams stay."""
        with self._changing():
            self.board, self.played, self.rounds = [], [], 0
            self._seed = secrets.randbelow(2**31)
            for team in self.teams.values():
                team.draft, team.tried, team.handed_in, team.trials = {}, None, None, 0

    def judge(self, progress: Callable[[int, int], None] | None = None) -> list[Row]:
        """Draw up the board, under seeds that no campaign was tried with, nor judged before.

        ``progress`` is told how many campaigns have been judged, of how many.
        """
        with self._judging:
            with self._changing():
                entered = {team.name: team.handed_in.values for team in self.teams.values() if team.handed_in}
                first = self.goal.replications_by_stage[CHOICE].start + self.rounds * self.goal.fresh
                self.rounds += 1
            replications = range(first, first + self.goal.fresh)
            markets = {name: self._scenario(values) for name, values in entered.items()}
            markets[""] = self._market.plain
            simulated: dict[str, Simulated] = {}
            for name, scenario in markets.items():
                simulated[name] = self._market.simulated(scenario, self._seed, replications)
                if progress is not None:
                    progress(len(simulated), len(markets))
            board = ranked(simulated)
            with self._changing():
                self.board = board
                self.played = [
                    Played(
                        row.name,
                        dict(entered.get(row.name, {})),
                        simulated[row.name].adoption.mean(axis=0).tolist(),
                        simulated[row.name].value.tolist(),
                        simulated[row.name].cost.tolist(),
                    )
                    for row in board
                ]
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

    def runs_as_csv(self) -> str:
        """Return every run of the board as a table of comma-separated values."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["team", "run", self.goal.objective, "campaign_cost"])
        for played in self.played:
            for run, (value, cost) in enumerate(zip(played.value, played.cost, strict=True), 1):
                writer.writerow([played.name or "(no campaign)", run, f"{value:.2f}", f"{cost:.2f}"])
        return text.getvalue()

    def market_of(self, values: Mapping[str, Any]) -> Scenario:
        """Return the market with a campaign that was handed in; with none, that without a campaign."""
        return self._scenario(values) if values else self._market.plain

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let one thread at a time change something, and keep what comes of it."""
        with self._lock:
            self._used = self._clock()
            yield
        self.keep(self)

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


def proper_name(name: Any) -> str:
    """Return a name as it is shown: letters and digits of any script, emoji, and what stands between them.

    Raises:
        Refused: if it is none.
    """
    text = unicodedata.normalize("NFC", " ".join(str(name).split())) if isinstance(name, str) else ""
    kinds = [unicodedata.category(letter) for letter in text]
    # Letters, their accents, digits, symbols of colour and pictures; nothing else that is invisible or turns the
    # writing round, nor piles of accents.
    are_proper = all(
        letter in " '’\"“”«»-.&!?" or kind[0] in "LNM" or kind in ("So", "Sk") or _joins(text, place)
        for place, (letter, kind) in enumerate(zip(text, kinds, strict=True))
    )
    are_piled = any(kind[0] == after[0] == "M" for kind, after in itertools.pairwise(kinds))
    begins = bool(text) and (text[0].isalnum() or kinds[0] == "So" or text[0] in '"“«')
    if len(text) > LONGEST_NAME or not begins or not are_proper or are_piled or not any(k[0] in "LNS" for k in kinds):
        raise Refused("name_bad")
    return text


def _joins(text: str, place: int) -> bool:
    """Tell whether a letter makes one picture of two, as of a woman and a laptop."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    pictures = [unicodedata.category(letter) in ("So", "Sk") or letter == "\ufe0f" for letter in around]
    return text[place] == "\u200d" and pictures == [True, True]


def _is_among(goal: Goal, path: str, value: Any) -> bool:
    """Tell whether a value is one of those that a game allows at a path."""
    values = goal.vary[path]
    if values.choices:
        return any(type(value) is type(choice) and value == choice for choice in map(plain, values.choices))
    if isinstance(value, bool) or not isinstance(value, int if values.whole else int | float):
        return False
    return values.low <= value <= values.high


def plain(value: Any) -> Any:
    """Return a value of a game as a page and a file have it."""
    return list(value) if isinstance(value, tuple) else value
