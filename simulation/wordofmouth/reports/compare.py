"""The report of a comparison."""

from wordofmouth.reports.chapters import HONEST, Contents, asked, number, of_money, over_worlds, turning
from wordofmouth.reports.html import joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, evidence_files, how, scenario_files
from wordofmouth.reports.scenario_in_words import changes
from wordofmouth.results.manifest import Manifest
from wordofmouth.statistics.claims import Claim, runs_that_would_tell, share_that_differs
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import family, interval, interval_or_count, quoted, summary
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import counted, format_number, percent

_MOST_DRIVERS = 3


def contents(result: Comparison) -> Contents:
    """Return the report of a comparison."""
    scenarios = result.scenarios
    base, *others = scenarios
    labels = result.labels
    changed = [
        table(
            f"{labels[name]}: what is other than in {labels[base]}",
            ("field", labels[base], labels[name]),
            changes(scenarios[base], scenarios[name]),
            numbers=False,
        )
        for name in others
    ]
    rows = summary(result)
    tables = [
        table(
            f"{labels[name]} beside {labels[base]}",
            ("", "mean", "difference", "95 % interval", "better in"),
            [
                (
                    row.label,
                    number(row.value, row.unit),
                    format_number(row.difference, row.unit, row.precision, sign=True)
                    + (" points" if row.unit == "share" else ""),
                    interval_or_count(row),
                    percent(row.beats) if row.is_outcome and row.beats == row.beats else "",
                )
                for row in rows
                if row.scenario == name
            ],
        )
        for name in others
    ]
    sure = (
        f"In {counted(result.manifest.replications, 'run')} each scenario has the same consumers and "
        "common random numbers, so that what differs the scenarios have caused. Intervals of 95 % are of mean "
        f"differences. {family(result).replace('What is bold is', 'What counts is')}"
    )
    chapters = [
        *over_worlds(result),
        ("How sure that is", paragraphs([sure, HONEST])),
        ("What was asked", joined([asked(scenarios[base]), *changed])),
        ("What drives it", paragraphs(drivers(result))),
        *([] if result.over else [("What would turn it", turning(flips(result)))]),
        ("All numbers", joined([*tables, of_money()])),
    ]
    manifest = result.manifest
    runs, spoken_of = f"{counted(manifest.replications, 'run')} of each", about_market(manifest.scenario)
    about = " · ".join([base, *spoken_of, runs, f"seed {manifest.seed}"])
    return Contents(chapters, f"{manifest.title}: {len(scenarios)} scenarios", about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the files that it needs."""
    files = scenario_files(manifest.scenario, *manifest.others)
    command = f"wom compare {' '.join(files)} {how(manifest)} --measure {manifest.measure}"
    return Recipe(command, files | evidence_files(manifest))


def drivers(result: Comparison) -> list[str]:
    """Return of each scenario beside the base the channels that won most more, or fewer, buyers."""
    labels, texts = _marked(result.labels), []
    base, *others = labels
    for name in others:
        rows = [row for row in summary(result) if row.scenario == name and row.is_driver and row.is_distinguishable]
        rows = sorted(rows, key=lambda row: -abs(row.difference))[:_MOST_DRIVERS]
        channels = ", ".join(
            f"{row.label.removeprefix('won by ')} {format_number(row.difference, row.unit, row.precision, sign=True)} "
            f"({interval(row, sign=True)})"
            for row in rows
        )
        some = f"Buyers whom each channel won for {labels[name]}, beside {labels[base]}: {channels}."
        none = (
            f"No channel won statistically distinguishably more or fewer buyers for {labels[name]} "
            f"than for {labels[base]}."
        )
        texts.append(some if channels else none)
    return texts


def flips(result: Comparison) -> list[str]:
    """Return how far each difference to the base is from nothing."""
    labels = _marked(result.labels)
    base = next(iter(labels))
    return [_flip(pair, labels) for pair in result.pairs() if pair.base == base and pair.pairs > 1]


def _flip(pair: Difference, labels: dict[str, str]) -> str:
    asked = outcome(pair.measure)
    beside = f"{labels[pair.scenario]} beside {labels[pair.base]}"
    if pair.claim is Claim.SAME:
        return f"{beside}: there is no difference in any run."
    needed = runs_that_would_tell(pair, pair.half_width)
    if pair.claim is Claim.RARE:
        low, high = (percent(end) for end in share_that_differs(pair))
        return (
            f"{beside}: {pair.differing} of {counted(pair.pairs, 'run')} differ ({low} to {high} of all, 95 %), "
            f"too few to tell by how much; about {counted(needed, 'run')} would do."
        )
    points = " points" if pair.unit == "share" else ""
    amount = format_number(pair.difference, pair.unit, pair.precision, sign=True) + points
    half = format_number(pair.half_width, pair.unit, pair.half_width) + points
    if pair.is_distinguishable:
        worse = 1 - pair.beats if pair.is_better else pair.beats
        turned = f"in {percent(worse)} of runs" if worse else "in no run"
        if not pair.is_told:
            return f"{beside}: the difference in {asked.label} is {amount}, much the same in nearly all runs."
        difference = f"the difference in {asked.label} is {amount} (±{half}, 95 %)"
        return f"{beside}: {difference}; {turned} it is the other way round."
    return (
        f"{beside}: the difference in {asked.label}, {amount}, is less than what these runs can distinguish "
        f"from zero (±{half})"
        + (f"; if it is as large as it seems, about {counted(needed, 'run')} would do." if needed else ".")
    )


def _marked(labels: dict[str, str]) -> dict[str, str]:
    """Return what scenarios are called, with marks where a title of several words begins and ends."""
    return {name: quoted(label, Words()) for name, label in labels.items()}
