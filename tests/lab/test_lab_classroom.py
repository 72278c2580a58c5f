"""Classrooms: teams, budgets, boards on fresh seeds, and what nobody may do."""

import csv
import io
import threading

import numpy as np
import pytest
from wordofmouth.errors import Refused
from wordofmouth.games.games import GAMES
from wordofmouth.games.ranking import Simulated, ranked
from wordofmouth.lab.pages.classroom.room import LONGEST_NAME, MOST_TEAMS, proper_name
from wordofmouth.lab.pages.classroom.rooms import IDLE, MOST_ROOMS, Classrooms
from wordofmouth.tasks.optimise.goal import Goal

SMALL = {
    "scenario": {
        "consumers": 200,
        "weeks": 15,
        "network": {"kind": "communities", "mean_degree": 8.0, "community_size": 40},
        "brands": [{"name": "Aster", "price": 60, "unit_cost": 25}],
        "campaign": [
            {"kind": "advertising", "cost_per_contact": 1.0},
            {"kind": "seeding", "strategy": "degree"},
        ],
    },
    "objective": "buyers",
    "budget": 300,
    "replications": 4,
    "fresh": 8,
    "vary": {
        "campaign.advertising": "optional",
        "campaign.advertising.reach": [0.05, 0.2, 0.9],
        "campaign.advertising.weeks": [[1, 4], [1, 8]],
        "campaign.seeding": "optional",
        "campaign.seeding.count": {"from": 1, "to": 40},
    },
}
ADS = {
    "campaign.advertising": True,
    "campaign.advertising.reach": 0.2,
    "campaign.advertising.weeks": [1, 4],
    "campaign.seeding": False,
}
GIFTS = {"campaign.advertising": False, "campaign.seeding": True, "campaign.seeding.count": 10}


class Clock:
    """A clock that is put forward by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def room():
    return Classrooms().open(Goal(**SMALL))


@pytest.mark.parametrize("path", sorted(GAMES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_game_can_be_played(path):
    """Nothing is free, something can be paid, not everything can, and nobody's market is too large for a class."""
    goal = Goal.load(path)
    room = Classrooms().open(goal)
    team = room.join("Try")
    levers = [path for path in goal.vary if goal.is_lever(path)]
    nothing = room.try_out(team, dict.fromkeys(levers, False))
    assert (nothing.cost, nothing.affordable) == (0, True)
    dearest = {
        path: True if path in levers else values.choices[-1] if values.choices else int(values.high)
        for path, values in goal.vary.items()
    }
    everything = room.try_out(team, {name: list(v) if isinstance(v, tuple) else v for name, v in dearest.items()})
    assert not everything.affordable
    assert goal.base.consumers <= 2_000


def test_teams_try_and_hand_in(room):
    team = room.join("The Reds")
    with pytest.raises(Refused, match="not_tried"):
        room.hand_in(team)
    trial = room.try_out(team, ADS)
    assert trial.affordable
    assert 100 < trial.cost < 220
    assert len(trial.adoption) == 15
    assert room.hand_in(team) is trial
    assert room.team(team.token) is team
    assert room.team("guess") is None
    assert room.team("é") is None
    assert team.trials == 1


def test_the_same_campaign_comes_to_the_same_for_all_teams(room):
    """All have the same people and the same random numbers when they try."""
    assert room.try_out(room.join("a"), ADS) == room.try_out(room.join("b"), ADS)


def test_nothing_beyond_the_budget_is_handed_in(room):
    team = room.join("Spenders")
    affordable = room.try_out(team, ADS)
    room.hand_in(team)
    assert not room.try_out(team, ADS | {"campaign.advertising.reach": 0.9}).affordable
    with pytest.raises(Refused, match="too_dear"):
        room.hand_in(team)
    assert team.handed_in is affordable


@pytest.mark.parametrize(
    "values",
    [
        {"campaign.advertising.reach": 0.3},
        {"campaign.advertising.reach": "0.2"},
        {"brand.quality": 1.0},
        {"campaign.seeding.count": 41},
        {"campaign.seeding.count": 1.5},
        {"campaign.seeding.count": True},
        {"campaign.advertising": 1},
        {"campaign.advertising.weeks": [1, 400]},
        {"campaign.seeding.count": None},
        {"campaign.seeding.count": float("nan")},
        {"campaign.advertising.cost_per_contact": 0},
    ],
)
def test_only_what_the_game_varies_can_be_varied(room, values):
    team = room.join("Cheats")
    with pytest.raises(Refused, match="no_such_value"):
        room.try_out(team, ADS | values)
    assert team.tried is None


def test_the_board_ranks_on_seeds_that_nobody_has_tried(room):
    for name, values in (("Ads", ADS), ("Gifts", GIFTS), ("Nothing yet", None)):
        team = room.join(name)
        if values:
            room.try_out(team, values)
            room.hand_in(team)
    told = []
    first = room.judge(lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {row.name for row in first} == {"Ads", "Gifts", ""}
    assert [row.rank for row in first][-1] == 0
    assert all(row.low <= row.value <= row.high for row in first)
    assert first[0].value >= first[1].value > first[2].value == 0
    assert room.board == first
    # A second time there are other seeds again.
    second = room.judge()
    assert room.rounds == 2
    assert {row.name: row.value for row in second} != {row.name: row.value for row in first}


def test_who_cannot_be_told_from_the_best_shares_its_rank():
    noise = np.arange(12.0)
    cost, adoption = np.zeros(12), np.zeros((12, 1))
    values = {
        "b": noise,
        "a": noise + 0.1 * np.array([1, -1] * 6),
        "worse": noise - 1,
        "also worse": noise - 1.0,
        "": noise,
    }
    rows = ranked({name: Simulated(value, cost, adoption, value[:, None]) for name, value in values.items()})
    assert [(row.rank, row.name) for row in rows] == [(1, "a"), (1, "b"), (3, "also worse"), (3, "worse"), (0, "")]


def test_the_teacher_pauses_resets_and_sends_away(room):
    team = room.join("Blues")
    room.try_out(team, ADS)
    room.hand_in(team)
    room.judge()
    room.pause()
    for act in (lambda: room.try_out(team, ADS), lambda: room.hand_in(team)):
        with pytest.raises(Refused, match="paused"):
            act()
    room.pause(False)
    before = room.try_out(team, ADS)
    room.reset()
    assert (room.board, room.rounds, team.tried, team.handed_in) == ([], 0, None, None)
    # And the seeds are others, so that nothing known before helps.
    assert room.try_out(team, ADS) != before
    room.remove("Blues")
    with pytest.raises(Refused, match="sent_away"):
        room.try_out(team, ADS)
    assert room.join("Blues") is not team


def test_the_export_is_a_table(room):
    team, late = room.join("Blues & Co."), room.join("Late")
    room.try_out(team, ADS)
    room.hand_in(team)
    room.judge()
    rows = list(csv.DictReader(io.StringIO(room.as_csv())))
    assert [row["team"] for row in rows] == ["Blues & Co.", "(no campaign)", late.name]
    assert rows[0]["rank"] == "1"
    assert rows[0]["campaign.advertising.weeks"] == "[1, 4]"
    assert float(rows[0]["low"]) <= float(rows[0]["buyers"]) <= float(rows[0]["high"])
    assert rows[2]["rank"] == rows[2]["buyers"] == ""


@pytest.mark.parametrize("name", ["Ann", "Les Élèves", "チーム 7", "O'Neil & Co.", "हिन्दी", "3 b", "A" * LONGEST_NAME])
def test_proper_names(name):
    assert proper_name(f"  {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        None,
        7,
        "A" * (LONGEST_NAME + 1),
        "<b>x</b>",
        "=1+1",
        "-x",
        "@x",
        "a\u202eb",
        "a\u200bb",
        "a;b",
        "x\u0301\u0301\u0301",
        "a\x00b",
        "a/b",
        "{{x}}",
    ],
)
def test_bad_names_are_refused(room, name):
    with pytest.raises(Refused, match="name_bad"):
        room.join(name)


def test_a_name_is_taken_once(room):
    room.join("Reds")
    with pytest.raises(Refused, match="name_taken"):
        room.join(" reds ")


def test_a_room_and_a_house_can_be_full():
    rooms = Classrooms(clock=(clock := Clock()))
    room = rooms.open(Goal(**SMALL))
    for number in range(MOST_TEAMS):
        room.join(f"Team {number}")
    with pytest.raises(Refused, match="room_full"):
        room.join("One more")
    codes = {room.code} | {rooms.open(room.goal).code for _ in range(MOST_ROOMS - 1)}
    assert len(codes) == MOST_ROOMS
    with pytest.raises(Refused, match="house_full"):
        rooms.open(room.goal)
    clock.now += IDLE
    room.pause()
    clock.now += 1
    assert rooms.open(room.goal) is rooms.latest()
    assert len(rooms) == 2
    assert rooms.find(f" {room.code.lower()} ") is room
    rooms.close(room.code)
    assert rooms.find(room.code) is None


def test_thirty_teams_at_once(room):
    """All try, hand in and read at the same time, while the teacher draws up the board: nothing is lost or wrong."""
    failed = []

    def play(number: int) -> None:
        try:
            team = room.join(f"Team {number}")
            for count in (1, 5 + number % 3):
                room.try_out(team, GIFTS | {"campaign.seeding.count": count})
                room.hand_in(team)
                room.as_csv()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=play, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    room.judge()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(room.teams) == 30
    board = room.judge()
    assert len(board) == 31
    assert {row.value for row in board if row.name} == {
        next(row.value for row in board if row.name == f"Team {number}") for number in range(3)
    }
