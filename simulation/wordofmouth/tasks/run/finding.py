"""What a run says: in one sentence, in a few numbers, and in money."""

from collections.abc import Mapping, Sequence
from typing import Any

from wordofmouth.scenario.factors import assumptions, from_sources
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Brand
from wordofmouth.statistics import economics as money
from wordofmouth.statistics import summaries
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.numbers import counted


def finding(result: Result) -> str:
    """Return what the run says in one sentence."""
    return summaries.finding(result.arrow, alongside(result))


def alongside(result: Result) -> frozenset[str]:
    """Return the names of the brands whose offers are for another need than the first's, which are no rivals of it."""
    sections: Sequence[Mapping[str, Any]] = result.manifest.scenario["brands"]
    usual = Brand.model_fields["need"].default
    needs = {brand["name"]: brand.get("need", usual) for brand in sections}
    return frozenset(name for name, need in needs.items() if need != next(iter(needs.values())))


def rests_on(result: Result) -> str:
    """Return in two sentences what the ranges of a run are of, what is assumed, and what comes from sources."""
    scenario = Scenario.from_dict(result.manifest.scenario)
    assumed, sourced = len(assumptions(scenario)), len(from_sources(scenario))
    runs = counted(result.manifest.replications, "run")
    return (
        f"Ranges over {runs} are simulation error, with every number of the market as it stands: of these "
        f"{assumed} are assumptions and {sourced} come from sources. `wom sensitivity {scenario.name}` tells which "
        f"assumptions decide, `wom fields` where each number is from."
    )


def summary(result: Result) -> list[Summary]:
    """Return what the run says in a few numbers, with intervals over replications."""
    return summaries.summarise(result.arrow)


def economics(result: Result) -> list[Summary]:
    """Return what each brand earned, and what the first one's campaign added to its baseline."""
    return money.summarise(result.arrow, result.baseline, result.discount_rate)


def worth(result: Result) -> str:
    """Return what the campaign cost and was worth in one sentence; nothing without a campaign."""
    return "" if result.baseline is None else money.finding(result.arrow, result.baseline, result.discount_rate)
