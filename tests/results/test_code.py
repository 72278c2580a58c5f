"""Code: a digest changes with what decides numbers, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import PACKAGE
from wordofmouth.results.code import DECIDES, changed_rooms, code, code_of, tree_digest

SOURCE = '''"""A module."""
import math

RATE = 0.25


class Walk:
    """A class."""

    def step(self, x: float = 1.0) -> float:
        """Return a step."""
        # One for each.
        return math.exp(-RATE * x) if x > 0 else f"{x:.3f}"
'''
LAID_OUT = """import math
RATE = .25
class Walk:
    def step(
        self,
        x: float = 1.0,
    ) -> float:
        return (math.exp(-RATE * x)
            if x > 0 else f"{x:.3f}")  # so much
"""


def test_layout_comments_and_docstrings_do_not_count():
    assert tree_digest(SOURCE) == tree_digest(LAID_OUT)


def test_it_is_the_same_in_every_version_of_python():
    """What was found in one is found in all in which these tests run."""
    assert tree_digest(SOURCE).startswith("f0b98bf73e3d588b")


@given(st.sampled_from([("0.25", "0.26"), ("exp(-", "exp("), ("x > 0", "x >= 0"), (".3f", ".4f"), ("1.0", "1")]))
def test_what_decides_counts(change):
    assert tree_digest(SOURCE.replace(*change)) != tree_digest(SOURCE)


def test_a_room_that_is_changed_is_named(tmp_path):
    """A comment is no change; a number is, wherever it is."""
    for place in DECIDES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        if place.endswith(".py"):
            (tmp_path / place).write_text(SOURCE)
        else:
            (tmp_path / place).mkdir()
            (tmp_path / place / "file.py").write_text(SOURCE)
    before = code_of(tmp_path)
    (tmp_path / "market" / "file.py").write_text(LAID_OUT)
    assert changed_rooms(before, code_of(tmp_path)) == []
    (tmp_path / "runs" / "simulate.py").write_text(SOURCE.replace("0.25", "0.2"))
    assert changed_rooms(before, code_of(tmp_path)) == ["runs"]
    (tmp_path / "market" / "more.py").write_text("")
    assert changed_rooms(before, code_of(tmp_path)) == ["market", "runs"]


def test_every_room_that_is_named_is_there():
    assert [place for place in DECIDES if not (PACKAGE / place).exists()] == []
    assert code().keys() == {place.partition("/")[0] for place in DECIDES}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"seal": "0"}'])
def test_what_is_kept_of_it_is_never_taken_for_true(tmp_path, text):
    """Digests that were kept and are damaged are found again."""
    for place in DECIDES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(SOURCE) if place.endswith(".py") else (tmp_path / place).mkdir()
    first = code_of(tmp_path)
    kept = tmp_path / "__pycache__" / "code.json"
    assert kept.exists()
    kept.write_bytes(text)
    assert code_of(tmp_path) == first
