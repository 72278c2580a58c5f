"""Cite: the references of exactly what a result or a scenario used, and which of its numbers no source gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wordofmouth.catalogue import TASKS, task_of
from wordofmouth.references.bibliography import UNCHECKED, Reference, cited, references
from wordofmouth.resources import version
from wordofmouth.results.manifest import Manifest, inputs_of
from wordofmouth.results.provenance import traced
from wordofmouth.results.records import Record
from wordofmouth.scenario.paths import SCENARIO
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.studies.rests_on import Number, docstrings, numbers, rules

_PRODUCT = "wordofmouth: an agent-based simulation of word of mouth"
_MAINTAINERS = "The wordofmouth maintainers"


@dataclass(frozen=True)
class Grounds:
    """What a result or a scenario rests on.

    Attributes:
        name: of the result or scenario.
        uses: of each reference, in the order of the alphabet, what it is used for: paths of parts and of numbers.
        numbers: what has a source or a range behind it, in the order of the scenario.
        data: the digests of what was read from files, by what they are called.
        varied: the paths that a design varies; their numbers are neither sources' nor assumptions.
    """

    name: str
    uses: Mapping[str, tuple[str, ...]]
    numbers: tuple[Number, ...]
    data: Mapping[str, str]
    varied: tuple[str, ...] = ()

    @property
    def references(self) -> list[Reference]:
        """The references, in the order of the alphabet."""
        return [references()[key] for key in self.uses]

    @property
    def assumptions(self) -> list[Number]:
        """The numbers that no source gives, each with the range in which it is believed to lie."""
        return [number for number in self.numbers if number.origin == "assumption" and number.path not in self.varied]

    @property
    def own(self) -> list[Number]:
        """The numbers that the scenario sets itself: where they come from, only whoever wrote it knows."""
        return [number for number in self.numbers if number.origin == "own" and number.path not in self.varied]

    @property
    def bibtex(self) -> str:
        """All references as BibTeX, the software first."""
        own = [
            "@software{wordofmouth,",
            f"  author = {{{{{_MAINTAINERS}}}}},",
            f"  title = {{{{{_PRODUCT}}}}},",
            f"  version = {{{version()}}},",
            "}",
        ]
        return "\n\n".join(["\n".join(own), *(reference.bibtex for reference in self.references)]) + "\n"

    @property
    def text(self) -> str:
        """All of it as text: references and what each is used for, data, assumptions, and what the scenario sets."""
        lines = [f"What {self.name} rests on", "", "Software", f"  {_MAINTAINERS}. {_PRODUCT}, version {version()}."]
        lines += ["", f"References ({len(self.uses)}), each with what it is used for; entries are {UNCHECKED}"]
        for reference in self.references:
            lines += [f"  {reference.text}", f"      {', '.join(self.uses[reference.key])}"]
        if self.data:
            lines += ["", "Files that were read, by the digests of what they hold"]
            lines += [f"  {name}: {digest}" for name, digest in self.data.items()]
        lines += [
            "",
            f"Numbers without a source ({len(self.assumptions)}): assumptions, with the range believed (90 %)",
        ]
        lines += [f"  {at.path} = {at.value}: {at.range}; {at.text}" for at in self.assumptions]
        if self.own:
            lines += [
                "",
                f"Numbers that the scenario sets itself ({len(self.own)}): whoever wrote it knows their source",
            ]
            lines += [f"  {at.path} = {at.value}" for at in self.own]
        if self.varied:
            lines += ["", f"Numbers that are varied ({len(self.varied)})", *(f"  {path}" for path in self.varied)]
        return "\n".join(lines) + "\n"

    def as_table(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "name": self.name,
            "references": [each._asdict() | {"uses": list(self.uses[each.key])} for each in self.references],
            "assumptions": [each._asdict() for each in self.assumptions],
            "own": [each._asdict() for each in self.own],
            "data": dict(self.data),
            "varied": list(self.varied),
        }


def cite(what: Record | Scenario | str | Path) -> Grounds:
    """Return what a result or a scenario rests on: ``.text``, ``.bibtex``, ``.references``, ``.assumptions``.

    Args:
        what: a result, its folder or any file of it; a scenario, a preset's name or a scenario's file.

    Raises:
        ManifestError: if a folder has no manifest that can be read.
        ScenarioError: if a scenario has mistakes, or there is none of that name.
    """
    if isinstance(what, Record):
        return _of_result(what.manifest)
    if isinstance(what, str | Path) and Path(what).exists() and Path(what).suffix != ".toml":
        return _of_result(traced(Path(what))[0])
    scenario = what if isinstance(what, Scenario) else Scenario.load(what)
    return _grounds(scenario.name, [scenario], inputs_of([scenario]))


def _of_result(manifest: Manifest) -> Grounds:
    task_of(manifest, manifest.name)
    scenarios = manifest.scenarios() if manifest.scenario else []
    factors = manifest.design.get("factors") or {}
    named = factors.get(SCENARIO) or {}
    scenarios += [Scenario.load(name) for name in (named.get("choices", ()) if isinstance(named, dict) else named)]
    varied = tuple(
        f"brands.{scenarios[0].brands[0].name}.{path[6:]}" if path.startswith("brand.") else path for path in factors
    )
    places = TASKS[manifest.task].methods.split()
    if manifest.task == "validate":
        places += [f"tasks.validate.cases.{name}" for name in manifest.design.get("cases", ())]
    methods = [(f"method of {manifest.task}", docstrings(place)) for place in places]
    return _grounds(manifest.name, scenarios, manifest.inputs, methods, varied)


def _grounds(
    name: str,
    scenarios: Iterable[Scenario],
    data: Mapping[str, str],
    methods: Iterable[tuple[str, str]] = (),
    varied: tuple[str, ...] = (),
) -> Grounds:
    scenarios = list(scenarios)
    at_paths = {number.path: number for scenario in scenarios for number in numbers(scenario)}
    texts = [(rule.of, rule.text) for scenario in scenarios for rule in rules(scenario)]
    texts += [(at.path, at.text) for at in at_paths.values() if at.path not in varied]
    uses: dict[str, dict[str, None]] = {}
    for of, text in [*texts, *methods]:
        for key in cited(text):
            uses.setdefault(key, {})[of] = None
    return Grounds(name, {key: tuple(uses[key]) for key in sorted(uses)}, tuple(at_paths.values()), dict(data), varied)
