"""Rooms on disk: a lab that was killed goes on with the class of before, whatever became of its files."""

import json
import os

import pytest
from test_lab_classroom import ADS, GIFTS, SMALL, Clock
from wordofmouth.errors import Refused
from wordofmouth.lab.pages.classroom.room import proper_name
from wordofmouth.lab.pages.classroom.rooms import IDLE, Classrooms
from wordofmouth.tasks.optimise.goal import Goal


@pytest.fixture
def played(tmp_path):
    """Return a folder of a class in which two teams have played, and its room."""
    room = Classrooms(tmp_path).open(Goal(**SMALL))
    for name, values in (("Ads", ADS), ('The "Élèves" 🐝', GIFTS)):
        team = room.join(name)
        room.draw_up(team, values)
        room.try_out(team, values)
        room.hand_in(team)
    room.judge()
    return tmp_path, room


def test_after_a_kill_all_is_as_it_was(played):
    """Code, teacher's key, teams, tokens, tries, board and debrief; and what is tried next comes to the same."""
    folder, room = played
    before = Classrooms(folder).key
    rooms = Classrooms(folder)
    again = rooms.find(room.code)
    assert rooms.key == before
    assert again.state() == room.state()
    assert again.board == room.board
    assert again.played == room.played
    token = room.teams["Ads"].token
    assert again.team(token).tried == room.teams["Ads"].tried
    assert again.try_out(again.team(token), GIFTS) == room.try_out(room.teams["Ads"], GIFTS)
    assert again.judge() == room.judge()


def test_every_change_is_kept_at_once(tmp_path):
    room = Classrooms(tmp_path).open(Goal(**SMALL))
    team = room.join("Reds")
    for change in (
        lambda: room.draw_up(team, ADS),
        lambda: room.try_out(team, ADS),
        lambda: room.hand_in(team),
        room.pause,
        lambda: room.pause(False),
        lambda: room.await_again("Reds"),
        lambda: room.join("Reds"),
        room.judge,
        room.reset,
        lambda: room.remove("Reds"),
    ):
        change()
        assert Classrooms(tmp_path).find(room.code).state() == room.state()


def test_a_room_is_forgotten_in_the_end(played):
    """It and its file, after as long as an open one is."""
    folder, room = played
    clock = Clock()
    clock.now = room.state().used + IDLE - 1
    assert Classrooms(folder, clock).find(room.code) is not None
    clock.now += 2
    assert Classrooms(folder, clock).find(room.code) is None
    assert not list(folder.glob("*.json"))


@pytest.mark.parametrize("harm", ["cut", "empty", "other", "newer", "bytes"])
def test_a_damaged_file_is_told_and_nothing_else_is_lost(played, capsys, harm):
    folder, room = played
    (whole,) = folder.glob("*.json")
    text = whole.read_text(encoding="utf-8")
    (folder / "BCDFG.json").write_bytes(
        {
            "cut": text[: len(text) // 2].encode(),
            "empty": b"",
            "other": b"[1, 2]",
            "newer": json.dumps(json.loads(text) | {"version": 2}).encode(),
            "bytes": bytes(range(256)),
        }[harm]
    )
    rooms = Classrooms(folder)
    assert [each.code for each in rooms] == [room.code]
    assert "BCDFG.json: this room cannot be opened again" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_files_are_for_their_owner_alone(tmp_path):
    Classrooms(tmp_path / "rooms").open(Goal(**SMALL)).join("Reds")
    assert (tmp_path / "rooms").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write everywhere")
def test_where_nothing_can_be_written_the_class_goes_on(tmp_path, capsys):
    tmp_path.chmod(0o500)
    room = Classrooms(tmp_path / "rooms").open(Goal(**SMALL))
    assert room.join("Reds").name == "Reds"
    assert "they end with this lab" in capsys.readouterr().err


def test_where_a_file_stands_in_the_way_the_class_goes_on(tmp_path, capsys):
    (tmp_path / "rooms").write_text("")
    room = Classrooms(tmp_path / "rooms").open(Goal(**SMALL))
    assert room.join("Reds").name == "Reds"
    assert capsys.readouterr().err.count("they end with this lab") == 1


def test_whoever_changed_the_phone_is_let_in_by_name_once(tmp_path):
    room = Classrooms(tmp_path).open(Goal(**SMALL))
    team = room.join("Reds")
    with pytest.raises(Refused, match="name_taken"):
        room.join("reds")
    room.await_again("Reds")
    assert room.join("REDS") is team
    with pytest.raises(Refused, match="name_taken"):
        room.join("Reds")


@pytest.mark.parametrize(
    "name", ["Élèves n° 1", "🐝🐝", "👩\u200d💻 coders", "👍🏽", "❤️ & co", '"The best"', "«Les As»", "Ω-team", "猫"]
)
def test_names_of_all_scripts_with_emoji_and_quotes_are_names(name):
    assert proper_name(name) == name


@pytest.mark.parametrize(
    "name", ["\u200d", "a\u200db", "\u202eabc", "<b>", "=1+1", "!!", '""', "🐝" * 25, "a\u0301\u0301\u0301"]
)
def test_what_hides_or_turns_the_writing_is_no_name(name):
    with pytest.raises(Refused, match="name_bad"):
        proper_name(name)
