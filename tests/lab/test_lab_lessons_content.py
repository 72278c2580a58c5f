"""Lessons: what each says is what its markets show; a teacher's own are read strictly; predictions are judged."""

import functools
import re

import numpy as np
import pytest
from wordofmouth import Scenario
from wordofmouth.errors import LessonError
from wordofmouth.lessons import lesson as lesson_module
from wordofmouth.lessons.lesson import LESSONS as LESSON_FILES
from wordofmouth.lessons.lesson import MEASURES, Lesson, load_lessons
from wordofmouth.lessons.prediction import RUNS, checked, curve, curves, judged
from wordofmouth.statistics.paired import paired
from wordofmouth.words.catalogue import Words, languages

LESSONS = load_lessons()
# Steps whose markets are of ten thousand people or whose difference is small: many runs.
DEAR = {("guarantee_and_friend", place) for place in range(4)} | {("price_of_bad_news", 2)}
STEPS = [
    pytest.param(name, place, marks=[pytest.mark.slow] * ((name, place) in DEAR))
    for name, lesson in LESSONS.items()
    for place in range(len(lesson.steps))
]
FRESH = 11

OWN = """
title = "Ours"
question = "Why?"
markets.village = { label = "A village", scenario = "small" }
markets.better = { label = "Better", scenario = "small", change = { "brand.quality" = 1.0 } }
[[steps]]
title = "First"
ask = "Draw."
market = "better"
known = ["village"]
explain = "So."
"""


# Where twelve runs, as a pupil sees them, do not tell, so many times as many do.
MORE = 4


@functools.cache
def simulated(scenario: str, times: int = 1):
    each = [curves(Scenario.model_validate_json(scenario), FRESH + time) for time in range(times)]
    return {measure: np.concatenate([runs[measure] for runs in each]) for measure in each[0]}


@pytest.mark.parametrize(("name", "place"), STEPS)
def test_a_step_shows_what_it_says(name, place):
    """With seeds that its author has not seen; where a difference is claimed, chance makes it once in a thousand."""
    lesson = LESSONS[name]
    step = lesson.steps[place]
    assert step.claims
    mine, *_ = shown(lesson, step)
    assert np.nanmean(mine, axis=0).max() <= step.end_of_axis
    for claim in step.claims:
        difference = claimed(claim, *shown(lesson, step))
        assert claim.least <= difference.mean <= claim.most
        if not claim.least <= 0.0 <= claim.most and difference.p >= 1e-3:
            assert claimed(claim, *shown(lesson, step, MORE)).p < 1e-3


def shown(lesson, step, times=1):
    """Return the curves of a step, (runs, weeks) each: the one that is drawn first, then those that are known."""
    markets = (lesson.scenario(market).model_dump_json() for market in (step.market, *step.known))
    return [simulated(market, times)[step.measure] for market in markets]


def claimed(claim, mine, *known):
    week = (claim.week or mine.shape[1]) - 1
    return paired(known[0][:, week] if known else np.zeros(len(mine)), mine[:, week])


def test_bad_news_costs_more_than_the_sales_that_it_prevents():
    """As the lesson says: each purchase given up costs more than the 35 that a sale earns."""
    lesson = LESSONS["price_of_bad_news"]
    none, fifteen = (simulated(lesson.scenario(name).model_dump_json()) for name in ("none", "fifteen"))
    lost = none["profit"][:, -1].mean() - fifteen["profit"][:, -1].mean()
    assert lost / (fifteen["deterred"][:, -1].mean() * 10_000) > 1.3 * 35


def test_there_are_eleven_lessons_in_order():
    assert [lesson.place for lesson in LESSONS.values()] == list(range(1, 12))


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_every_language_says_all_of_every_lesson(language):
    say = Words(language)
    for name, lesson in LESSONS.items():
        said = say.find(f"lessons.{name}")
        assert said.keys() == {"title", "question", "markets", "steps"}
        assert said["markets"].keys() == lesson.markets.keys()
        assert list(said["steps"]) == [str(number) for number in range(1, len(lesson.steps) + 1)]
        for step in said["steps"].values():
            assert step.keys() - {"source", "axis"} == {"title", "ask", "explain"}
        translated = lesson.in_words(say)
        # What was translated is allowed in a lesson, and all else is as it was.
        data = translated.model_dump() | {"folder": lesson.folder}
        assert Lesson(**data) == translated
        assert translated.steps[0].claims == lesson.steps[0].claims
        assert translated.title != lesson.title or name == "web_1_and_2"


def own(folder, text=OWN, name="ours.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_teacher_adds_a_lesson_by_writing_one_file(tmp_path):
    """It stands behind those that come along, and may use a scenario beside it."""
    (tmp_path / "village.toml").write_text('name = "v"\nconsumers = 300\nweeks = 26\n', encoding="utf-8")
    lessons = load_lessons(
        own(tmp_path, OWN.replace('"A village", scenario = "small"', '"A village", scenario = "village.toml"'))
    )
    assert [*lessons] == [*LESSONS, "ours"]
    assert lessons["ours"].scenario("village").consumers == 300
    assert lessons["ours"].in_words(Words("fr")) == lessons["ours"]


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ('market = "better"', 'market = "beter"', "steps.0.market: 'beter'", "did you mean 'better'?"),
        ('known = ["village"]', 'known = ["town"]', "steps.0.known.0: 'town'", "known are better, village"),
        ("explain =", "explian =", "steps.0.explian: no field is called 'explian' here", "did you mean 'explain'?"),
        ('title = "Ours"\n', "", "title: ", "is required"),
        ('scenario = "small",', 'scenario = "smal",', "markets.better: no scenario is called", "did you mean 'small'?"),
        ("brand.quality", "brand.qualty", "markets.better: brand.qualty", "did you mean 'quality'?"),
        ("ask =", 'measure = "rate"\nask =', "steps.0.measure: 'rate'", "did you mean 'rating'?"),
        ("ask =", 'measure = "profit"\nask =', "steps.0.top: is required", "where the axis of profit ends"),
        ("ask =", 'measure = "rating"\ntop = 0.5\nask =', "steps.0.top: 0.5 is not allowed", "must be above 1"),
        ('"brand.quality" = 1.0', "weeks = 20", "steps.0.known.0: 'village'", "has not the 20 weeks of 'better'"),
        ("ask =", "claims = [{ week = 99, least = 0, most = 1 }]\nask =", "claims.0.week: 99", "there are 26 weeks"),
        ("ask =", "claims = [{ least = 2, most = 1 }]\nask =", "steps.0.claims.0.least: 2", "must be below 'most', 1"),
        ("[[steps]]", "[[steps]]\n[[steps]]", "steps.0.title: ", "is required"),
        ('question = "Why?"', "question = ", "", "this is not TOML"),
    ],
)
def test_mistakes_are_named_with_the_nearest_right_answer(tmp_path, monkeypatch, old, new, where, rule):
    # Those that come along are read with them, and are right.
    monkeypatch.setattr(lesson_module, "LESSONS", tmp_path / "none")
    with pytest.raises(LessonError) as refused:
        load_lessons(own(tmp_path, OWN.replace(old, new)))
    assert all(str(tmp_path / "ours.toml") in found for found in refused.value.lines)
    assert any(where in found and rule in found for found in refused.value.lines), refused.value


def test_the_example_of_the_readme_is_a_lesson(tmp_path):
    """And what it claims is so."""
    readme = (LESSON_FILES / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    lesson = load_lessons(own(tmp_path, text))["ours"]
    few, many = (curve(lesson.scenario(name), "penetration").mean for name in ("few", "many"))
    (claim,) = lesson.steps[0].claims
    assert claim.least <= many[claim.week - 1] - few[claim.week - 1] <= claim.most


def test_a_folder_without_lessons_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(LessonError, match="there is no lesson in it"):
            load_lessons(folder)


def test_two_lessons_cannot_have_one_name(tmp_path):
    with pytest.raises(LessonError, match="another lesson is called 'fake_reviews'"):
        load_lessons(own(tmp_path, name="fake_reviews.toml"))


def test_what_is_drawn_is_checked():
    step = LESSONS["who_convinces_whom"].steps[0]
    assert checked([2.0, -1, 0.1], step, 3) == [step.end_of_axis, 0.0, 0.1]
    for nonsense in (None, "abc", [1.0], [1.0, 2.0, None], [True, 1.0, 1.0], [float("nan"), 0, 0], {"0": 1}):
        assert checked(nonsense, step, 3) is None


def test_predictions_are_judged():
    step = LESSONS["who_convinces_whom"].steps[1]
    came_out = curve(LESSONS["who_convinces_whom"].scenario("no_reviews"), "penetration").mean
    known = curve(LESSONS["who_convinces_whom"].scenario("all"), "penetration").mean
    assert judged(step, came_out, came_out, known) == ("very_near", 0.0, None, "right")
    assert judged(step, known, came_out, known).sense == "wrong"
    far = judged(step, [1.0] * 52, came_out, known)
    assert (far.nearness, far.sense) == ("far", "wrong")
    assert far.gap == pytest.approx(1.0 - came_out[-1])
    assert far.late < -20
    assert judged(step, [0.0] * 52, came_out).late is None
    later = [0.0] * 6 + came_out[:-6]
    assert judged(step, later, came_out, known).late == 6
    assert judged(step, known, known, known).sense == "alike"


def test_what_peaks_is_judged_by_its_peak():
    step = LESSONS["bass_curve"].steps[2]
    came_out = curve(LESSONS["bass_curve"].scenario("both"), "new_buyers").mean
    found = judged(step, [0.0] * 3 + [value / 2 for value in came_out[:-3]], came_out)
    assert (found.late, found.gap) == (3, pytest.approx(-max(came_out) / 2))


def test_every_measure_can_be_drawn():
    market = curves(Scenario(consumers=200, weeks=5))
    assert market.keys() == MEASURES.keys()
    assert all(runs.shape == (RUNS, 5) for runs in market.values())
