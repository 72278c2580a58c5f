"""What a choice of seeds says."""

from wordofmouth.tasks.seeds.record import SeedChoice
from wordofmouth.words.numbers import cell, counted


def finding(choice: SeedChoice, n: int) -> str:
    """Return what came out in a sentence, among so many consumers."""
    if choice.unit == "consumers reached":
        what = f"consumers, {cell(choice.reached / n, 'share')}"
        seeds = counted(len(choice.seeds), "seed reaches", "seeds reach")
    else:
        what, seeds = choice.unit, counted(len(choice.seeds), "gift brings", "gifts bring")
    return f"{seeds} {choice.reached:,.0f} {what}, chosen by {choice.strategy}"
