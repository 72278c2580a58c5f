"""Nothing that the product does depends on what lies beside the repository, or around it."""

import ast
import shutil
import subprocess

import pytest
from places import PACKAGE, ROOT
from wordofmouth.results import manifest

PRODUCT = sorted(PACKAGE.rglob("*.py"))


def outside(source, path):
    """Return the expressions of a source that lead from its file out of the repository, or name what lies beside it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in ("..", "shared", "../shared", "WORDOFMOUTH_DATA"):
            found.append(repr(node.value))
        if isinstance(node, ast.Attribute | ast.Subscript) and "__file__" in (text := ast.unparse(node)):
            led = led_to(node, path)
            if led is not None and not led.is_relative_to(ROOT):
                found.append(text)
    return found


def led_to(node, path):
    """Return where a chain of ``parent`` and ``parents[n]`` from ``Path(__file__)`` leads; None if it is no such."""
    if isinstance(node, ast.Call):
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return path if ast.unparse(node) == "Path(__file__)" else inner and led_to(inner, path)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "parents":
        start = led_to(node.value.value, path)
        return start and start.parents[ast.literal_eval(node.slice)]
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        start = led_to(node.value, path)
        return start and start.parent
    return None


@pytest.mark.parametrize(
    "line",
    [
        'Path(__file__).parents[2] / "data"',
        "Path(__file__).parent.parent.parent",
        'folder / "shared" / "data"',
        'os.environ["WORDOFMOUTH_DATA"]',
        "Path(__file__).resolve().parent.parents[1]",
        'Path(__file__).parent / ".."',
    ],
)
def test_what_leads_outside_is_found(line):
    assert outside(line, ROOT / "experiments" / "case.py")
    assert not outside("Path(__file__).parents[1]", ROOT / "experiments" / "case.py")


def test_no_product_code_looks_outside_the_repository():
    found = {str(path.relative_to(ROOT)): outside(path.read_text(encoding="utf-8"), path) for path in PRODUCT}
    assert {path: led for path, led in found.items() if led} == {}


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_a_copy_inside_another_checkout_is_not_of_its_commit(tmp_path, monkeypatch):
    """The commit of a manifest is that of the source, not that of a repository around the folder."""
    copy = tmp_path / "copy"
    copy.mkdir()
    words = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path)]
    for order in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "theirs"]):
        subprocess.run([*words, *order], check=True)
    monkeypatch.setattr(manifest, "CHECKOUT", tmp_path)
    assert manifest._commit() is not None
    monkeypatch.setattr(manifest, "CHECKOUT", copy)
    assert manifest._commit() is None
