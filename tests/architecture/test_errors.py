"""What is wrong is told in the words of whoever asked: arguments in Python, options on the command line."""

import ast
import re

import pytest
from places import PACKAGE
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import WordOfMouthError
from wordofmouth.tasks.seeds.task import seeds

ROOMS_BELOW = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in ("cli", "lab", "reports")
)


@pytest.mark.parametrize("path", ROOMS_BELOW, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_below_the_command_speaks_of_options(path):
    """Who calls a function has given none; an argument stands in backquotes instead."""
    raised = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Raise)]
    texts = [part.value for node in raised for part in ast.walk(node) if isinstance(part, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and re.search(r"(^|[\s(])--[a-z]", text)] == []


def test_the_command_calls_an_argument_as_its_option_is_called():
    with pytest.raises(WordOfMouthError, match=r"^`strategy`: none is called 'dgree'"):
        seeds("small", model="linear_threshold", strategy="dgree")
    told = CliRunner().invoke(app, ["seeds", "small", "--model", "linear_threshold", "--strategy", "dgree"])
    assert told.output.startswith("wom: --strategy: none is called 'dgree'")
