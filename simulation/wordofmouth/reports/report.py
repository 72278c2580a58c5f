"""Report: a result as one HTML file that needs nothing else, for whoever has to decide.

It says what was asked, what came out and how sure that is, what drove it, what would turn it, and how to make it again.
"""

import base64
import math
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from wordofmouth.reports import text
from wordofmouth.reports.html import Html, element, joined, paragraphs, table, unbroken
from wordofmouth.reports.reproduction import again, as_written
from wordofmouth.results.files import MANIFEST
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.compare.finding import interval
from wordofmouth.words.numbers import counted, format_number, percent
from wordofmouth.words.numbers import three_digits as digits

if TYPE_CHECKING:
    from wordofmouth.results.records import Result
    from wordofmouth.tasks.calibrate.record import Calibration
    from wordofmouth.tasks.compare.record import Comparison
    from wordofmouth.tasks.peers.record import PeerStudy

_STYLE = """
body { background: #fff; color: #1a1a1a; font: 1rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif;
  margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .2rem 0 .6rem; }
h2 { border-top: 1px solid #767676; font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; }
.quiet, footer, caption { color: #555; }
.answer { font-size: 1.15rem; font-weight: 600; }
img { display: block; height: auto; margin: 1rem 0; width: 100%; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { font-weight: 600; padding: .3rem 0; text-align: left; }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #767676; }
tbody th { font-weight: 400; }
.numbers td, .numbers thead th:not(:first-child) { font-variant-numeric: tabular-nums; text-align: right;
  white-space: nowrap; }
pre { background: #f6f6f6; font-size: .85rem; overflow-x: auto; padding: .8rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
footer { font-size: .85rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
@media print { body { font-size: 10pt; max-width: none; padding: 0; } h2, caption { break-after: avoid; }
  tr, img, .answer { break-inside: avoid; } pre { font-size: 8pt; } }
"""
_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
$meta
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
$main
</main>
$footer
</body>
</html>
""")
_HONEST = (
    "A simulation tells what follows from its assumptions, not what will happen. Intervals say how much luck matters; "
    "they do not say how right the assumptions are."
)

Chapter = tuple[str, Html]


def report(result: Any, folder: str | Path = "RESULT") -> str:
    """Return the report of a result as HTML: of whatever task.

    ``folder`` is where it is kept, as the command that makes it again calls it.
    """
    manifest: Manifest = result.manifest
    title = manifest.design.get("title") or manifest.scenario["title"] or manifest.scenario["name"]
    kinds = {
        "run": _of_run,
        "compare": _of_comparison,
        "optimise": _of_search,
        "calibrate": _of_calibration,
        "peers": _of_peers,
    }
    chapters = kinds.get(manifest.task, _of_any)(result)
    chapters.append(("How to make it again", again(result, str(folder))))
    head = [
        element("h1", f"{title}: {1 + len(manifest.others)} scenarios" if manifest.task == "compare" else title),
        element("p", _about(manifest), class_="quiet"),
        element("p", unbroken(f"{result.finding()}."), class_="answer"),
    ]
    notes = [f"Note: {note}." for note in manifest.notes]
    main = [
        *head,
        _figure(result),
        paragraphs(notes),
        *(joined([element("h2", name), body]) for name, body in chapters),
    ]
    marks = {"generator": "wordofmouth " + manifest.versions.get("wordofmouth", ""), **_marks(manifest)}
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    meta = [
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        *(element("meta", name=name, content=content) for name, content in marks.items()),
    ]
    return _PAGE.substitute(
        meta=joined(meta, "\n"), title=joined([title]), style=_STYLE, main=joined(main, "\n"), footer=_footer(manifest)
    )


def _of_run(result: "Result") -> list[Chapter]:
    scenario = Scenario.from_dict(result.manifest.scenario)
    worth = result.worth()
    answer = [f"{worth}." if worth else "", _how_sure(result.manifest.replications), _HONEST]
    return [
        ("How sure that is", paragraphs(answer)),
        ("What was asked", _asked(scenario)),
        ("What drives it", paragraphs(text.drivers_of_run(result))),
        ("What would turn it", _turning(text.flips_of_run(result))),
        ("All numbers", joined([*_summaries(result.summary()), *_summaries(result.economics(), "money")])),
    ]


def _of_comparison(result: "Comparison") -> list[Chapter]:
    scenarios = result.scenarios
    base, *others = scenarios
    labels = result.labels
    asked = [
        table(f"{labels[name]}: what is other than in {labels[base]}", ("path", labels[base], labels[name]),
              text.changes(scenarios[base], scenarios[name]), numbers=False)
        for name in others
    ]  # fmt: skip
    rows = result.summary()
    tables = [
        table(
            f"{labels[name]} beside {labels[base]}",
            ("", "mean", "difference", "95 % interval", "better in"),
            [
                (row.label, _number(row.value, row.unit),
                 format_number(row.difference, row.unit, row.precision, sign=True)
                 + (" points" if row.unit == "share" else ""), interval(row, sign=True),
                 percent(row.beats) if row.is_outcome else "")
                for row in rows if row.scenario == name
            ],
        )
        for name in others
    ]  # fmt: skip
    sure = (
        f"In {counted(result.manifest.replications, 'run')} each scenario has the same consumers with the same luck, "
        "so that what differs the scenarios have caused. Intervals of 95 % are of mean differences; a difference "
        "counts if, corrected for all that are compared, chance would make it in fewer than one of twenty cases."
    )
    return [
        ("How sure that is", paragraphs([sure, _HONEST])),
        ("What was asked", joined([_asked(scenarios[base]), *asked])),
        ("What drives it", paragraphs(text.drivers_of_comparison(result))),
        ("What would turn it", _turning(text.flips_of_comparison(result))),
        ("All numbers", joined(tables)),
    ]


def _of_search(result: Any) -> list[Chapter]:
    promise = result.promise()
    changes = table("What was varied", ("path", "the scenario's own", "best"), result.changes(), numbers=False)
    unit = result.outcome.unit
    front = table(
        "Campaigns than which none is cheaper and better, as the search saw them",
        ("campaign", "cost", "more than none, on average", f"in the worst {percent(result.caution)} of runs"),
        [
            (point.campaign, _number(point.cost, "money"), _number(point.mean, unit), _number(point.worst, unit))
            for point in result.cost_front()
        ],
    )
    return [
        ("How sure that is", paragraphs([f"{promise}." if promise else "", _HONEST])),
        ("What was asked", joined([paragraphs([_goal(result)]), changes, _asked(result.goal.base)])),
        ("What would turn it", paragraphs(text.flips_of_search(result))),
        ("What money buys", front),
    ]


def _of_calibration(result: "Calibration") -> list[Chapter]:
    held = len(result.observed.periods) - result.fitted
    parameters = table(
        "Parameters",
        ("path", "calibrated", "95 % interval", "sought in"),
        [(row.path, digits(row.value), f"{digits(row.low)} to {digits(row.high)}",
          f"{digits(row.range[0])} to {digits(row.range[1])}") for row in result.intervals],
    )  # fmt: skip
    columns = [result.observed.sales, *result.forecast]
    sales = table(
        "Sales" + (f"; the last {held} periods were not fitted" if held else ""),
        ("period", "observed", "median", "5 %", "95 % of runs"),
        [(period, *(_number(value, "") for value in row)) for period, *row in
         zip(result.observed.periods, *(column.tolist() for column in columns), strict=True)],
    )  # fmt: skip
    errors = [f"{name.replace('_', ' ')} {_number(error, '')}" for name, error in result.errors.items()]
    forecast = f"In the periods that were not fitted, forecasts are off by, on average: {', '.join(errors)}."
    sure = [f"{line}." for line in result.untold()] + [forecast if errors else "", _HONEST]
    return [
        ("How sure that is", joined([paragraphs(sure), parameters])),
        (
            "What was asked",
            joined([paragraphs([f"{result.subtitle}."]), _asked(Scenario.from_dict(result.manifest.scenario))]),
        ),
        ("All numbers", sales),
    ]


def _of_peers(result: "PeerStudy") -> list[Chapter]:
    effects = [
        (row.name, *(digits(math.exp(end)) for end in (row.value, row.low, row.high))) for row in result.summary()
    ]
    exposed = [
        (row["contacts"], f"{row['at_risk']:,}", _number(row["adopted"] / row["at_risk"], "share"))
        for row in result.exposed.to_pylist()
        if row["at_risk"]
    ]
    return [
        (
            "How sure that is",
            table("By what the chance to adopt is multiplied", ("", "by", "2.5 %", "97.5 %"), effects),
        ),
        ("What was asked", paragraphs([f"{result.subtitle}."])),
        ("All numbers", table("By contacts who had adopted", ("", "at risk", "adopted in a period"), exposed)),
    ]


def _of_any(result: Any) -> list[Chapter]:
    """Return the chapters of any other result: what was asked, and how to make it again."""
    manifest = result.manifest
    scenario = Scenario.from_dict(manifest.scenario)
    factors = table(
        "What is varied",
        ("path", "values"),
        [(path, _values(values)) for path, values in manifest.design.get("factors", {}).items()],
        numbers=False,
    )
    return [
        ("How sure that is", paragraphs([_HONEST])),
        ("What was asked", joined([factors, _asked(scenario)])),
    ]


def _asked(scenario: Scenario) -> Html:
    return joined(
        [
            paragraphs(text.market_in_words(scenario)),
            table("Brands; the first is ours",
                  ("brand", "quality", "price", "cost of a unit", "refunds", "known by at first"),
                  text.brands_in_words(scenario)),
            table("What brands do", ("lever", "brand", "what it is", "when", "how it is set"),
                  text.levers_in_words(scenario), numbers=False),
        ]
    )  # fmt: skip


def _summaries(rows: Sequence[Summary], of: str = "adoption") -> Iterable[Html]:
    for brand in dict.fromkeys(row.brand for row in rows):
        own = [row for row in rows if row.brand == brand]
        cells = [(row.label, _number(row.value, row.unit), _ends(row), row.unit) for row in own]
        yield table(f"{brand}: {of}", ("", "median", "90 % of runs", "unit"), cells)


def _ends(row: Summary) -> str:
    return "" if row.low is None else f"{_number(row.low, row.unit)} to {_number(row.high, row.unit)}"


def _number(value: float | None, unit: str) -> str:
    if value is None or value != value:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", "−")


def _values(values: dict[str, Any]) -> str:
    written_ = as_written(values)
    return ", ".join(map(str, written_)) if isinstance(written_, list) else f"{written_['from']} to {written_['to']}"


def _turning(texts: Sequence[str]) -> Html:
    return paragraphs(texts or ["There is no campaign and no rival here whose worth could turn."])


def _goal(result: Any) -> str:
    goal = result.goal
    where = f" in the worst {percent(goal.cautious)} of runs" if goal.cautious < 1 else ""
    return f"Which campaign brings the highest {result.outcome.label}{where} for at most {goal.budget:,g}?"


def _how_sure(replications: int) -> str:
    if replications == 1:
        return "This is a single run: another, with other luck, may come out otherwise."
    return (
        f"{counted(replications, 'run')} of the same market differ by luck alone. Each number is the median over them; "
        "nine of ten runs lie in the interval beside it."
    )


def _figure(result: Any) -> Html:
    if not hasattr(result, "save_figure"):
        return Html()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figure.svg"
        result.save_figure(path)
        data = base64.b64encode(path.read_bytes()).decode()
    alt = f"Figure: {result.finding()}. What it shows is in the tables below."
    return element("img", src=f"data:image/svg+xml;base64,{data}", alt=alt)


def _about(manifest: Manifest) -> str:
    runs = counted(manifest.runs or manifest.replications, "run") + (" of each" if manifest.task == "compare" else "")
    if not manifest.scenario:
        return f"{Path(manifest.design['network']).name} · {Path(manifest.design['adoption']).name}"
    return f"{manifest.scenario['name']} · {runs} · seed {manifest.seed}"


def _marks(manifest: Manifest) -> dict[str, str]:
    return {
        "wordofmouth.manifest": manifest.digest,
        "wordofmouth.manifest.json": manifest.marks[MANIFEST],
        "wordofmouth.scenario": manifest.scenario_digest,
        "wordofmouth.table": manifest.table_digest,
        "wordofmouth.seed": str(manifest.seed),
        **{f"version.{name}": version for name, version in manifest.versions.items()},
    }


def _footer(manifest: Manifest) -> Html:
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    return element("footer", paragraphs((f"Manifest {manifest.digest}.", f"{versions}.")))
