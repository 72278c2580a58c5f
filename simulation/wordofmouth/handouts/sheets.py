"""Sheets: what stands on the paper of a lesson and of a game; the words are those of the lab, and of their files."""

from collections.abc import Iterable

from wordofmouth.games.alone import Alone, alone
from wordofmouth.games.campaign import CampaignWords, game_dilemma, game_market, game_title, objective_name
from wordofmouth.handouts.chart import Known, chart
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.lessons.prediction import Curve, curve
from wordofmouth.lessons.verdict import reading
from wordofmouth.reports.html import Html, element, joined, table
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words

_LINES = 3


def lesson_sheet(lesson: Lesson, say: Words) -> Html:
    """Return the pages of a lesson: for pupils what is asked and paper to draw on, for the teacher what came out."""
    taught = lesson.in_words(say)
    about = f"{say('lessons.minutes', count=taught.minutes)} · {say('lessons.steps_count', count=len(taught.steps))}"
    pupils = [
        _head(taught.title, taught.question, about, say),
        *(_asked(taught, place, say) for place in range(len(taught.steps))),
    ]
    teacher = [
        element("h1", say("handouts.teacher", title=taught.title)),
        element("p", say("handouts.objectives"), class_="label"),
        element("ol", *(element("li", step.title) for step in taught.steps)),
        element("p", say("handouts.how", command=f"wom lab  →  /lessons/{lesson.name}"), class_="small"),
        element("p", say("lessons.band"), class_="small"),
        *(_answered(taught, place, say) for place in range(len(taught.steps))),
    ]
    return _pages(pupils, teacher)


def _asked(lesson: Lesson, place: int, say: Words) -> Html:
    step = lesson.steps[place]
    return element(
        "section",
        element("h2", f"{say.number(place + 1)}. {step.title}"),
        element("p", step.ask),
        chart(step, lesson.scenario(step.market).weeks, say, _known(lesson, place)),
        _ruled(say("handouts.because")),
        class_="step",
    )


def _answered(lesson: Lesson, place: int, say: Words) -> Html:
    step = lesson.steps[place]
    scenario = lesson.scenario(step.market)
    came_out = curve(scenario, step.measure)
    return element(
        "section",
        element("h2", f"{say.number(place + 1)}. {step.title}"),
        chart(step, scenario.weeks, say, _known(lesson, place), came_out),
        element("p", _end(came_out, lesson, place, say), class_="end"),
        element("p", step.explain),
        element("p", say("lessons.source", source=step.source), class_="small") if step.source else Html(),
        class_="step",
    )


def _end(came_out: Curve, lesson: Lesson, place: int, say: Words) -> str:
    """Return in words where a curve ends, and between what nine runs in ten do."""
    step = lesson.steps[place]
    scale, decimals = reading(step)
    value, low, high = (say.number(values[-1] * scale, decimals) for values in came_out)
    label = lesson.markets[step.market].label
    return say(
        "handouts.end", label=label, value=say(f"lessons.amount.{step.drawn.kind}", gap=value), low=low, high=high
    )


def _known(lesson: Lesson, place: int) -> list[Known]:
    step = lesson.steps[place]
    return [Known(lesson.markets[name].label, curve(lesson.scenario(name), step.measure).mean) for name in step.known]


def game_sheet(goal: Goal, say: Words) -> Html:
    """Return the pages of a game: for teams what there is to choose, for the teacher what each activity does alone."""
    title = game_title(goal, say)
    market, dilemma = game_market(goal, say), game_dilemma(goal, say)
    words = CampaignWords(goal, say)
    about = say("handouts.market", consumers=goal.base.consumers, weeks=goal.base.weeks, market=market)
    pupils = [
        _head(title, say("class.question", budget=say.number(goal.budget)), about, say),
        element("p", dilemma),
        table(say("handouts.choices"), [say("handouts.activity"), say("handouts.may_choose")], _choices(words), False),
        _ruled(say("handouts.campaign")),
        _ruled(say("handouts.expect")),
        _ruled(say("handouts.learnt")),
    ]
    best = alone(goal)
    teacher = [
        element("h1", say("handouts.teacher", title=title)),
        element("p", dilemma),
        element("p", say("handouts.how_game", command=f"wom lab --class {goal.name}"), class_="small"),
        table(
            say("handouts.alone", objective=objective_name(goal.objective, say)),
            [say("handouts.activity"), say("handouts.best"), say("class.cost"), say("handouts.brings")],
            _alone(best, words),
        ),
        element("p", say("handouts.alone_note", runs=best[0].runs if best else 0), class_="small"),
    ]
    return _pages(pupils, teacher)


def _choices(words: CampaignWords) -> Iterable[tuple[str, str]]:
    vary = words.goal.vary
    for label in dict.fromkeys(path.split(".")[1] for path in vary):
        below = [path for path in vary if path.startswith(f"campaign.{label}.")]
        chosen = (
            words.say(
                "class.chosen",
                what=words.field(path).rstrip("?"),
                value=(" / " if vary[path].choices else " – ").join(
                    words.value(path, value) for value in vary[path].tried
                ),
            )
            for path in below
        )
        yield words.lever(label), "; ".join(chosen)


def _alone(best: Iterable[Alone], words: CampaignWords) -> Iterable[tuple[str, str, str, str]]:
    say = words.say
    for each in best:
        (name, details), *_ = words.lines(each.values)
        yield name, details, say.number(each.cost), say.number(each.gain)


def _head(title: str, question: str, about: str, say: Words) -> Html:
    name = element("p", say("handouts.name"), class_="name")
    return joined(
        (name, element("h1", title), element("p", question, class_="question"), element("p", about, class_="small"))
    )


def _ruled(label: str) -> Html:
    lines = (element("div", class_="line") for _ in range(_LINES))
    return element("div", element("p", label, class_="label"), *lines, class_="ruled")


def _pages(pupils: Iterable[Html], teacher: Iterable[Html]) -> Html:
    return joined((element("article", *pupils), element("article", *teacher, class_="teacher")))
