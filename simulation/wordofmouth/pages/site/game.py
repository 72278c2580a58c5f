"""Game: a game for one player as a page without a server, against campaigns that were simulated beforehand."""

from typing import Any

from wordofmouth.games.campaign import CampaignWords, game_dilemma, game_market, game_title, objective_name
from wordofmouth.games.recorded import JUDGED, TRIED, Activity, Behind, Campaign, Chosen, Outcome, recorded
from wordofmouth.pages.bundle import document
from wordofmouth.pages.site.files import GAME_SCRIPTS, GAME_STYLES
from wordofmouth.pages.site.front import codes
from wordofmouth.pages.stories import without_direction
from wordofmouth.reports.html import Html, element
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

# Words of the lab's classes, and of lessons.
_CLASS = (
    *("composer", "use", "try", "hand_in", "result", "cost", "of_budget", "too_dear", "bought", "before", "this"),
    "not_tried_yet",
)
_OWN = (
    *("recorded", "interval", "about_of_budget", "may_hand_in", "so_far", "bought_so_far", "week", "debrief", "judged"),
    *("without", "without_is", "ranked", "is_best", "not_apart", "best_is_ahead", "ahead_of_best", "yours", "best"),
    *("nothing", "tries", "campaign", "again", "print", "kept", "not_kept"),
)
# Digits after the point of what a page is told of each week: curves are drawn with fewer.
_DECIMALS = 4


def game_page(goal: Goal) -> str:
    """Return a game as a page; its campaigns are simulated first."""
    game = recorded(goal)
    words = {code: CampaignWords(goal, Words(code)) for code in languages()}

    def in_each(text: Any) -> dict[str, str]:
        return {code: without_direction(text(goal, Words(code))) for code in words}

    title = in_each(game_title)
    data = {
        "name": goal.name,
        "title": title,
        "question": in_each(lambda goal, say: say("class.question", budget=say.number(goal.budget))),
        "dilemma": in_each(game_dilemma),
        "about": in_each(_about),
        "objective": in_each(lambda goal, say: objective_name(goal.objective, say)),
        "share": outcome(goal.objective).unit == "share",
        "budget": goal.budget,
        "runs": {"tried": len(TRIED), "judged": len(JUDGED)},
        "activities": [_activity(activity, words) for activity in game.activities],
        "campaigns": {_key(chosen): _campaign(campaign) for chosen, campaign in game.campaigns.items()},
        "without": _campaign(game.without),
        "best": None if game.best is None else _key(game.best),
        "words": {code: _words(Words(code)) for code in words},
    }
    return document(_main(title["en"]), title["en"], data, GAME_SCRIPTS, GAME_STYLES)


def _about(goal: Goal, say: Words) -> str:
    return say("handouts.market", consumers=goal.base.consumers, weeks=goal.base.weeks, market=game_market(goal, say))


def _words(say: Words) -> dict[str, str]:
    shared = {name: say(f"class.{name}") for name in _CLASS} | {"all": say("pages.home")}
    shared["per_cent"] = say.percent(0).removeprefix(say.number(0))
    return shared | {name: say(f"pages.game.{name}") for name in _OWN}


def _activity(activity: Activity, words: dict[str, CampaignWords]) -> dict[str, Any]:
    """Return what a page knows of an activity; of leaving it out there is nothing to say."""

    def details(values: dict[str, Any], of: CampaignWords) -> str | None:
        if values == {f"campaign.{activity.label}": False}:
            return None
        ours = (text for name, text in of.lines(values) if name == of.lever(activity.label))
        return without_direction(next(ours, ""))

    choices = [{code: details(values, of) for code, of in words.items()} for values in activity.choices]
    kind = next(iter(words.values())).levers[activity.label].kind
    return {
        "name": {code: of.lever(activity.label) for code, of in words.items()},
        "text": {code: of.say(f"levers.{kind}.text") for code, of in words.items()},
        "choices": choices,
        "costs": activity.costs,
    }


def _campaign(campaign: Campaign) -> dict[str, Any]:
    judged, behind = campaign.judged, campaign.behind
    return {
        "trial": _outcome(campaign.trial),
        "judged": None if judged is None else _outcome(judged),
        "behind": None if behind is None else _behind(behind),
    }


def _outcome(of: Outcome) -> dict[str, Any]:
    curves = {name: [round(value, _DECIMALS) for value in getattr(of, name)] for name in ("adoption", "course")}
    return of._asdict() | curves


def _behind(behind: Behind) -> dict[str, Any]:
    return {"mean": behind.mean, "low": behind.low, "high": behind.high, "told": behind.is_told}


def _key(chosen: Chosen) -> str:
    return " ".join(map(str, chosen))


def _main(title: str) -> Html:
    what = element(
        "div",
        element("a", "‹", href="../index.html", class_="up", id="up"),
        element("h1", title),
        element("p", "", class_="question", id="question"),
        element("p", "", class_="question", id="dilemma"),
        element("p", "", class_="small quiet about", id="about"),
        class_="what",
    )
    outcome_of = element(
        "div",
        element("section", "", class_="card result", id="result", aria_live="polite"),
        element("section", "", class_="card", id="debrief", hidden="hidden"),
        class_="outcome",
    )
    game = element("div", element("section", "", class_="card", id="composer"), outcome_of, class_="game")
    notes = [element("p", "", class_="small quiet", id=name) for name in ("recorded", "kept")]
    head = element("div", what, codes(), class_="lesson-head")
    return element("main", element("div", head, game, *notes, class_="room-lessons game-page"))
