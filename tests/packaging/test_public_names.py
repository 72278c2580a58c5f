"""What ``import wordofmouth as wom`` offers: for people, for type checkers, and at no cost before it is asked for."""

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import wordofmouth as wom

ROOT = Path(__file__).parents[2]
HEAVY = ("matplotlib", "mesa", "networkx", "numba", "optuna", "pandas", "pyarrow", "rich.progress", "scipy")


def names_for_type_checkers():
    """Return what the package's own file imports for type checkers: the module and name there, by name here."""
    (block,) = (
        node
        for node in ast.parse(Path(wom.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.asname: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def modules_after(program):
    """Return which heavy packages a fresh process has read after a program, and what it printed."""
    ending = f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program + ending], capture_output=True, text=True, check=True)
    return done.stderr.split(), done.stdout


def test_people_and_type_checkers_see_the_same():
    """Every name is listed, is typed, and is the very thing that its home has; and no other name is public."""
    typed = names_for_type_checkers()
    assert {*typed, "__version__"} == {*wom.__all__}
    assert set(typed) == set(wom._HOMES)
    assert None not in typed
    for name, (module, there) in typed.items():
        assert getattr(wom, name) is getattr(importlib.import_module(module), there)
    assert {*wom.__all__} <= {*dir(wom)}
    with pytest.raises(AttributeError, match="no attribute 'kept'"):
        wom.kept  # noqa: B018


def test_everything_can_be_imported_at_once():
    namespace = {}
    exec("from wordofmouth import *", namespace)
    assert {*wom.__all__} <= {*namespace}


def test_the_version_is_the_checkouts():
    """What was installed may be older than the source that runs."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert wom.__version__ == said
    done = subprocess.run([sys.executable, "-m", "wordofmouth", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"wom {said}\n")


def test_importing_costs_next_to_nothing():
    heavy, printed = modules_after(
        "import sys, wordofmouth\nprint(*[name for name in sys.modules if name.startswith('wordofmouth.')])"
    )
    assert heavy == []
    # The registry is told where kinds live, records whom to ask, and runs who keeps them; none of it costs anything.
    light = ("errors", "results", "results.hook", "scenario", "scenario.registry", "market", "market.copies")
    assert set(printed.split()) == {f"wordofmouth.{name}" for name in (*light, "market.copies.keeping")}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["list"], ["check", "launch"], ["fields", "network"]])
def test_looking_things_up_reads_nothing_heavy(words):
    """Neither compilers nor drawing nor tables: help, lists and checks answer at once."""
    program = (
        f"import sys\nsys.argv = ['wom', *{words!r}]\nfrom wordofmouth.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code"
    )
    heavy, printed = modules_after(program)
    assert heavy == []
    assert printed
