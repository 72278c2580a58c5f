"""What a comparison says: what its differences let one say, and what not, in a sentence for whoever has to decide.

What is said is a key of the catalogue of words and what stands in its places; each language has its own sentences.
"""

from collections.abc import Sequence

from wordofmouth.statistics.outcomes import OUTCOMES, Outcome, drivers, outcome
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_number, percent

_LISTED = 3


def finding(comparison: Comparison, say: Words | None = None, labels: dict[str, str] | None = None) -> str:
    """Return what can be concluded, and what cannot, in one sentence.

    Args:
        comparison: of which.
        say: the words of a language; English unless given.
        labels: what its scenarios are called, by name; as titles or names say unless given.
    """
    asked, n_runs = outcome(comparison.manifest.measure), comparison.manifest.replications
    return conclusion(asked, comparison.pairs(), labels or comparison.labels, n_runs, say)


def summary(comparison: Comparison) -> list[Difference]:
    """Return how each scenario differs from the base in every measure that both have."""
    tables = list(comparison.tables.values())
    base = comparison.manifest.scenario["name"]
    return [
        difference
        for measure in (*OUTCOMES.values(), *drivers(tables))
        for difference in comparison.pairs(measure)
        if difference.base == base and difference.pairs
    ]


def conclusion(
    asked: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int, say: Words | None = None
) -> str:
    """Return what the differences of all pairs of scenarios say; ``labels`` are what scenarios are called."""
    return _Conclusion(say or Words(), asked, labels, n_runs).of(pairs)


def quoted(say: Words, name: str) -> str:
    """Return a name between marks that say where it begins and ends, if it has several words."""
    return say("compare.says.quoted", name=name) if " " in name else name


def label_of(say: Words, asked: Outcome) -> str:
    """Return what a measure is called."""
    if asked.more:
        return say(f"compare.outcomes.{asked.name}.label")
    channel = asked.name.removeprefix("won_by_")
    return say("compare.won_by", channel=say.find(f"compare.channels.{channel}") or channel.replace("_", " "))


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


def interval(pair: Difference, sign: bool = False) -> str:
    """Return the ends of a difference's interval in English; nothing without one."""
    return interval_text(Words(), pair, sign)


def localised(say: Words, text: str) -> str:
    """Return a number written in English as the language writes it."""
    point, thousands = say("numbers.point"), say("numbers.thousands")
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


class _Conclusion:
    """Turns differences into a sentence of a language."""

    def __init__(self, say: Words, asked: Outcome, labels: dict[str, str], n_runs: int) -> None:
        self._say, self._asked, self._n_runs = say, asked, n_runs
        self._labels = {name: quoted(say, label) for name, label in labels.items()}
        self._runs = say("compare.says.runs", count=n_runs)

    def of(self, pairs: Sequence[Difference]) -> str:
        """Return the sentence."""
        labels = self._labels
        seen = [pair for pair in pairs if pair.pairs]
        names = [name for name in labels if any(name in (pair.scenario, pair.base) for pair in seen)]
        if len(names) < 2:
            lacking = [label for name, label in labels.items() if name not in names]
            return self._says("nothing", label=label_of(self._say, self._asked), names=self._listed(lacking))
        if all(not (pair.difference or pair.low or pair.high) for pair in seen):
            return self._says("same", names=self._listed([labels[name] for name in names]), runs=self._runs)
        return self._of_two(seen[0]) if len(names) == 2 else self._of_all(seen)

    def _of_two(self, pair: Difference) -> str:
        both = {"one": self._labels[pair.scenario], "other": self._labels[pair.base]}
        if self._n_runs == 1:
            return self._says("one_run", claim=self._claim(pair), **both)
        if not pair.is_told:
            low, high = (amount_text(self._say, end, pair) for end in (pair.low, pair.high))
            return self._says("untold", runs=self._runs, low=low, high=self._points(high, pair), **both)
        share = localised(self._say, percent(pair.beats if pair.is_better else 1 - pair.beats))
        key = "better" if pair.is_better else "worse"
        return self._says(key, claim=self._claim(pair), sure=self._sure(pair), share=share, **both)

    def _of_all(self, pairs: Sequence[Difference]) -> str:
        labels = self._labels
        between = {(pair.scenario, pair.base): pair for seen in pairs for pair in (seen, seen.turned())}
        means = {pair.scenario: pair.value for pair in between.values()}
        first = max(means, key=lambda name: -means[name] if self._asked.is_cost else means[name])
        others = [name for name in labels if (first, name) in between]
        best = {"one": labels[first], "best": self._say(f"compare.outcomes.{self._asked.name}.best")}
        if self._n_runs == 1:
            return self._says("best_in_one_run", **best)
        untold = [labels[name] for name in others if not between[first, name].is_told]
        if untold:
            key = "best_untold_from_some" if len(untold) < len(others) else "best_untold"
            return self._says(key, runs=self._runs, names=self._listed(untold), **best)
        base = next(iter(labels))
        beside = base if base in others else min(others, key=lambda name: abs(between[first, name].difference))
        pair = between[first, beside]
        key = "best" if beside == base else "best_before_next"
        return self._says(key, claim=self._claim(pair), other=labels[beside], sure=self._sure(pair), **best)

    def _says(self, key: str, **parts: str) -> str:
        return self._say(f"compare.says.{key}", **parts)

    def _claim(self, pair: Difference) -> str:
        amount = self._points(amount_text(self._say, abs(pair.difference), pair, sign=False), pair)
        more = "more" if pair.difference >= 0 else "less"
        return self._say(f"compare.outcomes.{self._asked.name}.{more}", amount=amount)

    def _points(self, text: str, pair: Difference) -> str:
        return self._says("points", amount=text) if pair.unit == "share" else text

    def _sure(self, pair: Difference) -> str:
        shown = pair if pair.difference >= 0 else pair.turned()
        return self._says("sure", interval=interval_text(self._say, shown, sign=False))

    def _listed(self, names: list[str]) -> str:
        """Return names as one says them: A, B and C; more than a few are only counted."""
        if len(names) > _LISTED:
            return self._say("compare.says.others", count=len(names))
        if len(names) < 2:
            return "".join(names)
        return self._says("both", names=", ".join(names[:-1]), last=names[-1])
