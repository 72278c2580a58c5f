"""Help: what is written is what is printed."""

import pytest
from typer.main import get_command
from typer.testing import CliRunner
from wordofmouth.cli.main import app


def all_commands():
    """Return the command and all below it, each with the words that call it."""
    found = [((), get_command(app))]
    for words, command in found:
        found += [((*words, name), below) for name, below in getattr(command, "commands", {}).items()]
    return found


def squeezed(text):
    """Return text without the white space by which it is wrapped."""
    return "".join(text.split())


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize(("words", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in all_commands()])
def test_help_is_printed_to_the_letter(words, command, width):
    """Brackets, colons, stars, backticks: all that is said of a command, of what it asks for, of those below it."""
    written = [command.help, command.epilog]
    written += [below.help for below in getattr(command, "commands", {}).values()]
    for asked in command.params:
        written += [asked.help, asked.metavar, *asked.opts[: asked.param_type_name == "option"]]
    done = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": str(width)})
    printed = squeezed(done.stdout)
    assert done.exit_code == 0
    assert [text for text in filter(None, written) if squeezed(text) not in printed] == []


def test_there_is_help_that_markup_would_eat():
    """What precedes would hold of texts without brackets whatever became of them."""
    written = [asked.help for _, command in all_commands() for asked in command.params]
    assert any("[factors]" in text for text in written)
    assert all(written)
