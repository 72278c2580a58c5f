"""Design: an experiment declared as data, and the points and runs that it comes to.

A point is one combination of factors; a run is one replication at a point. Every point has the same seed and
replications (common random numbers): what differs between points is what the factors do.
"""

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

from wordofmouth.errors import DataError, DesignError, ScenarioError
from wordofmouth.resources import folder
from wordofmouth.scenario.digest import json_digest, merged, without_idle
from wordofmouth.scenario.factors import Factor, Values, with_priors
from wordofmouth.scenario.parts import field, nearest, validation_error
from wordofmouth.scenario.paths import (
    FILE,
    PLUGINS,
    SCENARIO,
    anchored,
    contents_of,
    network_file,
    of_files,
    with_network_file,
)
from wordofmouth.scenario.plugins.document import DocumentWithPlugins
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.declared import read_declared
from wordofmouth.scenario.toml.reader import toml_value_of
from wordofmouth.statistics.outcomes import KNOWN
from wordofmouth.statistics.precision import Precision
from wordofmouth.statistics.sampling import SAMPLED, unit_points
from wordofmouth.tables.table import read_table

DESIGNS = folder("experiments") / "designs"
MOST_POINTS = 1_000_000

Kind = Literal["grid", "list", "latin_hypercube", "sobol", "random", "morris", "saltelli"]


class DesignPoint(NamedTuple):
    """One combination of factors: its number in the design, and the values by path."""

    number: int
    values: dict[str, Any]


class Design(DocumentWithPlugins):
    """A scenario, the factors that are varied in it, and how often each combination is run."""

    error: ClassVar[type[ScenarioError]] = DesignError

    name: str = field("design", "what the results are called", unit="name", max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    title: str = field("", "one line that says what it asks", unit="text", max_length=200)
    scenario: str | dict[str, Any] = field(
        "launch", "a preset, a file beside the design, or a scenario itself", unit="name", min_length=1
    )
    design: Kind = field("grid", "how points are chosen among the values of the factors", unit="choice")
    seed: int = field(0, "seed of all random numbers, the design's too", unit="seed", ge=0, le=2**63 - 1)
    replications: int = field(
        20, "runs of every point, each with random numbers of its own", unit="runs", ge=1, le=100_000
    )
    precision: Precision | None = Field(
        default=None, description="replications until precise, instead of a fixed number [table]"
    )
    points: int = field(
        64,
        "points of a sampled design; of morris the trajectories, of saltelli the base sample",
        unit="points",
        ge=1,
        le=MOST_POINTS,
    )
    baseline: bool = field(
        False,
        "whether each run is simulated without the first brand's campaign too, to know what it earned",
        unit="true or false",
    )
    factors: dict[str, Annotated[SerializeAsAny[Values], PlainValidator(Values.parse)]] = Field(
        default={}, description="by path: a list of values, a range from … to …, or that of its prior [tables]"
    )
    fixed: dict[str, Any] = Field(
        default={}, description="what all points have instead of the scenario's own, by path [table]"
    )
    cases: tuple[dict[str, Any], ...] = Field(
        default=(), strict=False, description="the points of a list, by path [tables]"
    )
    table: str = field("", "a table beside the design: the points of a list, a column for each path", unit="path")
    files: dict[str, str] = Field(
        default={},
        description="where files lie that values name, if not beside the design: by value a path [table]",
    )

    @model_validator(mode="before")
    @classmethod
    def _take_priors(cls, data: Any) -> Any:
        """Put the range of its prior in the place of each factor that is given as ``{ prior = true }``."""
        if not isinstance(data, dict) or not isinstance(data.get("factors"), dict):
            return data
        try:
            return data | {"factors": with_priors(data["factors"], lambda: cls.model_construct(**data).base)}
        except ScenarioError as error:
            raise validation_error(cls, [("factors", None, line) for line in error.lines]) from None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        mistakes = [*self._shape_mistakes()]
        if not mistakes:
            try:
                mistakes = [*self._value_mistakes(self.base)]
            except ScenarioError as error:
                mistakes = [("scenario", None, line) for line in error.lines]
        if mistakes:
            raise validation_error(Design, mistakes)
        return self

    def _shape_mistakes(self) -> Iterator[tuple[str, Any, str]]:
        if self.design == "list":
            if self.factors:
                yield "factors", None, "a list has its values in [[cases]], or in a CSV file named by 'table'"
            if bool(self.cases) == bool(self.table):
                yield "cases", None, "a list needs either [[cases]] or a 'table'"
            return
        if self.cases or self.table:
            yield "cases" if self.cases else "table", None, f"belongs to the design 'list', and this is {self.design!r}"
        if not self.factors:
            yield "factors", None, 'is required: a path and its values, as in "brand.quality" = [0.5, 0.9]'
        for path, values in self.factors.items():
            if self.design == "grid" and not values.levels:
                yield f"factors.{path}", None, "a grid needs a list of values, or a range with 'steps'"
        if self.design == "grid":
            size = 1
            for values in self.factors.values():
                size *= max(1, len(values.levels))
            if size > MOST_POINTS:
                yield "factors", None, f"this grid has {size:,} points; at most {MOST_POINTS:,} are allowed"

    def _value_mistakes(self, _base: Scenario) -> Iterator[tuple[str, Any, str]]:
        """Yield what is wrong with any value of any factor, each tried alone in the scenario that is varied."""
        if self.precision and self.precision.measure not in KNOWN:
            known = nearest(self.precision.measure, KNOWN)
            yield "precision.measure", self.precision.measure, f"no outcome is called so; {known}"
        tried = [(f"factors.{path}", {path: value}) for path, values in self.factors.items() for value in values.tried]
        tried += [(f"cases.{place}", dict(values)) for place, values in enumerate(self._listed)]
        known_lines: set[tuple[str, str]] = set()
        for where, values in tried[:10_000]:
            try:
                self.scenario_at(values)
            except ScenarioError as error:
                # A path that leads nowhere does so with every value.
                new = [line for line in error.lines if (where, line) not in known_lines]
                known_lines.update((where, line) for line in new)
                yield from ((where, None, line) for line in new)

    @cached_property
    def base(self) -> Scenario:
        """The scenario that is varied."""
        return self._loaded(self.scenario)

    def _loaded(self, source: str | dict[str, Any]) -> Scenario:
        if isinstance(source, dict):
            scenario = Scenario.from_dict(source, folder=Path(self.folder) if self.folder else None)
        else:
            scenario = Scenario.load(self._place(source) if _is_file(source) else source)
        return scenario.varied({PLUGINS: [*scenario.plugins, *self.plugins]} | self._anchored(self.fixed))

    def _place(self, named: str) -> str:
        """Return where a file lies that a value names."""
        return str(Path(self.folder) / self.files.get(named, named))

    def _anchored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        named = network_file(values)
        known = with_network_file(values, self.files[named]) if named in self.files else values
        return anchored(known, self.folder) if self.folder or self.files else dict(values)

    @property
    def largest(self) -> Scenario:
        """The scenario with the most consumers and weeks that factors give it, other factors as they are."""
        sizes = {path: values.tried for path, values in self.factors.items() if path in ("consumers", "weeks")}
        return self.base.varied({path: max(tried) for path, tried in sizes.items()})

    def scenario_at(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario at some values of factors; the factor ``scenario`` names another one, or a variant."""
        base = self._loaded(values[SCENARIO]) if SCENARIO in values else self.base
        changes = {path: value for path, value in values.items() if path != SCENARIO}
        return base.varied(self._anchored(changes) | {"variants": {}})

    def scenario_of(self, point: int, replication: int) -> Scenario:
        """Return the scenario that is run at a point, in a replication of those that there are.

        Raises:
            DesignError: if there is no such point or replication.
            ScenarioError: if the values at the point do not go together.
        """
        if not 0 <= point < len(self):
            raise DesignError([f"`point`: {point} is not allowed: points go from 0 to {len(self) - 1}"])
        last = (self.precision.at_most if self.precision else self.replications) - 1
        if not 0 <= replication <= last:
            raise DesignError([f"`replication`: {replication} is not allowed: replications go from 0 to {last}"])
        return self.scenario_at(self.point(point).values)

    @cached_property
    def _listed(self) -> tuple[dict[str, Any], ...]:
        return tuple(_read_cases(Path(self.folder) / self.table)) if self.table else self.cases

    @cached_property
    def paths(self) -> list[str]:
        """The paths of the factors, in order."""
        if self.design != "list":
            return list(self.factors)
        return list(dict.fromkeys(path for case in self._listed for path in case))

    @cached_property
    def _unit(self) -> Any:
        return unit_points(self.design, len(self.factors), self.points, self.seed)

    def __len__(self) -> int:
        """Return the number of points."""
        if self.design in SAMPLED:
            return len(self._unit)
        if self.design == "list":
            return len(self._listed)
        size = 1
        for values in self.factors.values():
            size *= len(values.levels)
        return size

    def point(self, number: int) -> DesignPoint:
        """Return a point by its number."""
        if self.design == "list":
            return DesignPoint(number, dict(self._listed[number]))
        if self.design in SAMPLED:
            share = self._unit[number]
            pairs = zip(self.factors.items(), share, strict=True)
            return DesignPoint(number, {path: values.at(float(u)) for (path, values), u in pairs})
        point: dict[str, Any] = {}
        left = number
        for path, factor in reversed(self.factors.items()):
            left, place = divmod(left, len(factor.levels))
            point[path] = factor.levels[place]
        return DesignPoint(number, dict(reversed(point.items())))

    @cached_property
    def columns(self) -> list[Factor]:
        """The factors as columns of a table: all numbers, all whole numbers, or all texts."""
        if self.design == "list":
            return [Factor.of(path, [case.get(path) for case in self._listed]) for path in self.paths]
        return [Factor.of(path, values.levels or values.tried) for path, values in self.factors.items()]

    def resolved(self) -> dict[str, Any]:
        """Return the design as data that needs no other file: the scenario in full, and the points of a list."""
        files = {named: path for named, path, *_ in self.named_files()}
        return self._said() | {"scenario": self.base.model_dump(mode="json"), "files": files}

    @classmethod
    def as_then(cls, dump: Mapping[str, Any]) -> Self:
        """Return the design of which an earlier version wrote this, with what is new since, which was idle."""
        then = dict(dump)
        for name, section in (("scenario", Scenario), ("precision", Precision)):
            if isinstance(then.get(name), Mapping):
                then[name] = section.as_then(then[name])
        return cls(**then)

    def _decisive(self) -> dict[str, Any]:
        """Return what is said, without what is idle or only describes."""
        content = self._said()
        return content | {"title": "", "precision": without_idle(self.precision, content["precision"])}

    def _said(self) -> dict[str, Any]:
        data = self.model_dump(mode="json", exclude={"files"})
        return data | ({"table": "", "cases": list(self._listed)} if self.design == "list" else {})

    @property
    def digest(self) -> str:
        """The SHA-256 of all that decides what comes out, in hexadecimal: the scenario in full among it.

        Of files that values name, networks and scenarios, the content counts, not where they lie.

        Raises:
            ScenarioError: if one of them cannot be read.
        """
        content = self._decisive() | {"scenario": self.base.digest, "fixed": self._contents(self.fixed, {})}
        known: dict[str, dict[str, Any]] = {}
        content["cases"] = [self._contents(case, known) for case in content["cases"]]
        for path, values in self.factors.items():
            choices = [self._contents({path: value}, known)[path] for value in values.choices]
            content["factors"][path]["choices"] = choices
        return json_digest(content)

    @property
    def digest_as_written(self) -> str:
        """The digest of what is said, in which files are known by their paths: that of earlier versions."""
        return json_digest(self._decisive() | {"scenario": self.base.digest_as_written})

    def inputs(self) -> dict[str, str]:
        """Return the digests of all that it is made of, as it is understood, by what it is called.

        Raises:
            ScenarioError: if a file cannot be read.
        """
        digests = [self._inputs(self.scenario), self.base.inputs()]
        if self.table:
            digests.append({f"table {Path(self.table).name}": json_digest(list(self._listed))})
        for named in self._naming():
            digests += [self._inputs(named.get(SCENARIO)), self.scenario_at(named).inputs()]
        return merged(digests)

    def _inputs(self, source: Any) -> dict[str, str]:
        if not isinstance(source, str):
            return {}
        name = Path(source).name if Path(source).is_absolute() else source
        return {f"scenario {name}": self._loaded(source).digest_but_files}

    def _naming(self) -> list[dict[str, Any]]:
        """Return the values of points that name networks or scenarios, each once."""
        points = [{path: value} for path, values in self.factors.items() for value in values.choices]
        named = [of_files(point) for point in (*points, *self._listed)]
        return list({json_digest(each): each for each in named if each}.values())

    def _contents(self, values: Mapping[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Return values with the digests of the scenarios and networks that they name, instead of the names."""
        named = of_files(values)
        if not named:
            return dict(values)
        key = json_digest(named)
        if key not in known:
            try:
                scenario = self.scenario_at(named)
                known[key] = contents_of(named, scenario.digest, scenario.inputs())
            except ScenarioError:
                # Values that do not go together are a run that fails.
                known[key] = named
        return {**values, **known[key]}

    def named_files(self) -> Iterator[tuple[str, str, Scenario, bool]]:
        """Yield the files that values name: the name, where it lies, the scenario with it, and whether it is one."""
        for values in (of_files(self.fixed), *self._naming()):
            for path, named in ((FILE, network_file(values)), (SCENARIO, values.get(SCENARIO))):
                if isinstance(named, str) and (path == FILE or _is_file(named)):
                    scenario = self._loaded(named) if path == SCENARIO else self.scenario_at(values)
                    yield named, str(Path(self._place(named)).resolve()), scenario, path == SCENARIO

    def reads_files(self) -> Iterator[str]:
        """Yield the files that are read when its points are run, beside that of its own scenario's network."""
        for named, path, scenario, is_scenario in self.named_files():
            yield from (self._place(named), path) if is_scenario else ()
            yield from map(str, scenario.network.reads_files())

    def anywhere(self) -> Self:
        """Return the same design, which can be read in any folder: its own is told in full."""
        whole = {named: str(Path(path).absolute()) for named, path in self.files.items()}
        return self.model_copy(update={"folder": str(Path(self.folder).absolute()), "files": whole})

    @classmethod
    def load(cls, source: str | Path, network: Mapping[str, Any] | None = None) -> Self:
        """Return the design of a TOML file, or of a name among those that come along; on another ``network``, if given.

        Raises:
            DesignError: with every mistake in it.
        """
        path, data = read_declared(source, DESIGNS, "design", network)
        try:
            design = cls(**data)
            if network and not {"network", "network.kind", FILE}.isdisjoint(design.paths):
                raise DesignError(["`network`: which one it is varies in this design, so none can be given"])
        except DesignError as error:
            raise DesignError(error.lines, str(path)) from None
        return design


def _is_file(named: str) -> bool:
    """Tell whether a value names a file, and not a preset."""
    return bool(Path(named).suffix) or ".toml" in named


def _read_cases(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the points of a list; an empty cell leaves out its factor, and the scenario's own value stays."""
    try:
        rows = read_table(path, numbers=None).rows
    except DataError as error:
        raise DesignError(error.lines, "table") from None
    for row in itertools.islice(rows, MOST_POINTS):
        yield {name: _as_toml(text) for name, text in row.cells.items() if text}


def _as_toml(text: str) -> Any:
    try:
        return toml_value_of(text)
    except ValueError:
        return text
