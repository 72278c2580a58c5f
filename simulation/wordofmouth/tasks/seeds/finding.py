"""What a choice of seeds says."""

from wordofmouth.tasks.seeds.record import Choice


def finding(choice: Choice, n: int) -> str:
    """Return what came out in a sentence, among so many consumers."""
    if choice.unit == "consumers reached":
        share = f"{choice.reached / n:.1%}".replace("%", " %")
        reach = "seed reaches" if len(choice.seeds) == 1 else "seeds reach"
        return f"{len(choice.seeds):,} {reach} {choice.reached:,.0f} consumers, {share}, chosen by {choice.strategy}"
    bring = "gift brings" if len(choice.seeds) == 1 else "gifts bring"
    return f"{len(choice.seeds):,} {bring} {choice.reached:,.0f} {choice.unit}, chosen by {choice.strategy}"
