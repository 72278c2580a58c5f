"""Verdict: what a comparison lets one say, and what not, in the visitor's language.

The sentences are those of ``wordofmouth.tasks.compare.finding``, whose English a test holds to be the same.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.tasks.compare.finding import Difference, is_better
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_number, percent

if TYPE_CHECKING:
    from wordofmouth.tasks.compare.record import Comparison

_LISTED = 3


def finding(say: Words, found: "Comparison", labels: dict[str, str]) -> str:
    """Return what a comparison says by its measure; ``labels`` are what its scenarios are called."""
    return verdict(say, outcome(found.manifest.measure), found.pairs(), labels, found.manifest.replications)


def verdict(say: Words, asked: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int) -> str:
    """Return what the differences of all pairs of scenarios say."""
    labels = {name: say("compare.says.quoted", name=label) if " " in label else label for name, label in labels.items()}
    seen = [pair for pair in pairs if pair.pairs]
    names = [name for name in labels if any(name in (pair.scenario, pair.base) for pair in seen)]
    runs = say("compare.says.runs", count=n_runs)
    if len(names) < 2:
        lacking = [label for name, label in labels.items() if name not in names]
        return say("compare.says.nothing", label=label_of(say, asked), names=_listed(say, lacking))
    if all(not (pair.difference or pair.low or pair.high) for pair in seen):
        return say("compare.says.same", names=_listed(say, [labels[name] for name in names]), runs=runs)
    if len(names) == 2:
        return _of_two(say, asked, seen[0], labels, n_runs)
    return _of_all(say, asked, seen, labels, n_runs)


def quoted(say: Words, name: str) -> str:
    """Return a name between marks that say where it begins and ends, if it has several words."""
    return say("compare.says.quoted", name=name) if " " in name else name


def label_of(say: Words, asked: Outcome) -> str:
    """Return what a measure is called."""
    return say(f"compare.outcomes.{asked.name}.label") if asked.more else channel_of(say, asked.name)


def channel_of(say: Words, name: str) -> str:
    """Return what is said of the buyers that a channel won."""
    channel = name.removeprefix("won_by_")
    found = say.find(f"compare.channels.{channel}")
    return say("compare.won_by", channel=found or channel.replace("_", " "))


def value_text(say: Words, value: float, unit: str, precision: float | None = None) -> str:
    """Return a value as a table has it."""
    if value != value:
        return "–"
    text = format_number(value, unit, abs(value) / 50 if precision is None else precision)
    return localised(say, text) + (say("compare.percent") if unit == "share" else "")


def amount_text(say: Words, value: float, pair: Difference, sign: bool = True) -> str:
    """Return a difference as a table has it."""
    return "–" if value != value else localised(say, format_number(value, pair.unit, pair.precision, sign))


def interval_text(say: Words, pair: Difference, sign: bool = True) -> str:
    """Return the ends of a difference's interval; nothing without one."""
    if pair.half_width != pair.half_width:
        return ""
    low, high = (amount_text(say, end, pair, sign) for end in (pair.low, pair.high))
    return say("compare.says.interval", low=low, high=high)


def localised(say: Words, text: str) -> str:
    """Return a number written in English as the language writes it."""
    point, thousands = say("numbers.point"), say("numbers.thousands")
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def _of_two(say: Words, asked: Outcome, pair: Difference, labels: dict[str, str], n_runs: int) -> str:
    both = {"one": labels[pair.scenario], "other": labels[pair.base]}
    claim, runs = _claim(say, asked, pair), say("compare.says.runs", count=n_runs)
    if n_runs == 1:
        return say("compare.says.one_run", claim=claim, **both)
    if not pair.is_told:
        low, high = (amount_text(say, end, pair) for end in (pair.low, pair.high))
        return say("compare.says.untold", runs=runs, low=low, high=_points(say, high, pair), **both)
    better = is_better(asked, pair)
    share = localised(say, percent(pair.beats if better else 1 - pair.beats))
    key = "compare.says.better" if better else "compare.says.worse"
    return say(key, claim=claim, sure=_sure(say, pair), share=share, **both)


def _of_all(say: Words, asked: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int) -> str:
    between = {(pair.scenario, pair.base): pair for seen in pairs for pair in (seen, seen.turned())}
    means = {pair.scenario: pair.value for pair in between.values()}
    first = max(means, key=lambda name: -means[name] if asked.is_cost else means[name])
    others = [name for name in labels if (first, name) in between]
    said = {"one": labels[first], "best": say(f"compare.outcomes.{asked.name}.best")}
    if n_runs == 1:
        return say("compare.says.best_in_one_run", **said)
    untold = [labels[name] for name in others if not between[first, name].is_told]
    if untold:
        key = "compare.says.best_untold_from_some" if len(untold) < len(others) else "compare.says.best_untold"
        return say(key, runs=say("compare.says.runs", count=n_runs), names=_listed(say, untold), **said)
    base = next(iter(labels))
    beside = base if base in others else min(others, key=lambda name: abs(between[first, name].difference))
    pair = between[first, beside]
    key = "compare.says.best" if beside == base else "compare.says.best_before_next"
    return say(key, claim=_claim(say, asked, pair), other=labels[beside], sure=_sure(say, pair), **said)


def _claim(say: Words, asked: Outcome, pair: Difference) -> str:
    amount = _points(say, amount_text(say, abs(pair.difference), pair, sign=False), pair)
    return say(f"compare.outcomes.{asked.name}.{'more' if pair.difference >= 0 else 'less'}", amount=amount)


def _points(say: Words, text: str, pair: Difference) -> str:
    return say("compare.says.points", amount=text) if pair.unit == "share" else text


def _sure(say: Words, pair: Difference) -> str:
    return say("compare.says.sure", interval=interval_text(say, pair if pair.difference >= 0 else pair.turned(), False))


def _listed(say: Words, names: list[str]) -> str:
    if len(names) > _LISTED:
        return say("compare.says.others", count=len(names))
    if len(names) < 2:
        return "".join(names)
    return say("compare.says.both", names=", ".join(names[:-1]), last=names[-1])
