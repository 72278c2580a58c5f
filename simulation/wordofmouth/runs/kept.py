"""Kept runs: markets and textbook models in the midst of their weeks, in a file from which they go on to the same bits.

The file is an archive, see :mod:`wordofmouth.results.archive`. Its document says what was run (``scenario``, ``seed``,
``lineage``), with which code, and of each of its ``runs`` the ``replication``, what it records, its network and its
state, which names the arrays. Networks are in it, so it needs no other file; what people are called is not.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.engine.state import set_state, state_of
from wordofmouth.errors import KeptError, ScenarioError
from wordofmouth.market.copies.branching import KEPT_IF_NEEDED
from wordofmouth.market.copies.copied import Copied
from wordofmouth.networks.network import Network
from wordofmouth.resources import version
from wordofmouth.results.archive import Archive, digest_of, written
from wordofmouth.results.code import code_digest
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.scenario import Scenario

FORMAT, VERSION = "wordofmouth runs", 1
_TIES = ("starts", "targets", "strong", "community")


class Snapshot(NamedTuple):
    """One run as it is kept.

    Attributes:
        entry: what the document says of it.
        arrays: the arrays that the entry names: the bytes of ``.npy`` files.
    """

    entry: dict[str, Any]
    arrays: dict[str, bytes]

    @classmethod
    def of(cls, run: Any) -> Self:
        """Return a run as it is now.

        Raises:
            KeptError: if a week is under way, or a part of it remembers what cannot be kept.
        """
        if len(next(iter(run.history.values()))) != run.week:
            raise KeptError(f"week {run.week} is under way; a run is kept between two weeks, after close_week()")
        arrays: dict[str, bytes] = {}
        network: Network = run.network
        try:
            ties = state_of(_Ties(network), arrays, digest_of)
            state = state_of(run, arrays, digest_of)
        except TypeError as error:
            raise KeptError(f"this run cannot be kept: {error}") from None
        entry = {
            "replication": run.replication,
            "week": run.week,
            "record": sorted(getattr(run, "recorded", ())),
            "network": {**ties, "directed": network.directed, "notes": list(network.notes)},
            "state": state,
        }
        return cls(entry, arrays)

    def columns(self) -> dict[str, Array]:
        """Return it as columns, as it goes from one process to another."""
        document = json.dumps(self.entry).encode()
        return {name: np.frombuffer(content, np.uint8) for name, content in {"": document, **self.arrays}.items()}

    @classmethod
    def of_columns(cls, columns: Mapping[str, Array]) -> Self:
        """Return what :meth:`columns` returned."""
        content = {name: values.tobytes() for name, values in columns.items()}
        return cls(json.loads(content.pop("")), content)


class _Ties:
    """The arrays of a network."""

    changing: ClassVar[tuple[str, ...]] = _TIES

    def __init__(self, network: Network | None = None) -> None:
        for name in _TIES:
            setattr(self, name, getattr(network, name, None))


@contextmanager
def keeping(
    path: str | Path, scenario: Scenario, seed: int, lineage: Iterable[Mapping[str, Any]] = ()
) -> Iterator[Callable[[Snapshot], None]]:
    """Yield what is called with each of the runs that a file is to keep; it is written whole or not at all.

    ``lineage`` says what they have gone through before, the earliest first: each entry the ``scenario`` and its
    ``scenario_digest``, and the ``week`` at whose end it was left for the next.

    Raises:
        KeptError: if the file cannot be written.
    """
    path = Path(path)
    entries: list[dict[str, Any]] = []
    try:
        with written(path) as archive:

            def add(snapshot: Snapshot) -> None:
                archive.add(snapshot.arrays)
                entries.append(snapshot.entry)

            yield add
            archive.end(
                {
                    "format": FORMAT,
                    "version": VERSION,
                    "wordofmouth": version(),
                    "code": code_digest(),
                    "scenario": scenario.model_dump(mode="json"),
                    "scenario_digest": scenario.digest_but_files,
                    "seed": seed,
                    "lineage": list(lineage),
                    "runs": sorted(entries, key=lambda entry: entry["replication"]),
                }
            )
    except OSError as error:
        raise KeptError(f"{path}: cannot be written ({error.strerror or error})") from None


class Kept:
    """A file of kept runs.

    Attributes:
        path, digest: the file, and the digest of what it says.
        scenario, seed: what was run.
        lineage: what the runs have gone through before, see :func:`keeping`.
        week: the week at whose end they are.
        replications: their numbers.

    Raises:
        KeptError: if it cannot be read, is not as it was written, or is of another version or another code.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with Archive(path) as archive:
            document, self.digest = archive.document, archive.digest
        if document.get("format") != FORMAT:
            raise KeptError(f"{path}: this is no file of kept runs")
        if document.get("version") != VERSION:
            raise KeptError(
                f"{path}: it is of version {document.get('version')} and this reads {VERSION}; make it again"
            )
        if document.get("code") != code_digest():
            raise KeptError(
                f"{path}: it was kept by other code (wordofmouth {document.get('wordofmouth')}), with which alone it "
                "goes on to the same bits; make it again with this one"
            )
        try:
            self.seed: int = document["seed"]
            self.lineage: list[dict[str, Any]] = document["lineage"]
            self._entries = {entry["replication"]: entry for entry in document["runs"]}
            self.week: int = min(entry["week"] for entry in self._entries.values())
            self.scenario = scenario_without_file(document["scenario"])
            is_same = self.scenario.digest_but_files == document["scenario_digest"]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KeptError(f"{path}: it is damaged ({_first_line(error)}); make it again") from None
        if not is_same:
            raise KeptError(f"{path}: the scenario in it is not the one that was run; make it again")

    @property
    def replications(self) -> tuple[int, ...]:
        """The numbers of the replications."""
        return tuple(self._entries)

    def run(self, replication: int | None = None) -> Any:
        """Return a run as it was kept; the only one, unless its number is given.

        Raises:
            KeptError: if there is none of this number, or it is damaged.
        """
        if replication is None and len(self._entries) > 1:
            raise KeptError(f"{self.path}: it holds {len(self._entries)} replications; say which, from 0")
        number = next(iter(self._entries)) if replication is None else replication
        if number not in self._entries:
            raise KeptError(f"{self.path}: it holds no replication {number}; it has {_listed(self.replications)}")
        entry = self._entries[number]
        with Archive(self.path) as archive:
            if archive.digest != self.digest:
                raise KeptError(f"{self.path}: it was changed while it was read")
            try:
                network = _network(entry["network"], archive)
                run: Any = start(
                    self.scenario, seed=self.seed, replication=number, network=network, record=entry["record"]
                )
                set_state(run, entry["state"], archive.array)
                run.lineage = tuple(self.lineage)
                check(run)
            except KeptError:
                raise
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                raise KeptError(f"{self.path}: it is damaged ({_first_line(error)}); make it again") from None
        return run


def is_kept(source: str | Path) -> bool:
    """Tell whether there is a file of this name that may keep runs, and is no scenario."""
    path = Path(source)
    try:
        with path.open("rb") as file:
            return path.suffix != ".toml" and file.read(2) == b"PK"
    except OSError:
        return False


def load_run(path: str | Path, replication: int | None = None) -> Any:
    """Return the run that a file keeps, of whatever model: a market, or a textbook's diffusion.

    Args:
        path: the file.
        replication: which, if the file keeps several.

    Raises:
        KeptError: if it cannot be read, is damaged, or of another version or another code.
    """
    return Kept(path).run(replication)


def load(path: str | Path, kind: type[Copied], replication: int | None = None) -> Any:
    """Return a kept run, which must be of a kind.

    Raises:
        KeptError: if it cannot be read, or is of another kind.
    """
    run = load_run(path, replication)
    if not isinstance(run, kind):
        model = run.scenario.model.kind
        raise KeptError(f"{path}: this is a run of the model {model!r}, not a {kind.__name__}; load_run reads any")
    return run


def save(run: Any, path: str | Path) -> Path:
    """Write one run to a file, whole or not at all; return the file.

    Raises:
        KeptError: if a week is under way, a part remembers what cannot be kept, or the file cannot be written.
    """
    snapshot = Snapshot.of(run)
    with keeping(path, run.scenario, run.seed, run.lineage) as keep:
        keep(snapshot)
    return Path(path)


def scenario_without_file(data: Mapping[str, Any]) -> Scenario:
    """Return the scenario of kept tables, though the file of its network may be elsewhere or gone.

    Raises:
        ScenarioError: if it has other mistakes.
    """
    try:
        return Scenario.from_dict(data)
    except ScenarioError:
        section = data.get("network")
        kind = NetworkGenerator.kinds.get(section.get("kind", "")) if isinstance(section, Mapping) else None
        if kind is None or not kind.brings_consumers:
            raise
        rest = {name: value for name, value in data.items() if name != "network"}
        return Scenario.from_dict(rest).model_copy(update={"network": kind.model_construct(**dict(section or {}))})


def check(run: Any) -> None:
    """Check that what is an index in a run's tables leads to a place that is there, since kernels do not look.

    Raises:
        ValueError: if one does not.
    """
    network = run.network
    if hasattr(run, "brand_states"):
        consumers, states = run.people
        _within(consumers["segment"], len(run.segments))
        _within(consumers["community"], network.n_communities)
        _within(states["gift"], len(run.terms))
        _within(states["advocate"], len(run.roles.table))
        _within(states["bought_at"], run.week + 1)
        _within(states["satisfied_friends"], run.reassurance.shape[1])
        for name, most in (
            ("last_speaker", run.n),
            ("last_channel", len(run.channels)),
            ("critic_channel", len(run.channels)),
        ):
            _within(states[name] + 1, most + 1)
        if states.shape != (run.n, len(run.offers)) or consumers.shape != (run.n,):
            raise ValueError("tables of another size")
        wide = {"place_fear": (run.n, 1 + int(run.places.max())), "unfollowed": run.audiences[1].shape}
        wide |= {"member": (run.n,), "attraction": (run.n,)}
        for name in KEPT_IF_NEEDED:
            whole = wide.get(name, states.shape)
            if getattr(run, name).shape not in (whole, (0, *whole[1:])):
                raise ValueError("a table of another size")
        if run.own_forums.shape != (len(run.offers),):
            raise ValueError("forums of another number of brands")
        if run.forum.shape != (network.n_communities, len(run.offers), 2):
            raise ValueError("a forum of another size")
    else:
        _within(run.state, len(run.model.states))
        if run.state.shape != (run.n,):
            raise ValueError("states of another number of consumers")


def _within(places: Any, end: int) -> None:
    if len(places) and not (places.min() >= 0 and places.max() < end):
        raise ValueError(f"a place beyond {end}")


def _network(entry: Mapping[str, Any], archive: Archive) -> Network:
    ties: Any = _Ties()
    set_state(ties, {name: entry[name] for name in _TIES}, archive.array)
    starts, targets, strong, community = (getattr(ties, name) for name in _TIES)
    n = len(strong)
    kinds = [array.dtype for array in (starts, targets, strong, community)]
    if kinds != [np.int64, np.int32, np.int32, np.int32] or starts.shape != (n + 1,) or community.shape != (n,):
        raise ValueError("ties of another form")
    degree = np.diff(starts)
    if starts[0] or starts[-1] != len(targets) or (degree < 0).any() or (strong < 0).any() or (strong > degree).any():
        raise ValueError("rows of ties that do not fit together")
    _within(targets, n)
    _within(community, n)
    if not np.bincount(community).all():
        raise ValueError("a community of nobody")
    return Network(starts, targets, strong, community, None, bool(entry["directed"]), tuple(map(str, entry["notes"])))


def _listed(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
