"""What holds for every command, those included that are yet to be written."""

import csv
import inspect
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from wordofmouth.cli import commands
from wordofmouth.cli.main import app

WORDS = typer.main.get_command(app).commands
FILES = sorted(path.stem for path in Path(*commands.__path__).glob("*.py") if path.stem != "__init__")
NEW = '''"""Greet: a command in a file of its own."""

from wordofmouth.cli.options import command


@command(65, example="wom greet")
def greet() -> None:
    """Say hello."""
    print("hello")
'''


def test_each_command_has_one_file_of_its_name():
    assert sorted(WORDS) == FILES
    assert {inspect.getmodule(each.callback).__name__ for each in WORDS.values()} == {
        f"{commands.__name__}.{name}" for name in FILES
    }


def test_adding_a_command_is_adding_a_file(tmp_path):
    """It is found, and the help lists it where it says that it belongs."""
    (tmp_path / "greet.py").write_text(NEW)
    program = (
        f"import sys\nfrom wordofmouth.cli import commands\ncommands.__path__.append({str(tmp_path)!r})\n"
        "sys.argv = ['wom', *sys.argv[1:]]\nfrom wordofmouth.cli.main import main\nmain()"
    )

    def wom(*words):
        return subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
        ).stdout

    assert wom("greet") == "hello\n"
    listed = re.findall(r"(?m)^  (\w+)  ", wom("--help").partition("Commands:")[2])
    assert set(listed) - {"greet"} == set(FILES)
    assert listed[listed.index("greet") - 1 : listed.index("greet") + 2] == ["run", "greet", "compare"]


@pytest.mark.parametrize("word", WORDS)
def test_helps_are_sentences(word):
    """The command's own begins with a verb, each option's with what it is; all end; no dialect."""
    told = [WORDS[word].help, *(option.help for option in WORDS[word].params if option.name != "help")]
    for text in told:
        assert text, word
        assert text[0].isupper(), text
        assert text[-1] in ".…", text
        assert not re.search(r"\bluck\b|\bshe\b|\bher\b", text, re.IGNORECASE), text


@pytest.mark.parametrize("word", WORDS)
def test_options_mean_the_same_wherever_they_stand(word):
    """`--out` has a short form, and what prints a table prints it as JSON too."""
    options = {option.name: option.opts for option in WORDS[word].params}
    assert options.get("out", ["-o"])[-1] == "-o"
    if word not in ("new", "check", "lab", "plot", "report", "reproduce"):
        assert "--json" in options["json"]


@pytest.mark.parametrize("words", [["list"], ["fields", "survey"], ["survey", "small", "--sample", "50"]])
def test_csv_and_json_have_the_same_rows(words):
    def printed(option):
        done = CliRunner().invoke(app, [*words, option], catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    rows = list(csv.DictReader(io.StringIO(printed("--csv"))))
    told = json.loads(printed("--json"))
    told = told.get("answers", told) if isinstance(told, dict) else told
    assert len(rows) == len(told) > 1
    assert all(None not in row and None not in row.values() for row in rows)
