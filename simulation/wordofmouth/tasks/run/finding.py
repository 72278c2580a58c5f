"""What a run says: in one sentence, in a few numbers, and in money."""

from wordofmouth.statistics import economics as money
from wordofmouth.statistics import summaries
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.run.record import Result


def finding(result: Result) -> str:
    """Return what the run says in one sentence."""
    return summaries.finding(result.arrow)


def summary(result: Result) -> list[Summary]:
    """Return what the run says in a few numbers, with intervals over replications."""
    return summaries.summarise(result.arrow)


def economics(result: Result) -> list[Summary]:
    """Return what each brand earned, and what the first one's campaign added to its baseline."""
    return money.summarise(result.arrow, result.baseline, result.discount_rate)


def worth(result: Result) -> str:
    """Return what the campaign cost and was worth in one sentence; nothing without a campaign."""
    return "" if result.baseline is None else money.finding(result.arrow, result.baseline, result.discount_rate)
