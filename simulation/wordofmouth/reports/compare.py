"""The report of a comparison."""

from wordofmouth.reports.chapters import Contents, asked, honest, number, of_money, over_worlds, row_label, turning
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
from wordofmouth.words.numbers import format_number, percent

_MOST_DRIVERS = 3


def contents(result: Comparison, say: Words | None = None) -> Contents:
    """Return the report of a comparison, in English unless other words are given."""
    say = say or Words()
    scenarios = result.scenarios
    base, *others = scenarios
    labels = result.labels
    changed = [
        table(
            say("report.compare.changed", other=labels[name], base=labels[base]),
            (say("report.compare.field"), labels[base], labels[name]),
            changes(scenarios[base], scenarios[name]),
            numbers=False,
        )
        for name in others
    ]
    rows = summary(result)
    heads = ("", *(say(f"report.compare.{head}") for head in ("mean", "difference", "interval", "better_in")))
    tables = [
        table(
            say("report.compare.beside", other=labels[name], base=labels[base]),
            heads,
            [_row(row, say) for row in rows if row.scenario == name],
        )
        for name in others
    ]
    runs = say("counted.runs", count=result.manifest.replications)
    sure = say("report.compare.sure", runs=runs, family=family(result, say, "counts"))
    turned = (say("report.chapters.turns"), turning(flips(result, say), say))
    chapters = [
        *over_worlds(result, say),
        (say("report.chapters.sure"), paragraphs([sure, honest(say)])),
        (say("report.chapters.asked"), joined([asked(scenarios[base], say), *changed])),
        (say("report.chapters.drives"), paragraphs(drivers(result, say))),
        *([] if result.over else [turned]),
        (say("report.chapters.numbers"), joined([*tables, of_money(say)])),
    ]
    manifest = result.manifest
    of_each, spoken_of = say("report.runs_of_each", runs=runs), about_market(manifest.scenario, say)
    about = " · ".join([base, *spoken_of, of_each, say("report.seed", seed=str(manifest.seed))])
    return Contents(chapters, say("report.scenarios", title=manifest.title, number=len(scenarios)), about)


def _row(row: Difference, say: Words) -> tuple[str, ...]:
    """Return what stands in the table of one scenario beside the base: of one measure."""
    return (
        row_label(row.measure, row.label, say),
        number(row.value, row.unit, say),
        _amount(row, row.difference, row.precision, say),
        interval_or_count(row, say),
        percent(row.beats, say.language) if row.is_outcome and row.beats == row.beats else "",
    )


def _amount(row: Difference, value: float, precision: float, say: Words, sign: bool = True) -> str:
    """Return a difference as one reads it, a share in points."""
    text = format_number(value, row.unit, precision, sign, say.language)
    return text + (say("report.points") if row.unit == "share" else "")


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the files that it needs."""
    files = scenario_files(manifest.scenario, *manifest.others)
    command = f"wom compare {' '.join(files)} {how(manifest)} --measure {manifest.measure}"
    return Recipe(command, files | evidence_files(manifest))


def drivers(result: Comparison, say: Words | None = None) -> list[str]:
    """Return of each scenario beside the base the channels that won most more, or fewer, buyers."""
    say = say or Words()
    labels, texts = _marked(result.labels, say), []
    base, *others = labels
    for name in others:
        rows = [row for row in summary(result) if row.scenario == name and row.is_driver and row.is_distinguishable]
        rows = sorted(rows, key=lambda row: -abs(row.difference))[:_MOST_DRIVERS]
        channels = ", ".join(
            f"{row_label(row.measure, row.label, say).removeprefix('won by ')} "
            f"{format_number(row.difference, row.unit, row.precision, True, say.language)} "
            f"({interval(row, True, say.language)})"
            for row in rows
        )
        key = "some" if channels else "none"
        texts.append(say(f"report.compare.{key}", one=labels[name], other=labels[base], channels=channels))
    return texts


def flips(result: Comparison, say: Words | None = None) -> list[str]:
    """Return how far each difference to the base is from nothing."""
    say = say or Words()
    labels = _marked(result.labels, say)
    base = next(iter(labels))
    return [_flip(pair, labels, say) for pair in result.pairs() if pair.base == base and pair.pairs > 1]


def _flip(pair: Difference, labels: dict[str, str], say: Words) -> str:
    words = {
        "beside": say("report.compare.beside", other=labels[pair.scenario], base=labels[pair.base]),
        "measure": outcome(pair.measure).label_in(say),
        "amount": _amount(pair, pair.difference, pair.precision, say),
        "half": _amount(pair, pair.half_width, pair.half_width, say, sign=False),
    }
    if pair.claim is Claim.SAME:
        return say("report.compare.same", **words)
    needed = runs_that_would_tell(pair, pair.half_width)
    runs = say("counted.runs", count=needed)
    if pair.claim is Claim.RARE:
        low, high = (percent(end, say.language) for end in share_that_differs(pair))
        of_all = {"low": low, "high": high, "needed": runs, "runs": say("counted.runs", count=pair.pairs)}
        return say("report.compare.rare", differing=pair.differing, **of_all, **words)
    if pair.is_distinguishable:
        worse = 1 - pair.beats if pair.is_better else pair.beats
        share = percent(worse, say.language)
        turned = say("report.compare.turned_in", share=share) if worse else say("report.compare.turned_never")
        return say("report.compare.told" if pair.is_told else "report.compare.alike", turned=turned, **words)
    more = say("report.compare.would_do", runs=runs) if needed else say("report.compare.full_stop")
    return say("report.compare.untold", **words) + more


def _marked(labels: dict[str, str], say: Words) -> dict[str, str]:
    """Return what scenarios are called, with marks where a title of several words begins and ends."""
    return {name: quoted(label, say) for name, label in labels.items()}
