"""Every interval that is printed has a row in the registry, and every row is of one that is."""

import ast
import re

import pytest
from places import PACKAGE
from wordofmouth.statistics.intervals import PRINTED

MAKERS = {maker for row in PRINTED for maker in row.makers}
# Quantiles of distributions, and arguments of libraries, that make an interval without the functions above.
RAW = {
    "ndtri",
    "stdtrit",
    "stdtr",
    "chdtri",
    "bdtri",
    "betaincinv",
    "confidence_interval",
    "conf_level",
    "proportion_ci",
}


MODULES = {"intervals", "means", "paired", "stats", "special", "risk", "claims"}


def made_in(source: str) -> set[str]:
    """Return the makers of intervals that a source names, by import or as a module's attribute, and libraries' own."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(names=names):
                found |= {name.name for name in names}
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in MODULES:
                found.add(name)
            case ast.Attribute(attr=name) if name in RAW:
                found.add(name)
            case ast.keyword(arg=str(name)) if name in RAW:
                found.add(name)
            case ast.BinOp(left=ast.Constant(value=value)) | ast.BinOp(right=ast.Constant(value=value)):
                found |= {"conf_level"} if value in (1.96, 1.959964) else set()
            case ast.Constant(value="conf_level"):
                found.add("conf_level")
    return found & (MAKERS | RAW)


def name_of(path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
# Where makers are defined, from parts that are others, and where they are measured.
HOMES = {f"statistics.{name}" for name in ("intervals", "means")}
HOMES |= {"tasks.validate.coverage.rows"}


def rowless(name: str, source: str) -> set[str]:
    """Return the makers in a module that no row of the registry has for it."""
    if name in HOMES:
        return set()
    known = {maker for row in PRINTED if name in row.by for maker in row.makers}
    # A library's argument is known where a row has the confidence that is handed to it.
    known |= RAW if "CONFIDENCE" in known or "student" in known else set()
    return made_in(source) - known


@pytest.mark.parametrize("name", SOURCES)
def test_whatever_makes_an_interval_has_a_row(name):
    assert not rowless(name, SOURCES[name])


def test_every_row_is_of_an_interval_that_is_made_there():
    for row in PRINTED:
        for name in row.by:
            assert made_in(SOURCES[name]) & set(row.makers), (row.name, name)


@pytest.mark.parametrize(
    "source",
    [
        "from wordofmouth.statistics.intervals import wilson",
        "from scipy.special import ndtri",
        "half = 1.96 * error",
        "stats.bootstrap(x, confidence_interval=0.9)",
        "from wordofmouth.statistics import intervals\nintervals.half_width(x)",
    ],
)
def test_one_without_a_row_is_found(source):
    assert rowless("tasks.new.finding", source)


def test_each_row_has_a_name_of_its_own():
    assert len({row.name for row in PRINTED}) == len(PRINTED)


def test_only_claims_weigh_a_p_value():
    """What is said to be distinguishable is so by one function, wherever it is said: in sentences, figures, pages."""
    weighing = {name for name, source in SOURCES.items() if re.search(r"\bALPHA\b", source)}
    assert weighing == {"statistics.claims", "statistics.intervals"}
