"""The report of a search for the best campaign."""

from wordofmouth.reports.chapters import Contents, asked, honest, number, of_money
from wordofmouth.reports.html import Html, joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, design_recipe, scenario_files
from wordofmouth.results.manifest import Manifest
from wordofmouth.statistics.accounting.vocabulary import terms
from wordofmouth.statistics.outcomes import SPENT_ON
from wordofmouth.tasks.optimise.finding import WORDS, changes, few, plan, promise
from wordofmouth.tasks.optimise.goal import NOTHING
from wordofmouth.tasks.optimise.record import Optimised
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import counted, percent, three_digits


def contents(result: Optimised) -> Contents:
    """Return the report of a search."""
    promised = promise(result)
    varied = table("What was varied", ("field", "the scenario's own", "best"), changes(result), numbers=False)
    unit = result.outcome.unit
    front = table(
        "Campaigns than which none is cheaper and better, as the search saw them",
        ("campaign", "cost", "more than none, on average", f"in the worst {percent(result.caution)} of runs"),
        [
            (
                WORDS.get(point.campaign, point.campaign),
                number(point.cost, "money"),
                number(point.mean, unit),
                number(point.worst, unit),
            )
            for point in result.cost_front()
        ],
    )
    chapters = [
        (
            "How sure that is",
            paragraphs([*(f"{text}." for text in (promised, plan(result)) if text), honest()]),
        ),
        ("What was asked", joined([paragraphs([_goal(result)]), varied, asked(result.goal.base)])),
        ("What would turn it", paragraphs(flips(result))),
        ("What money buys", joined([front, _cost(result), of_money()])),
        ("What caution costs", _risk(result)),
    ]
    manifest = result.manifest
    about = " · ".join(
        [
            manifest.scenario["name"],
            *about_market(manifest.scenario),
            counted(manifest.runs, "run"),
            f"seed {manifest.seed}",
        ]
    )
    return Contents(chapters, manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the files: the goal, and the best scenario."""
    return design_recipe(manifest, scenario_files(*manifest.others))


def flips(result: Optimised) -> list[str]:
    """Return how much dearer the best campaign could be, and what a smaller budget would do."""
    goal, outcome = result.goal, result.outcome
    if result.chosen == NOTHING:
        return ["No campaign that was tried is worth its cost; a cheaper one might be, or one of other activities."]
    texts = []
    gained = result.fresh_gain(1).difference
    if outcome.name in ("npv", "profit") and gained > 0 and result.cost > 0:
        times = (gained + result.cost) / result.cost
        texts.append(f"It would stop paying if it cost {three_digits(times)} times as much and did no more.")
    best, half = (result.best_within(budget) for budget in (goal.budget, goal.budget / 2))
    if best.mean > 0:
        texts.append(
            f"For half of the money the search saw a campaign that gains {percent(max(half.mean, 0) / best.mean)} of "
            f"what its best gains, on average; it costs {three_digits(half.cost)}."
        )
    return texts


def _risk(result: Optimised) -> Html:
    """Return the campaigns within the budget than which none is better on average and at worst: profit against risk."""
    unit = result.outcome.unit
    rows = [
        (
            WORDS.get(point.campaign, point.campaign),
            number(point.mean, unit),
            number(point.worst, unit),
            number(point.cost, "money"),
        )
        for point in few(result.risk_front())
    ]
    caption = "Within the budget, campaigns than which none is better on average and in the worst runs"
    worst = f"in the worst {percent(result.caution)} of runs"
    return table(caption, ("campaign", "more than none, on average", worst, "cost"), rows)


def _cost(result: Optimised) -> Html:
    """Return what the best campaign costs on average with fresh seeds, part by part."""
    cost = result.costs
    names = {term.name: term.label for term in terms()}
    rows = [
        (names.get(name, f"spent on {name.removeprefix(SPENT_ON).replace('_', ' ')}"), number(mean, "money"))
        for name, mean in cost.parts.items()
    ]
    rows += [
        ("total cost of the campaign", number(cost.mean, "money")),
        ("upper end of its 95 % interval", number(cost.high, "money")),
        ("runs in which it keeps to the budget", number(cost.within, "share")),
    ]
    return table("What the best campaign costs, on average over new random runs", ("", ""), rows)


def _goal(result: Optimised) -> str:
    goal = result.goal
    where = f" in the worst {percent(goal.cautious)} of runs" if goal.cautious < 1 else ""
    caps = [f"{cap:,g} on {label.replace('_', ' ')}" for label, cap in goal.caps.items()]
    within = f", and at most {Words().listed(caps)}" if caps else ""
    return f"Which campaign brings the highest {result.outcome.label}{where} for at most {goal.budget:,g}{within}?"
