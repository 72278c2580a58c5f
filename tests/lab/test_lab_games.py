"""Games of a class: money is short, several ways lead near the best, and cheating is ahead at first and loses."""

import socket
import subprocess
import sys
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from in_process import wom
from wordofmouth.games.games import game_path, games
from wordofmouth.results.tables import to_table
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import presets
from wordofmouth.statistics.outcomes import OUTCOMES, SPENT_ON, RunTables
from wordofmouth.tasks.optimise.goal import Goal

Campaign = dict[str, dict[str, Any]]
# No search saw these: the seed and the replications are none of a goal's own.
SEED, FIRST = 2411, 1_000
# A difference counts from this many standard errors on.
SURE = 3.0


class Game(NamedTuple):
    """A game's campaigns, by lever and field.

    Attributes:
        honest: campaigns that differ in what most is spent on, among them the best that was found.
        cheat: what cheating adds to a campaign.
        dearer: a campaign beyond the budget.
        alone: for each lever the campaigns of nothing else that were found best.
    """

    honest: tuple[Campaign, ...]
    cheat: Campaign
    dearer: Campaign
    alone: tuple[Campaign, ...]


def ads(reach: float) -> Campaign:
    return {"advertising": {"reach": reach, "weeks": [1, 8]}}


def search(reach: float) -> Campaign:
    return {"search_advertising": {"reach": reach}}


def gifts(count: int) -> Campaign:
    return {"seeding": {"count": count}}


AMBASSADORS = {"ambassadors": {"count": 5, "weeks": [1, 12]}}
ANSWERS = {"community_manager": {"capacity": 2}}
REWARDS = {"referral": {"reward": 2.0}}
PLAYED = {
    "first_launch": Game(
        honest=(
            ads(0.022) | gifts(11) | REWARDS,
            ads(0.022) | gifts(12) | search(0.03),
            ads(0.015) | gifts(8) | search(0.05),
            ads(0.022) | gifts(23),
        ),
        cheat={"fake_reviews": {"count": 2, "weeks": [1, 4]}},
        dearer=ads(0.022) | gifts(20) | search(0.05),
        alone=(ads(0.022), search(0.05), gifts(25), REWARDS),
    ),
    "rival_promise": Game(
        honest=(
            ads(0.02) | gifts(11) | search(0.02) | AMBASSADORS | ANSWERS,
            ads(0.025) | gifts(12) | search(0.02) | ANSWERS,
            ads(0.02) | gifts(6) | search(0.04) | ANSWERS,
            ads(0.02) | gifts(18) | AMBASSADORS | ANSWERS,
        ),
        cheat={"guarantee": {"honoured": 0.0}},
        dearer=ads(0.025) | gifts(22) | search(0.05) | ANSWERS,
        alone=(ads(0.025), search(0.05), gifts(25), AMBASSADORS, ANSWERS),
    ),
}


class Played:
    """A game's campaigns under the same replications of common random numbers."""

    def __init__(self, name: str, runs: int) -> None:
        self.game, self.goal = PLAYED[name], Goal.load(games()[name])
        self._replications, self._networks = range(FIRST, FIRST + runs), Networks(2_000_000)
        self._kept: dict[str, RunTables] = {}
        self.third = self.goal.base.weeks // 3

    def runs(self, campaign: Campaign) -> RunTables:
        """Return a campaign's runs; without a lever, those of the market alone."""
        if (key := repr(campaign)) not in self._kept:
            levers = {path: False for path in self.goal.vary if self.goal.is_lever(path)}
            fields = {
                f"campaign.{lever}.{field}": value
                for lever, chosen in campaign.items()
                for field, value in chosen.items()
            }
            assert fields.keys() <= self.goal.vary.keys(), "a team could not choose this"
            scenario = self.goal.scenario_at(levers | {f"campaign.{lever}": True for lever in campaign} | fields)
            tables = (
                simulate(scenario, seed=SEED, replication=number, networks=self._networks).table()
                for number in self._replications
            )
            self._kept[key] = RunTables(to_table(enumerate(tables)), None, scenario.economics.discount_rate)
        return self._kept[key]

    def profit(self, campaign: Campaign, week: int = 0) -> np.ndarray:
        """Return the profit of each run so far, by the end of a week; by default, of the last."""
        return OUTCOMES[self.goal.objective].curve(self.runs(campaign))[:, week - 1]

    def gain(self, campaign: Campaign) -> float:
        """Return what a campaign adds to the mean profit of the market without any."""
        return float((self.profit(campaign) - self.profit({})).mean())

    @property
    def best(self) -> Campaign:
        """The honest campaign that earns most."""
        return max(self.game.honest, key=lambda campaign: self.profit(campaign).mean())

    def cost(self, campaign: Campaign) -> float:
        """Return the mean of all that a campaign costs: what its levers charge, and what is paid back to buyers."""
        runs = self.runs(campaign)
        spent = runs.cube("campaign_cost") + runs.cube("refunds")
        return float(spent[..., 0].sum(axis=1).mean())

    def largest_expense(self, campaign: Campaign) -> str:
        """Return the lever on which most is spent."""
        runs = self.runs(campaign)
        return max(campaign, key=lambda lever: runs.cube(f"{SPENT_ON}{lever}")[..., 0].sum())


def surely(difference: np.ndarray) -> int:
    """Return the sign of a paired difference; 0 if it can hardly be told."""
    mean, error = difference.mean(), difference.std(ddof=1) / len(difference) ** 0.5
    return int(np.sign(mean)) if abs(mean) > SURE * error else 0


@cache
def _fresh(name: str) -> Played:
    return Played(name, 200)


def test_every_game_is_held():
    """No game comes along whose dilemma nobody has measured."""
    assert PLAYED.keys() == games().keys()


def test_a_game_is_found_by_its_name_or_file(tmp_path):
    """A name is a game's alone, no preset's; a TOML file is one's if it has a budget, or something to vary."""
    assert not games().keys() & presets().keys()
    own, other = tmp_path / "own.toml", tmp_path / "other.toml"
    own.write_text("budget = 10")
    other.write_text("weeks = 10")
    assert [game_path(name) for name in ("rival_promise", str(own))] == [games()["rival_promise"], own]
    assert [game_path(name) for name in ("launch", str(other), str(tmp_path / "none.toml"))] == [None] * 3


@pytest.mark.parametrize("words", [("rival_promis",), ("rival_promis", "launch")])
def test_a_wrong_name_is_told_which_games_there_are(words):
    """One line, and no page is opened."""
    status, _, error = wom("lab", "--class", *words, "--no-browser", "--port", 0)
    assert status == 2
    assert error.splitlines() == [
        f"wom: no game is called 'rival_promis'; those that come along are {', '.join(games())}"
    ]


def test_a_variant_of_a_preset_is_no_game_that_is_not_there():
    """A class may begin with it: what stops this one is that its port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ("lab", "--class", "trust_gap/guarantee", "--no-browser", "--host", "127.0.0.1", "--port", port)
        done = subprocess.run([sys.executable, "-m", "wordofmouth", *words], capture_output=True, text=True)
    assert done.returncode == 2
    assert "the lab cannot open" in done.stderr


@pytest.mark.parametrize("name", PLAYED)
def test_cheating_is_ahead_and_loses_in_a_few_runs(name):
    """What the slow tests hold surely has its sign in a few runs already."""
    played = Played(name, 6)
    honest, dearer = played.game.honest[0], played.game.dearer
    cheating = honest | played.game.cheat
    assert (played.profit(cheating, played.third) - played.profit(honest, played.third)).mean() > 0
    assert (played.profit(cheating) - played.profit(honest)).mean() < 0
    assert played.cost(honest) <= played.goal.budget < played.cost(dearer)
    assert played.profit(honest).mean() < played.profit(dearer).mean()


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_the_budget_binds(name):
    """Good campaigns take most of the budget, on all that they cost; whoever had more money would earn more."""
    played = _fresh(name)
    for campaign in played.game.honest:
        assert 0.8 * played.goal.budget < played.cost(campaign) <= played.goal.budget
    dearer = played.game.dearer
    assert played.cost(dearer) > 1.1 * played.goal.budget
    assert surely(played.profit(dearer) - played.profit(played.best)) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_cheating_is_ahead_at_a_third_of_the_weeks_and_loses(name):
    """It is so against the same campaign without it, whichever that is, and against the best honest one."""
    played = _fresh(name)
    cheating = {place: campaign | played.game.cheat for place, campaign in enumerate(played.game.honest)}
    for place, honest in enumerate(played.game.honest):
        early = played.profit(cheating[place], played.third) - played.profit(honest, played.third)
        assert (surely(early), surely(played.profit(cheating[place]) - played.profit(honest))) == (1, -1)
    affordable = [campaign for campaign in cheating.values() if played.cost(campaign) <= played.goal.budget]
    first = max(affordable, key=lambda campaign: played.profit(campaign, played.third).mean())
    assert surely(played.profit(first, played.third) - played.profit(played.best, played.third)) > 0
    # Not even with more money than there is.
    last = max(cheating.values(), key=lambda campaign: played.profit(campaign).mean())
    assert surely(played.profit(last) - played.profit(played.best)) < 0


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_several_ways_lead_near_the_best(name):
    """At least three campaigns that differ in their largest expense gain 90 % of what the best does."""
    played = _fresh(name)
    near = [campaign for campaign in played.game.honest if played.gain(campaign) >= 0.9 * played.gain(played.best)]
    assert len({played.largest_expense(campaign) for campaign in near}) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_no_lever_alone_is_enough(name):
    """The dearest that a team can do with any one lever gains at most 70 % of what the best campaign does."""
    played = _fresh(name)
    for campaign in (*played.game.alone, played.game.cheat):
        assert played.gain(campaign) <= 0.7 * played.gain(played.best)


@pytest.mark.slow
def test_a_promise_that_is_kept_is_too_dear():
    """With a thin margin refunds eat up what the promise sells: who cannot afford a promise should not make it."""
    played = _fresh("rival_promise")
    kept = played.best | {"guarantee": {"honoured": 1.0}}
    assert surely(played.profit(kept) - played.profit(played.best)) < 0
