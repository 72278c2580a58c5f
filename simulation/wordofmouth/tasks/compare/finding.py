"""What a comparison says: what its differences let one say, and what not, in a sentence for whoever has to decide."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wordofmouth.statistics.claims import Claim, runs_that_would_tell, share_that_differs
from wordofmouth.statistics.multiplicity import holm
from wordofmouth.statistics.outcomes import KNOWN, Outcome, outcome
from wordofmouth.statistics.reported import together
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.worlds.finding import headline
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST, notation
from wordofmouth.words.numbers import format_number, percent, three_digits

_LISTED = 3
# Campaigns whose costs differ by a smaller part of the dearer one cost the same.
_ALIKE = 0.01


def finding(comparison: Comparison, say: Words | None = None, labels: dict[str, str] | None = None) -> str:
    """Return what can be concluded, and what cannot, in one sentence; over worlds, in how many of them.

    Args:
        comparison: of which.
        say: the words of a language; English unless given.
        labels: what its scenarios are called, by name; as titles or names say unless given.
    """
    asked, n_runs = outcome(comparison.manifest.measure), comparison.manifest.replications
    labels = labels or comparison.labels
    if comparison.over:
        return headline(comparison.over, asked, labels, say)
    text = conclusion(asked, comparison.pairs(), labels, n_runs, say)
    return text + ("" if asked.is_cost else _spending(comparison, labels, say or Words()))


def _spending(comparison: Comparison, labels: dict[str, str], say: Words) -> str:
    """Return by how much the scenarios' campaigns differ in what they cost in all; nothing where they do not.

    What costs more is no fair match for what costs less: without a word it would pass for the better strategy.
    """
    asked = outcome("total_cost")
    costs = {name: float(np.mean(asked.values(runs))) for name, runs in comparison.runs.items() if asked.is_in(runs)}
    if len(costs) < 2 or max(costs.values()) - min(costs.values()) <= _ALIKE * max(map(abs, costs.values())):
        return ""
    if len(costs) > 2:
        low, high = (three_digits(end(costs.values()), say.language) for end in (min, max))
        return say("conclusion.spending", low=low, high=high)
    base, other = costs
    more = costs[other] - costs[base]
    key = "conclusion.spending_more" if more > 0 else "conclusion.spending_less"
    return say(key, one=quoted(labels[other], say), amount=three_digits(abs(more), say.language))


def summary(comparison: Comparison) -> list[Difference]:
    """Return how each scenario differs from the base in every measure that a summary of a run reports.

    The measure by which they are compared was chosen before; the p-values of all others are corrected besides for how
    many stand in one table, as whoever looks along it looks at all.
    """
    base, asked = comparison.manifest.scenario["name"], comparison.manifest.measure
    rows = [
        difference
        for measure in _side_by_side(comparison)
        for difference in comparison.pairs(measure)
        if difference.base == base and (difference.pairs or measure.ratio_of)
    ]
    corrected: dict[int, float] = {}
    for name in comparison.tables:
        others = [place for place, row in enumerate(rows) if row.scenario == name and row.measure != asked]
        corrected |= dict(zip(others, holm([rows[place].p for place in others]), strict=True))
    return [replace(row, p=corrected.get(place, row.p)) for place, row in enumerate(rows)]


def conclusion(
    outcome: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int, say: Words | None = None
) -> str:
    """Return what the differences of all pairs of scenarios say; ``labels`` are what scenarios are called.

    It is said in English unless the words of another language are given.
    """
    say = say or Words()
    labels = {name: quoted(label, say) for name, label in labels.items()}
    seen = [pair for pair in pairs if pair.pairs]
    names = [name for name in labels if any(name in (pair.scenario, pair.base) for pair in seen)]
    if len(names) < 2:
        lacking = [label for name, label in labels.items() if name not in names]
        return say("conclusion.nothing", label=outcome.label_in(say), names=_listed(say, lacking))
    if all(pair.claim is Claim.SAME for pair in seen):
        alike = _listed(say, [labels[name] for name in names])
        most = percent(share_that_differs(seen[0])[1], say.language)
        return say("conclusion.same", names=alike, runs=say("counted.runs", count=n_runs), most=most)
    if len(names) == 2:
        return _of_two(say, outcome, seen[0], labels, n_runs)
    return _of_all(say, outcome, seen, labels, n_runs)


def quoted(label: str, say: Words) -> str:
    """Return a title between marks that say where it begins and ends, if it has several words."""
    return say("conclusion.quoted", name=label) if " " in label else label


def interval(pair: Difference, sign: bool = False, language: str = FIRST) -> str:
    """Return the ends of a difference's interval in words; nothing without one."""
    if not pair.is_told:
        return ""
    ends = (format_number(end, pair.unit, pair.precision, sign, language) for end in (pair.low, pair.high))
    return notation(language).interval(*ends)


def family(comparison: Comparison, say: Words | None = None, what: str = "bold") -> str:
    """Return of which claims at once chance makes none in nineteen of twenty comparisons, for what stands beside it."""
    say, n_pairs = say or Words(), math.comb(1 + len(comparison.manifest.others), 2)
    words = {"what": say(f"report.compare.{what}"), "measure": outcome(comparison.manifest.measure).label_in(say)}
    return say(f"report.compare.{'family_of_pairs' if n_pairs > 1 else 'family'}", pairs=n_pairs, **words)


def _side_by_side(comparison: Comparison) -> list[Outcome]:
    """Return by what scenarios are put side by side: what they were asked for stands last, if it is not usual."""
    usual, asked = together(list(comparison.runs.values())), outcome(comparison.manifest.measure)
    return usual if asked.name in {each.name for each in usual} else [*usual, asked]


def interval_or_count(pair: Difference, say: Words | None = None) -> str:
    """Return the ends of an interval, or in how many runs the two differ at all where these are too few for one.

    Of a ratio whose divisor may be 0 it is that the difference cannot be told.
    """
    say = say or Words()
    if not pair.pairs and pair.measure in KNOWN and KNOWN[pair.measure].ratio_of:
        return say("adoption.untold")
    if pair.is_told or pair.pairs < 2 or pair.differing < 0:
        return interval(pair, True, say.language)
    return say("report.compare.differ", count=pair.differing, runs=say("counted.runs", count=pair.pairs))


def _of_two(say: Words, outcome: Outcome, pair: Difference, labels: dict[str, str], n_runs: int) -> str:
    both = {"one": labels[pair.scenario], "other": labels[pair.base]}
    if n_runs == 1:
        return say("conclusion.one_run", claim=_claim(say, outcome, pair), **both)
    if not pair.is_distinguishable:
        return _untold(say, pair, both) + _of_lights(say, pair, both)
    better = pair.is_better
    share = percent(pair.beats if better else 1 - pair.beats, say.language)
    key = "conclusion.better" if better else "conclusion.worse"
    text = say(key, claim=_claim(say, outcome, pair), sure=_sure(say, pair), share=share, **both)
    return text + _of_lights(say, pair, both)


def _untold(say: Words, pair: Difference, both: dict[str, str]) -> str:
    """Return that a difference cannot be told, what is known of it, and how many more runs would tell it."""
    runs = say("counted.runs", count=pair.pairs)
    needed = runs_that_would_tell(pair, pair.half_width)
    more = say("conclusion.would_tell", runs=say("counted.runs", count=needed)) if needed > pair.pairs else ""
    if pair.claim is Claim.SAME:
        most = percent(share_that_differs(pair)[1], say.language)
        return say("conclusion.same", names=say.listed([both["one"], both["other"]]), runs=runs, most=most)
    if pair.claim is Claim.RARE:
        ends = notation(say.language).interval(*(percent(end, say.language) for end in share_that_differs(pair)))
        return say("conclusion.rare", runs=runs, count=pair.differing, interval=ends, **both) + more
    low, high = (_amount(say, pair, end, sign=True) for end in (pair.low, pair.high))
    return say("conclusion.untold", runs=runs, low=low, high=_in_points(say, pair, high), **both) + more


def _of_lights(say: Words, pair: Difference, both: dict[str, str]) -> str:
    """Return how often each of two lights, where outcomes are in two humps; else nothing."""
    if pair.lights is None:
        return ""
    one, other = (percent(share, say.language) for share in (pair.lights.second[0], pair.lights.first[0]))
    ends = (format_number(end, "share", 0.01, True, say.language) for end in (pair.lights.low, pair.lights.high))
    between = say("conclusion.points", amount=notation(say.language).interval(*ends))
    return say("conclusion.lights", first=one, second=other, interval=between, **both)


def _of_all(say: Words, outcome: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int) -> str:
    between = {(pair.scenario, pair.base): pair for seen in pairs for pair in (seen, seen.turned())}
    means = {pair.scenario: pair.value for pair in between.values()}
    best = max(means, key=lambda name: -means[name] if outcome.is_cost else means[name])
    others = [name for name in labels if (best, name) in between]
    words = {"one": labels[best], "best": outcome.claim_in(say, "best")}
    if n_runs == 1:
        return say("conclusion.best_in_one_run", **words)
    alike = [labels[name] for name in others if not between[best, name].is_distinguishable]
    if alike:
        key = "conclusion.best_untold_from_some" if len(alike) < len(others) else "conclusion.best_untold"
        return say(key, runs=say("counted.runs", count=n_runs), names=_listed(say, alike), **words)
    base = next(iter(labels))
    beside = base if base in others else min(others, key=lambda name: abs(between[best, name].difference))
    pair = between[best, beside]
    key = "conclusion.best" if beside == base else "conclusion.best_before_next"
    return say(key, claim=_claim(say, outcome, pair), other=labels[beside], sure=_sure(say, pair), **words)


def _claim(say: Words, outcome: Outcome, pair: Difference) -> str:
    amount = _in_points(say, pair, _amount(say, pair, abs(pair.difference)))
    return outcome.claim_in(say, "more" if pair.difference >= 0 else "less", amount)


def _amount(say: Words, pair: Difference, value: float, sign: bool = False) -> str:
    return format_number(value, pair.unit, pair.precision, sign, say.language)


def _in_points(say: Words, pair: Difference, text: str) -> str:
    return say("conclusion.points", amount=text) if pair.unit == "share" else text


def _sure(say: Words, pair: Difference) -> str:
    if not pair.is_told:
        return say("conclusion.alike")
    return say(
        "conclusion.sure", interval=interval(pair if pair.difference >= 0 else pair.turned(), False, say.language)
    )


def _listed(say: Words, names: list[str]) -> str:
    """Return names as one says them: A, B and C; more than a few are only counted."""
    return say("conclusion.others", count=len(names)) if len(names) > _LISTED else say.listed(names)
