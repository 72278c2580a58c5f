"""The description of one study by the ODD protocol (Grimm et al. 2020), made from what its manifest says."""

from collections.abc import Iterable, Iterator

from wordofmouth.reports.scenario_in_words import brands_in_words, levers_in_words, market_in_words
from wordofmouth.reports.schedule import plan_of
from wordofmouth.results.records import Record
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import summary, toml_value
from wordofmouth.studies.cite import Grounds
from wordofmouth.studies.patterns import patterns, weeks_of
from wordofmouth.studies.rests_on import parts
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import counted

# Studies that were searched for: each of their runs follows from those before.
SEARCHED = ("calibrate", "optimise")
# What a design says of its paths: under which name, and what is done with them.
_SOUGHT = {"factors": "varied", "ranges": "fitted", "vary": "chosen"}
_MODEL = "the model's own description, `simulation/MODEL.md` of the program"


def odd(record: Record, grounds: Grounds) -> str:
    """Return the description of a study as Markdown."""
    manifest = record.manifest
    scenarios = manifest.scenarios()
    return (
        "\n\n".join(
            [
                f"# {manifest.title}: this study by the ODD protocol",
                "Made from the study's manifest, after Grimm et al. (2020). It says what this study is; what is the "
                f"same in all studies stands in {_MODEL}.",
                "## 1. Purpose and patterns",
                scenarios[0].description or manifest.title,
                f"What came out: {record.finding()}",
                _patterns(record),
                "## 2. Entities, state variables and scales",
                *market_in_words(scenarios[0], Words()),
                _table(
                    ("brand", "quality", "price", "unit cost", "refunds", "known by"),
                    brands_in_words(scenarios[0], Words()),
                ),
                "A step is a week, and the market is closed. State variables and their types stand in section 2 of "
                f"{_MODEL}.",
                "## 3. Process overview and scheduling",
                _schedule(scenarios[0]),
                "## 4. Design concepts",
                f"*Stochasticity.* Every random number is found from the seed ({manifest.seed}), the replication, the "
                f"week, the consumer and the purpose: runs come out the same wherever they are made. {_runs(record)}",
                _design(record),
                "## 5. Initialization",
                "Each run draws its people and ties anew from its seed, unless they are read from a file (section 6).",
                "## 6. Input data",
                _lines(f"{name}: `{digest}`" for name, digest in grounds.data.items()) or "Nothing is read from files.",
                "## 7. Submodels",
                *_submodels(scenarios),
                "### Parameters",
                "Each number that a source or a range stands behind, as this study has it.",
                _parameters(grounds),
                "## References",
                _lines(f"{reference.text} [`{reference.key}`]" for reference in grounds.references),
            ]
        )
        + "\n"
    )


def _patterns(record: Record) -> str:
    rows = [(pattern.name, pattern.verdict, pattern.why) for pattern in patterns(weeks_of(record))]
    return _table(("pattern", "in this study", "by which numbers"), rows) + (
        "\n\nPatterns that no single study can tell are tested on the model as such: `wom validate`."
    )


def _schedule(scenario: Scenario) -> str:
    if "campaigns" not in scenario.model.knows:
        return "In every period those who have not adopted decide by the rules of the model, all at once (section 7)."
    levers = _table(("lever", "brand", "what it does", "when", "settings"), levers_in_words(scenario, Words()))
    return f"```text\n{plan_of(scenario)}\n```" + (f"\n\n{levers}" if levers else "")


def _runs(record: Record) -> str:
    manifest = record.manifest
    runs = manifest.runs or manifest.replications * (1 + len(manifest.others))
    there = f"There are {counted(runs, 'run')} in this study."
    return f"{there} The search for what it came to made others besides." if manifest.task in SEARCHED else there


def _design(record: Record) -> str:
    manifest = record.manifest
    lines = [f"compared with {other.get('title') or other['name']}" for other in manifest.others]
    for sought, done in _SOUGHT.items():
        for path, values in (manifest.design.get(sought) or {}).items():
            chosen = ", ".join(map(str, values["choices"])) or f"{values['low']:g} to {values['high']:g}"
            lines.append(f"`{path}` is {done}: {chosen}")
    return "*Observation.* Every week is recorded for every brand." + (f"\n\n{_lines(lines)}" if lines else "")


def _submodels(scenarios: Iterable[Scenario]) -> Iterator[str]:
    known = {path: summary(type(section)) for scenario in scenarios for path, section in parts(scenario)}
    yield _table(("part", "what it is"), [(f"`{path}`", text) for path, text in known.items()])


def _parameters(grounds: Grounds) -> str:
    rows = []
    for at in grounds.numbers:
        origin = {"source": at.text, "assumption": f"assumption, {at.range}: {at.text}", "own": "set by the scenario"}
        where = "varied by the design" if at.path in grounds.varied else origin[at.origin]
        rows.append((f"`{at.path}`", f"`{toml_value(at.value)}`", where))
    return _table(("parameter", "value", "source"), rows)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    lines = [titles, ("---",) * len(titles), *(tuple(cell.replace("|", r"\|") or "–" for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
