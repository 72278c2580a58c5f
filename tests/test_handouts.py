"""Handouts: sheets of paper say what lessons and games say, with the curves of their pages."""

import re
from html.parser import HTMLParser

import pytest
from in_process import wom
from wordofmouth.handouts import kit
from wordofmouth.handouts.sheets import game_sheet, lesson_sheet
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.lessons.prediction import curve
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words

HOSTILE = '<script>alert("1")</script>'
LESSON = """
title = "Two friends or <b>twenty</b>?"
question = "Does it spread?"
minutes = 7
[markets.few]
label = "Few </svg><script>"
scenario = "small"
change = { weeks = 10, "brand.quality" = 0.2 }
[markets.many]
label = "Many"
scenario = "small"
change = { weeks = 10, "brand.quality" = 0.9 }
[[steps]]
title = "Few"
ask = "Draw it."
market = "few"
explain = "THE ANSWER."
[[steps]]
title = "Many"
ask = "Draw the other."
market = "many"
known = ["few"]
explain = "ANOTHER ANSWER."
source = "Somebody (2001)."
"""
GAME = """
title = "A <i>game</i>"
scenario = "small"
fixed = { weeks = 10, campaign = [] }
objective = "profit"
budget = 60
[[campaign]]
kind = "advertising"
cost_per_contact = 1
[[campaign]]
kind = "discount"
[vary]
"campaign.advertising" = "optional"
"campaign.advertising.reach" = [0.01, 0.5]
"campaign.discount" = "optional"
"""


class Strict(HTMLParser):
    """Every element is closed in its turn; texts and tags are noted."""

    def __init__(self, text):
        super().__init__()
        self.opened, self.tags, self.texts = [], set(), []
        self.feed(text)
        assert self.opened == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("meta", "img"):
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Let nothing come along but one lesson and one game."""
    monkeypatch.setattr("wordofmouth.lessons.lesson.LESSONS", tmp_path / "lessons")
    monkeypatch.setattr("wordofmouth.games.games.GAMES", tmp_path / "games")
    for folder, name, text in (("lessons", "friends", LESSON), ("games", "tiny", GAME)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.toml").write_text(text)
    return tmp_path


@pytest.fixture
def lesson(own):
    return Lesson.load(own / "lessons" / "friends.toml")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pupils_are_asked_and_the_teacher_knows(lesson, language):
    say = Words(language)
    pupils, teacher = lesson_sheet(lesson, say).split('<article class="teacher">')
    for step in lesson.steps:
        assert step.ask in pupils
        assert step.explain not in pupils
        assert step.explain in teacher
    assert pupils.count("<svg viewBox=") - pupils.count('width="34"') == 2
    # What is drawn for the pupil is what is known beforehand, and no more.
    assert pupils.count('class="result"') == pupils.count('class="band"') == 0
    assert teacher.count('class="result"') == teacher.count('class="band"') == 2
    end = curve(lesson.scenario("many"), "penetration").mean[-1]
    assert say.number(100 * end) in teacher


def test_the_paper_has_the_curve_of_the_page(lesson):
    text = lesson_sheet(lesson, Words())
    points = re.findall(r'<polyline points="([^"]+)" class="result"', text)[1]
    heights = [float(pair.split(",")[1]) for pair in points.split()]
    mean = curve(lesson.scenario("many"), "penetration").mean
    low, high = 10.0, 250.0 - 34.0
    assert heights == pytest.approx([high - (high - low) * value for value in mean], abs=0.06)


def test_a_game_tells_what_there_is_and_what_each_does_alone(own):
    goal = Goal.load(own / "games" / "tiny.toml")
    pupils, teacher = game_sheet(goal, Words()).split('<article class="teacher">')
    assert "Advertising" in pupils
    assert "1 % / 50 %" in pupils.replace("\N{NO-BREAK SPACE}", " ")
    # To reach half of all people each week is beyond the budget.
    assert "50 %" not in teacher.replace("\N{NO-BREAK SPACE}", " ")
    assert teacher.count("<tr>") >= 2


def test_the_command_writes_them_all_in_each_language_and_the_same_again(own, tmp_path):
    status, printed, _ = wom("lab", "--handouts", tmp_path / "kit")
    assert status == 0
    assert "4 sheets" in printed
    paths = sorted(path.relative_to(tmp_path / "kit").as_posix() for path in (tmp_path / "kit").rglob("*.html"))
    assert paths == ["en/friends.html", "en/tiny.html", "fr/friends.html", "fr/tiny.html"]
    before = {path: (tmp_path / "kit" / path).read_bytes() for path in paths}
    kit.write_kit(tmp_path / "kit")
    assert before == {path: (tmp_path / "kit" / path).read_bytes() for path in paths}
    for path, data in before.items():
        page = Strict(data.decode())
        assert not page.tags & {"script", "b", "i", "img", "link", "iframe"}, path
        assert b"default-src" in data
        assert not re.search(rb"https?://|src=", data)


def test_a_lesson_with_a_mistake_is_told_before_anything_is_written(own, tmp_path):
    (own / "lessons" / "friends.toml").write_text(LESSON.replace('market = "many"', 'market = "manny"'))
    status, _, complained = wom("lab", "--handouts", tmp_path / "kit")
    assert (status, "did you mean 'many'" in complained) == (2, True)
    assert not (tmp_path / "kit").exists()
