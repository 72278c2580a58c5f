"""Seeding hubs: what they win beside seeds chosen at random, and why."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.batches import batches
from wordofmouth.tasks.validate.case import LAW, PUBLISHED, Case, Check, FigureLine, FigurePanel

_HALF_YEAR, _WEEKS = 26, 52
_STRATEGIES = {"random": "at random", "degree": "most ties", "leaders": "largest audiences"}


class PatternHubs(Case):
    """One consumer in a hundred is given the product: at random, by ties, or by audience."""

    section = 8
    title = "Seeding hubs, beside seeding at random"
    source = "Hinz, Skiera, Barrot and Becker (2011), Seeding strategies for viral marketing, Journal of Marketing 75"
    explanation = (
        "Hubs are of two kinds here. Those with most ties (`degree`) talk more, by the power `participation` of "
        "their ties, and others hear of the product from them sooner; among one in a hundred they win twice what "
        "random seeds do, among two in a hundred the published half more (`effect_seeding`). Those with an audience "
        "(`leaders`) talk three times as often and broadcast to fifty: they win more than the field shows, where "
        "seeds sent messages one by one. Without the audience, `leaders.audience = 0`, what is left is that they "
        "talk three times as often, and their effect is near the published one."
    )
    panels = (
        FigurePanel("Bought because of seeds", "share of consumers; 1 % seeded", "week"),
        FigurePanel("Seeds' effect over random", "times, after half a year"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the effects' ratios, and that activity and not persuasion makes them."""
        base = Scenario.load("launch").varied({"weeks": _WEEKS, "campaign.leaders.count": 100})
        replications = self.runs(40, 6)
        plain = self._curves(base, {"campaign.leaders.count": 0}, replications)["penetration"]
        curves = {name: self._curves(base, {"campaign.leaders.strategy": name}, replications) for name in _STRATEGIES}
        gains = {name: series["penetration"] - plain for name, series in curves.items()}
        for name, label in _STRATEGIES.items():
            self.lines.append(FigureLine(label, np.arange(1, _WEEKS + 1), gains[name].mean(0)))
        base_gain = gains["random"][:, _HALF_YEAR - 1]
        for name in ("degree", "leaders"):
            yield self._ratio(_STRATEGIES[name], gains[name][:, _HALF_YEAR - 1], base_gain, explained=True)
        quiet = base.varied({"leaders.audience": 0.0})
        alone, others, none = (
            self._curves(quiet, changes, replications)["penetration"][:, _HALF_YEAR - 1]
            for changes in (
                {"campaign.leaders.strategy": "leaders"},
                {"campaign.leaders.strategy": "random"},
                {"campaign.leaders.count": 0},
            )
        )
        yield self._ratio("talk thrice, no audience", alone - none, others - none, explained=True)
        heard = {name: series["heard"][:, :8].sum(axis=1) for name, series in curves.items()}
        won = {name: series["buyers"][:, 7] for name, series in curves.items()}
        activity = heard["leaders"].mean() / heard["random"].mean()
        persuasion = won["leaders"].sum() / heard["leaders"].sum() / (won["random"].sum() / heard["random"].sum())
        yield self.between(
            "audiences: messages heard in 8 weeks, times",
            1.0,
            np.inf,
            float(activity),
            source=LAW,
            kind="more active",
            panel=-1,
        )
        yield self.between(
            "audiences: buyers for a message, times",
            0.0,
            1.1,
            float(persuasion),
            source=LAW,
            kind="not more persuasive",
            panel=-1,
        )

    def _ratio(self, what: str, gain: Array, random: Array, explained: bool = False) -> Check:
        """Return the check of a ratio of means of paired runs; its error is by the delta method."""
        ratio = float(gain.mean() / random.mean())
        error = float((gain - ratio * random).std(ddof=1)) / math.sqrt(len(gain)) / float(random.mean())
        return self.between(
            what, 1.3, 1.8, ratio, error, source=PUBLISHED, kind="1.3 to 1.8", explained=explained, panel=1
        )

    def _curves(self, base: Scenario, changes: dict[str, Any], replications: int) -> dict[str, Array]:
        """Return who has bought, as shares and numbers, and the praise that was heard."""
        praise = [f"praise_{channel}" for channel in ("friends", "acquaintances", "leaders", "community")]
        series = batches(base.varied(changes), replications, ("penetration", "buyers", *praise))
        return series | {"heard": np.sum([series[name] for name in praise], axis=0)}

    def finding(self, of: dict[str, Check]) -> str:
        """Return both ratios."""
        ties, audiences = (of[_STRATEGIES[name]].obtained for name in ("degree", "leaders"))
        return (
            f"Seeds with most ties win {ties:.2f} times what random seeds do, seeds with audiences {audiences:.1f} "
            "times: the field says 1.3 to 1.8"
        )
