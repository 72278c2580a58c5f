"""Bad news: what dissatisfied buyers cost, in adopters and in net present value."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import textbook, weeks_of
from wordofmouth.tasks.validate.case import (
    COMPUTED,
    EXACT,
    LAW,
    PUBLISHED,
    Case,
    Check,
    FigureLine,
    FigurePanel,
    standard_error,
)

_N, _WEEKS, _NPV_STEPS, _RATE, _LONGEST = 3_000, 50, 30, 0.1, 3_000


class Replications(NamedTuple):
    """What replications came to: adopters by period, adopters and rejecters in the end, and net present values."""

    adopters: Array
    final: Array
    rejecters: Array
    npv: Array


class BadNewsCase(Case):
    """Consumers who heard only praise buy; only criticism, never; both, by the share of praise."""

    section = 3
    title = "The NPV of bad news: cliques of nine, random weak ties"
    source = (
        "Goldenberg, Libai, Moldovan and Muller (2007), The NPV of bad news, IJRM 24; rules and numbers of Dawid, "
        "Kohlweyer, Schleef, Stummer and Tolkmitt (2025)"
    )
    panels = (
        FigurePanel("Adopters", "of 3,000 consumers; band: 90 % of runs", "period", width=1.5),
        FigurePanel("What weak ties do", "final adopters of 3,000; ± 35"),
        FigurePanel("Net present value", "of 30 periods at 10 %"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the published numbers, other updating and dissatisfaction, and what weak ties do to the NPV."""
        full = self.runs(500, 60)
        base = replicate(full)
        weeks = np.arange(1, _WEEKS + 1)
        self.lines.append(FigureLine("15 % unhappy", weeks, base.adopters.mean(0), *central(base.adopters, 0.9)))
        for week, expected in {10: 314, 20: 662, 50: 1010}.items():
            adopters = base.adopters[:, week - 1]
            yield self._count(f"adopters, t = {week}", expected, adopters, source=PUBLISHED, panel=0, at=week)
        yield self._count("weak .001, 15 % dissatisfied", 1031.9, base.final, source=PUBLISHED, panel=1)
        yield self._count("the same, computed elsewhere", 1021, base.final, source=COMPUTED, panel=-1)
        yield self._count("rejecters", 1968, base.rejecters, source=PUBLISHED, panel=-1)
        everyone = np.abs(base.final + base.rejecters - _N).max()
        yield self.near(
            "adopters and rejecters less everyone", 0.0, float(everyone), 0.0, source=EXACT, kind="exact", panel=-1
        )
        for share, expected in {25: 978, 50: 1025, 75: 1073}.items():
            spread = float(base.final.std()) * 1.36 / np.sqrt(full)
            yield self.near(
                f"quartile at {share} %", expected, float(np.percentile(base.final, share)), 35, spread, panel=-1
            )
        synchronous = replicate(full // 2, update="synchronous").final
        yield self._count("all at once instead", 1103, synchronous, source=COMPUTED, panel=1)
        yield self.between(
            "all at once less one by one",
            35.0,
            np.inf,
            float(synchronous.mean() - base.final.mean()),
            source=LAW,
            kind="beyond the tolerance",
            panel=-1,
        )
        few = replicate(full // 2, dissatisfied=0.05).final
        yield self._count("weak .001, 5 % dissatisfied", 1779, few, source=COMPUTED, panel=1)
        content = replicate(full // 5, dissatisfied=0.0)
        self.lines.append(FigureLine("none unhappy", weeks, content.adopters.mean(0)))
        yield self.near(
            "weak .001, none dissatisfied", 3000, float(content.final.mean()), 0.0, source=EXACT, kind="exact", panel=1
        )
        near = replicate(full // 2, weak_effect=0.01)
        yield self._count("weak .01, 15 % dissatisfied", 699, near.final, source=COMPUTED, panel=1)
        content_near = replicate(full // 5, weak_effect=0.01, dissatisfied=0.0)
        values = {
            "weak .001, none dissatisfied, NPV": (407, content),
            "weak .01, none dissatisfied, NPV": (845, content_near),
            "weak .001, 15 % dissatisfied, NPV": (281, base),
        }
        for what, (expected, outcome) in values.items():
            yield self.near(
                what,
                expected,
                float(outcome.npv.mean()),
                0.03 * expected,
                standard_error(outcome.npv),
                source=COMPUTED,
                kind="3 %, as none is stated",
                panel=2,
            )
        yield self.between(
            "NPV with stronger weak ties, times",
            2.0,
            np.inf,
            float(content_near.npv.mean() / content.npv.mean()),
            source=LAW,
            kind="more than double",
            panel=-1,
        )

    def _count(self, what: str, expected: float, values: Array, source: str, **where: Any) -> Check:
        return self.near(what, expected, float(values.mean()), 35, standard_error(values), source=source, **where)

    def finding(self, of: dict[str, Check]) -> str:
        """Return the headline."""
        before, after = (of[f"weak {effect}, none dissatisfied, NPV"].obtained for effect in (".001", ".01"))
        many, few = (of[f"weak {effect}, 15 % dissatisfied"].obtained for effect in (".001", ".01"))
        return (
            f"Stronger weak ties lift the NPV from {before:.0f} to {after:.0f} where all are satisfied; where 15 % are "
            f"not, they cut adopters from {many:,.0f} to {few:,.0f}"
        )


def replicate(replications: int, kind: str = "bad_news", **changes: Any) -> Replications:
    """Return replications of a model of bad news, each until everyone has decided."""
    scenario = textbook({"kind": kind} | changes, "cliques", _N, _LONGEST)
    network = network_of(scenario, 0)
    adopters, final, rejecters, npv = np.empty((replications, _WEEKS)), *np.empty((3, replications))
    worth = (1 + _RATE) ** -np.arange(1.0, _NPV_STEPS + 1)
    for replication in range(replications):
        for run in weeks_of(Diffusion, scenario, replication, network):
            if run.week >= _WEEKS and run.state.all():
                break
        adopters[replication] = np.concatenate(run.history["buyers"])[:_WEEKS]
        final[replication], rejecters[replication] = (run.latest()[name] for name in ("buyers", "rejecters"))
        npv[replication] = worth @ np.concatenate(run.history["new_buyers"])[:_NPV_STEPS]
    return Replications(adopters, final, rejecters, npv)
