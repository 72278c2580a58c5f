"""Extras: the core is light and whole without them, and a task that needs one says the line that installs it."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from wordofmouth.extras import EXTRAS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "simulation" / "wordofmouth"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = PROJECT["project"]["optional-dependencies"]
# By extra: what asks for it, of the command and of Python. `excel` is asked for by pandas alone.
COMMANDS = {
    "cluster": [["sweep", "leaders", "--cluster", "tcp://127.0.0.1:1"]],
    "forecast": [["forecast", "file", "sales.csv"]],
    "lab": [["lab", "launch", "--no-browser", "--port", "0"]],
    "optimise": [["optimise", "best_launch"]],
    "sensitivity": [["sensitivity", "what_matters"], ["sweep", "what_matters"]],
}
CALLS = {
    "cluster": ["wom.sweep('leaders', cluster='tcp://127.0.0.1:1')"],
    "forecast": ["wom.forecast('sales.csv')"],
    "optimise": ["wom.optimise('best_launch')"],
    "sensitivity": ["wom.sensitivity('what_matters')", "wom.sweep('what_matters')"],
}


def distribution(requirement):
    """Return the name of a requirement, as names of distributions are compared."""
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def without(extras, program, folder):
    """Run a program in a process in which the packages of some extras cannot be imported."""
    missing = [package for extra in extras for package in EXTRAS[extra]]
    hidden = f"import sys\nsys.modules.update(dict.fromkeys({missing!r}))\n"
    return subprocess.run([sys.executable, "-c", hidden + program], cwd=folder, capture_output=True, text=True)


def test_extras_are_those_declared():
    """The code's list of extras names the packages that installing an extra brings."""
    brings = packages_distributions()
    assert {extra: {distribution(one) for one in needs} for extra, needs in DECLARED.items() if extra != "all"} == {
        extra: {name.lower() for package in packages for name in brings[package]} for extra, packages in EXTRAS.items()
    }


def test_all_is_all_and_a_checkout_has_it():
    """`all` names every extra, and who works in a checkout has every one of them."""
    (every,) = DECLARED["all"]
    assert every == f"wordofmouth[{','.join(sorted(EXTRAS))}]"
    assert "wordofmouth[all]" in PROJECT["dependency-groups"]["dev"]


def test_what_is_imported_is_installed_by_something():
    """Each package that the code imports is the core's, an extra's, or one that a benchmark is made beside."""
    core = {distribution(one) for one in PROJECT["project"]["dependencies"]}
    beside = {distribution(one) for one in PROJECT["dependency-groups"]["bench"]}
    # What pydantic, numba and NiceGUI are made of, and hand out.
    core |= {"pydantic-core", "llvmlite"}
    web = {"fastapi", "starlette", "uvicorn", "python-multipart", "itsdangerous"}
    extra = {package for packages in EXTRAS.values() for package in packages}
    brings = packages_distributions()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in {name.partition(".")[0] for name in names} - {"wordofmouth", *sys.stdlib_module_names} - extra:
                known = {found.lower().replace("_", "-") for found in brings.get(name, [name])}
                in_the_lab = path.is_relative_to(PACKAGE / "lab") or path.is_relative_to(PACKAGE / "player")
                assert known & (core | beside | (web if in_the_lab else set())), f"{path}: {name}"


def test_the_core_is_whole_without_extras(tmp_path):
    """Every module but those of pages can be read, and a market can be run, with no extra installed."""
    modules = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.is_relative_to(PACKAGE / "lab") and path.name != "__main__.py"
    ]
    program = (
        "import importlib, json, sys\n"
        "missing = {}\n"
        f"for name in {modules!r}:\n"
        "    try:\n        importlib.import_module(name)\n"
        "    except ModuleNotFoundError as error:\n        missing[name] = error.name\n"
        "print(json.dumps(missing))"
    )
    done = without(EXTRAS, program, tmp_path)
    assert done.returncode == 0, done.stderr
    # What plays recordings serves them to pages of the lab.
    assert all(name.startswith("wordofmouth.player.") for name in json.loads(done.stdout))


def test_every_extra_is_asked_for():
    assert {*COMMANDS} == {*EXTRAS} - {"excel"}
    assert {*CALLS} == {*COMMANDS} - {"lab"}


def test_whoever_needs_an_extra_says_the_line_that_installs_it(tmp_path):
    """Commands say one line, with status 2; functions raise an ImportError that says it; nothing is left behind."""
    (tmp_path / "sales.csv").write_text("period,value\n" + "".join(f"{week},{week + 3}\n" for week in range(1, 11)))
    program = (
        "import json, wordofmouth as wom\n"
        "from typer.testing import CliRunner\n"
        "from wordofmouth.cli.main import app\n"
        "said = []\n"
        f"for extra, words in {[(extra, words) for extra in COMMANDS for words in COMMANDS[extra]]!r}:\n"
        "    done = CliRunner().invoke(app, words)\n"
        "    said.append((extra, done.exit_code, done.stderr))\n"
        f"for extra, call in {[(extra, call) for extra in CALLS for call in CALLS[extra]]!r}:\n"
        "    try:\n        eval(call)\n"
        "    except ImportError as error:\n        said.append((extra, 2, f'wom: {error}\\n'))\n"
        "print(json.dumps(said))"
    )
    done = without(EXTRAS, program, tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said) == sum(map(len, [*COMMANDS.values(), *CALLS.values()]))
    for extra, status, complaint in said:
        assert status == 2
        (line,) = complaint.splitlines()
        assert line.startswith("wom: ")
        assert line.endswith(f'pip install "wordofmouth[{extra}]"')
    assert [path.name for path in tmp_path.iterdir()] == ["sales.csv"]
