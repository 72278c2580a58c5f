"""Digests of kernels: equal for equal code, wherever it lies; another for whatever decides another result."""

import subprocess
import sys

import numpy as np
import pytest
from tiny_kernels import SOURCE, clone, read


def digest(folder, source=SOURCE, name="doubled"):
    return getattr(read(clone(folder, source)), name).digest


def test_two_clones_have_one_digest(tmp_path):
    """Whatever their paths are, when they were written, and what comments and blank lines they have."""
    first = digest(tmp_path / "a")
    assert first is not None
    assert digest(tmp_path / "b") == first
    assert digest(tmp_path / "c", SOURCE.replace("    return x", "\n    # A step.\n    return x")) == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x + STEP", "x - STEP"),
        ("* 2", "* 3"),
        ("* 2", "* 2.0"),
        ("STEP = 3", "STEP = 4"),
        ("STEP = 3", "STEP = 3.0"),
        ("STEP = 3", "import numpy as np\nSTEP = np.int32(3)"),
    ],
)
def test_one_character_makes_another_digest(tmp_path, before, after):
    """Of the kernel, of one that it calls, of a value that either reads."""
    assert before in SOURCE
    changed = digest(tmp_path, SOURCE.replace(before, after))
    assert changed is not None
    assert changed != digest(tmp_path)


def test_only_who_calls_it_is_another(tmp_path):
    changed = SOURCE.replace("* 2", "* 3")
    assert digest(tmp_path, changed, "grown") == digest(tmp_path, name="grown")


VALUES = {
    "True": "1",
    "0.0": "-0.0",
    "(1, 2)": "(1, 2.0)",
    "np.uint64(7)": "np.int64(7)",
    "np.arange(3)": "np.arange(3.0)",
    "np.array([1, 2])": "np.array([[1, 2]])",
    "np.dtype([('a', 'i4'), ('b', 'i8')])": "np.dtype([('a', 'i4'), ('b', 'i8')], align=True)",
    "np.float32": "np.float64",
    # A record may have its fields in another order.
    "NamedTuple('STEP', [('a', int), ('b', int)])": "NamedTuple('STEP', [('b', int), ('a', int)])",
    "'a'": "b'a'",
}


@pytest.mark.parametrize(("one", "other"), VALUES.items())
def test_values_that_are_told_apart(tmp_path, one, other):
    """By value, type, shape and layout; the same value is the same again."""
    digests = [
        digest(
            tmp_path, SOURCE.replace("STEP = 3", f"import numpy as np\nfrom typing import NamedTuple\nSTEP = {value}")
        )
        for value in (one, other, one)
    ]
    assert None not in digests
    assert digests[0] == digests[2] != digests[1]


def test_values_read_through_a_module_count(tmp_path):
    """Numba takes them for constants, as it does those of the kernel's own module."""
    source = SOURCE.replace("x + STEP", "x + steps.STEP").replace("from word", "import steps\nfrom word")
    steps = type(np)("steps")
    sys.modules["steps"] = steps
    found = []
    for steps.STEP in (1, 2):
        found.append(digest(tmp_path, source))
    del sys.modules["steps"]
    assert None not in found
    assert found[0] != found[1]


def test_what_cannot_be_told_apart_has_no_digest(tmp_path):
    """Nor has who calls it."""
    source = SOURCE.replace("STEP = 3", "STEP = object()")
    assert digest(tmp_path, source, "grown") is None
    assert digest(tmp_path, source) is None


def test_every_kernel_has_a_digest_the_same_in_every_process():
    """Hashes of texts, by which Python orders sets, differ from one process to another."""
    program = (
        "import importlib, pkgutil, wordofmouth\n"
        "from wordofmouth.engine.kernels import Kernel\n"
        "for found in pkgutil.walk_packages(wordofmouth.__path__, 'wordofmouth.'):\n"
        "    if found.name.split('.')[1] in ('engine', 'market', 'networks', 'diffusion', 'seeding'):\n"
        "        for name, value in vars(importlib.import_module(found.name)).items():\n"
        "            if isinstance(value, Kernel):\n"
        "                print(found.name, name, value.digest)\n"
    )
    one, other = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert len(one.splitlines()) > 100
    assert "None" not in one
    assert one == other
