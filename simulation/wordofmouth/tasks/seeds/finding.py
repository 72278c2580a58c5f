"""What a choice of seeds says."""

from wordofmouth.tasks.seeds.record import SeedChoice, SeedChoices
from wordofmouth.words.numbers import cell, counted


def finding(chosen: SeedChoices) -> str:
    """Return what the best choice comes to in one sentence."""
    choice = chosen.best
    if choice.unit == "consumers reached":
        what = f"consumers, {cell(choice.reached / chosen.network.n, 'share')}"
        seeds = counted(len(choice.seeds), "seed reaches", "seeds reach")
    else:
        what, seeds = choice.unit, counted(len(choice.seeds), "gift brings", "gifts bring")
    return f"{seeds} {choice.reached:,.0f} {what}, chosen by {choice.strategy}"


def summary(chosen: SeedChoices) -> tuple[SeedChoice, ...]:
    """Return the choice of each strategy, the best first."""
    return chosen.choices


def notes(chosen: SeedChoices) -> list[str]:
    """Return what is known of how good the best choice is."""
    return [chosen.best.guarantee] if chosen.best.guarantee else []
