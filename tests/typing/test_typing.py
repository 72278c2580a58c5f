"""Types as users meet them: their own checker accepts what our pages tell them to write, and refuses what is wrong."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import wordofmouth as wom
from places import PACKAGE, ROOT

USER_CODE = Path(__file__).with_name("user_code.py")
CHECKERS = {
    "basedpyright": ("basedpyright", "--level", "error", "--pythonpath", sys.executable),
    # Neither our settings nor pydantic's plugin: a user may have none. What it has read of libraries it keeps.
    "mypy": ("mypy", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'users'}"),
}
MISTAKES = {
    'wom.Scenario(consumers="many")': "consumers",
    "wom.Scenario(model=3)": "model",
    "wom.Scenario(consumer=500)": "consumer",
    'wom.run("launch", replication=2)': "replication",
    'wom.run("launch").tabel': "tabel",
}


@pytest.fixture(scope="module")
def user_folder(tmp_path_factory):
    """Return a folder beside which nothing of ours lies: a user's code, our first page's snippets, and mistakes."""
    folder = tmp_path_factory.mktemp("user")
    snippets = re.findall(r"(?ms)^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert snippets
    (folder / "user_code.py").write_text(USER_CODE.read_text(encoding="utf-8"), encoding="utf-8")
    for number, snippet in enumerate(snippets):
        (folder / f"snippet_{number}.py").write_text(snippet, encoding="utf-8")
    (folder / "mistakes.py").write_text("\n".join(["import wordofmouth as wom", *MISTAKES]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("checker", ["basedpyright", pytest.param("mypy", marks=pytest.mark.slow)])
def test_checkers_of_users_accept_what_is_right_and_nothing_else(user_folder, checker):
    """One run of each, since it is the package that takes the time to read."""
    command = [sys.executable, "-m", *CHECKERS[checker], *(path.name for path in sorted(user_folder.glob("*.py")))]
    found = subprocess.run(command, cwd=user_folder, capture_output=True, text=True, check=False)
    errors = [line.strip() for line in found.stdout.splitlines() if re.search(r"\berror\b", line)]
    assert [line for line in errors if "mistakes.py" not in line] == [], found.stderr
    for line, (mistake, word) in enumerate(MISTAKES.items(), start=2):
        said = [error for error in errors if re.search(rf"mistakes\.py:{line}\b", error)]
        assert any(word in error for error in said), f"{mistake}: {errors}"


def test_a_scenarios_fields_are_those_that_checkers_read():
    """The signature that is for them alone names every field, in order."""
    tree = ast.parse((PACKAGE / "scenario" / "scenario.py").read_text(encoding="utf-8"))
    kind = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Scenario")
    (signature,) = (node for node in ast.walk(kind) if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    assert [argument.arg for argument in signature.args.kwonlyargs] == list(wom.Scenario.model_fields)
