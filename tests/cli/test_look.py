"""Look: what a file is taken for is told before it is used, in every command that uses it."""

import json

import openpyxl
import pytest
from in_process import wom
from wordofmouth.networks.files.reader import read_network

TIES = "de;vers;poids\nanna;bob;2,5\nbob;cy;1,5\nanna;cy;1\n"


@pytest.fixture
def ties(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text(TIES, encoding="utf-8")
    return path


def test_a_file_is_told_in_a_few_lines(ties):
    """How many, which direction, the strength, three ties in words, and the option for each guess."""
    status, out, _ = wom("look", ties)
    assert status == 0
    assert out.splitlines() == [
        "ties.csv: 3 people, 3 mutual ties, 1 component; strength from 'poids'",
        "  'anna' and 'bob' hear each other; 'anna' and 'cy' hear each other; 'bob' and 'cy' hear each other",
        "  guessed: 'poids' was taken for the weight of ties (else --strength none)",
    ]
    assert "'anna' is heard by 'bob'" in wom("look", ties, "--influence", "forward")[1]
    assert "strength by lot" in wom("look", ties, "--strength", "none")[1]


def test_programs_are_told_too(ties):
    status, out, _ = wom("look", ties, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["people"], found["ties"], found["directed"], found["strength"]) == (3, 3, False, "poids")
    assert found["left_out"] == []
    assert len(found["guesses"]) == 1


@pytest.mark.parametrize("influence", ["forward", "mutual"])
def test_what_was_understood_is_written(ties, tmp_path, influence):
    """And read back it is the same to the bit, without an option, without a guess."""
    clean = tmp_path / "clean.csv"
    assert wom("look", ties, "--influence", influence, "-o", clean)[0] == 0
    network, again = read_network(ties, influence=influence), read_network(clean)
    assert again.digest == network.digest
    assert again.names == network.names
    assert again.notes == ()
    assert wom("look", ties, "-o", tmp_path / "clean.txt")[0] == 2


def test_what_can_be_read_in_two_ways_is_put_with_options(tmp_path):
    """One line, exit status 2; each option that it names is one, and reads the file."""
    path = tmp_path / "lists.txt"
    path.write_text("1 2 3\n2 3 1\n3 1 2\n", encoding="utf-8")
    status, out, err = wom("look", path)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    for option in ("--shape lists", "--shape ties", "--source 2 --target 3"):
        assert option in err
        assert wom("look", path, *option.split())[0] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--shape", "matirx"), "network.shape: 'matirx' is not allowed"),
        (("--source", "wohin"), "no column is called 'wohin'"),
        (("--encoding", "utf-99"), "--encoding: 'utf-99' is not known"),
        (("--separator", "colon"), "--separator: 'colon' is not known"),
        (("--nodes", "nobody.csv"), "cannot be read"),
    ],
)
def test_options_that_say_what_there_is_not_are_refused_in_a_line(ties, words, why):
    status, _, err = wom("look", ties, *words)
    assert status == 2
    assert why in err
    assert "Traceback" not in err


def test_a_table_as_it_was_mailed_tells_the_story_of_a_named_person(tmp_path):
    """A workbook with people on a sheet of their own: no editor, no option; and its head is told first."""
    book = openpyxl.Workbook()
    people = book.active
    people.title = "people"
    for row in [["Id", "Label"], *([k, f"Person {k}"] for k in range(12))]:
        people.append(row)
    sheet = book.create_sheet("ties")
    for row in [["Source", "Target", "Weight"], *([k, (k + step) % 11, 1 + k] for k in range(11) for step in (1, 2))]:
        sheet.append(row)
    path = tmp_path / "mailed.xlsx"
    book.save(path)
    words = ("--network", path, "--set", "weeks=3", "--consumer", "Person 11")
    status, out, err = wom("story", "small", *words)
    assert status == 0
    assert "Person 11" in out
    assert err.startswith("mailed.xlsx: 12 people, 22 mutual ties, 2 components; strength from 'Weight'")
    assert "--sheet NAME" in err


def test_options_on_how_to_read_need_a_file():
    status, _, err = wom("story", "small", "--shape", "matrix")
    assert status == 2
    assert "--shape: says how to read a file, and there is no --network" in err
