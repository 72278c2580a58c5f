"""What a visitor is told of what could not be done: words of the page's language, whatever the reason."""

import ast
import math
import re

import pytest
from places import PACKAGE
from wordofmouth.errors import LimitReached, QueueFull, Refused, ScenarioError, hide_folder
from wordofmouth.lab.server.visitors import Limits
from wordofmouth.lab.widgets.fields import beyond_limits, fields_of, groups, sections
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import FIRST, Words, languages

LAB = [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "lab").rglob("*.py"))]


def reasons(error):
    """Return the reasons with which an error is raised in the lab, read from the sources."""
    return {reason for text in LAB for reason in re.findall(rf'raise {error}\("(\w+)"', text)}


@pytest.mark.parametrize("language", languages())
def test_every_reason_has_its_words(language):
    say = Words(language)
    limits = (reasons("LimitReached") | set(Limits._fields)) - {"upload"}
    refusals = reasons("Refused")
    assert len(limits) > 3
    assert len(refusals) > 5
    for error in [QueueFull(), *(LimitReached(each, 1_234) for each in limits), *map(Refused, refusals)]:
        assert explanation(say, error) != str(error)
    assert say.number(1_234) in explanation(say, LimitReached("consumers", 1_234))


def test_a_file_is_told_without_its_folder(tmp_path):
    hide_folder(tmp_path)
    error = ScenarioError([f"{tmp_path / 'abc' / 'ties.csv'}: is empty", "and more"])
    assert explanation(Words(), error) == "ties.csv: is empty"


def test_nobody_else_turns_a_limit_into_words():
    """A limit's reason and number are read in one place."""
    readers = [
        text
        for text in LAB
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        if ast.unparse(node) == "error.limit"
    ]
    assert len(readers) == 1


@pytest.mark.parametrize("language", languages())
def test_whatever_is_beyond_a_fields_limits_is_told_in_the_pages_language_and_unit(language):
    """Of every field of a market, below its least and above its most: the limit, as the field shows it."""
    say, scenario, tried = Words(language), Scenario.load("launch"), 0
    for group in groups():
        for path, section in sections(scenario, group):
            for field in fields_of(section, path, path):
                for value, limit in ((field.least - 1, field.least), (field.most + 1, field.most)):
                    if isinstance(field.value, bool) or math.isinf(limit):
                        continue
                    told = beyond_limits(field, value, say)
                    assert field.shown(limit) in told
                    assert language == FIRST or not re.search(r"\b(least|most|than)\b", told)
                    tried += 1
                if isinstance(field.value, int | float) and not isinstance(field.value, bool):
                    assert not beyond_limits(field, field.value, say)
    assert tried > 50
