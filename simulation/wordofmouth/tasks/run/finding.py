"""What a run says: in one sentence, in a few numbers, and in money."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.scenario.factors import assumptions, from_sources
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Brand
from wordofmouth.statistics import summaries
from wordofmouth.statistics.accounting import economics as money
from wordofmouth.statistics.adoption_table import cube
from wordofmouth.statistics.intervals import central
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.worlds.finding import headline
from wordofmouth.tasks.worlds.record import MEASURE
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import counted, format_number


def finding(result: Result, say: Words | None = None) -> str:
    """Return what the run says in one sentence, in English unless other words are given; over worlds in two."""
    of_runs = summaries.finding(result.arrow, alongside(result), say)
    return f"{of_runs}. {headline(result.over, outcome(MEASURE), {}, say)}" if result.over else of_runs


def alongside(result: Result) -> frozenset[str]:
    """Return the names of the brands whose offers are for another need than the first's, which are no rivals of it."""
    needs = _needs(result)
    return frozenset(name for name, need in needs.items() if need != next(iter(needs.values())))


def _needs(result: Result) -> dict[str, str]:
    sections: Sequence[Mapping[str, Any]] = result.manifest.scenario["brands"]
    usual = Brand.model_fields["need"].default
    return {brand["name"]: brand.get("need", usual) for brand in sections}


def rests_on(result: Result) -> str:
    """Return what the ranges of a run are of, what is assumed, and what comes from sources, in two sentences.

    Where the survey has a sampling error, a third tells how wide the range is with it, and without.
    """
    scenario = Scenario.from_dict(result.manifest.scenario)
    assumed, sourced = len(assumptions(scenario)), len(from_sources(scenario))
    runs, of_survey, other = counted(result.manifest.replications, "run"), "", ""
    if result.exact_survey is not None:
        of_survey, other = " and the sampling error of the survey", "other "
    return (
        f"Ranges over {runs} are simulation error{of_survey}, with every {other}number of the market as it stands: of "
        f"these {assumed} are assumptions and {sourced} come from sources.{survey_error(result)} "
        f"`wom sensitivity {scenario.name}` tells which assumptions decide, `wom fields` where each number is from."
    )


def survey_error(result: Result) -> str:
    """Return in a sentence how far the survey's sampling error moves the share who buy, apart from simulation error.

    Each run is compared with itself under the survey's own percentages, by common random numbers.
    """
    if result.exact_survey is None:
        return ""
    with_error, exact = (cube(table, "penetration")[:, -1, 0] for table in (result.arrow, result.exact_survey))
    asked = counted(result.manifest.scenario["survey"]["asked"], "person", "people")
    ends = central(with_error - exact, summaries.INTERVAL)
    low, high = (format_number(float(end), "share", 0.001, sign=True) for end in ends)
    moved, of_simulation = _deviation(with_error - exact), _deviation(exact)
    return (
        f" The survey asked {asked}: its sampling error moves the share who buy by {low} to {high} percentage points "
        f"in 90 % of runs (standard deviation {moved}; of simulation error {of_simulation})."
    )


def _deviation(shares: Array) -> str:
    return format_number(float(np.std(shares, ddof=1)), "share", 0.001) if len(shares) > 1 else "unknown"


def summary(result: Result) -> list[Summary]:
    """Return what the run says in a few numbers, with intervals over replications."""
    return summaries.summarise(result.arrow, result.plugins, [*_needs(result).values()])


def economics(result: Result) -> list[Summary]:
    """Return what each brand earned, and what the first one's campaign added to its baseline."""
    return money.summarise(result.arrow, result.baseline, result.discount_rate, result.plugins)


def worth(result: Result, say: Words | None = None) -> str:
    """Return what the campaign cost and was worth in one sentence; nothing without a campaign."""
    if result.baseline is None:
        return ""
    return money.finding(result.arrow, result.baseline, result.discount_rate, result.known, say)
