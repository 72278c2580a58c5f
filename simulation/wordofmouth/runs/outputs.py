"""Outputs: what one run gives back, taken from those that are kept where it is there, and else simulated."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, Self

from wordofmouth.engine.records import Array
from wordofmouth.market.run import Run
from wordofmouth.networks.network import Network
from wordofmouth.runs.identity import run_address
from wordofmouth.runs.store import Entry, RunStore
from wordofmouth.scenario.scenario import Scenario

type Columns = dict[str, Array]


class Seen(Protocol):
    """What an observer has to tell."""

    def columns(self) -> Columns:
        """Return what was seen."""


class RunOutput(NamedTuple):
    """What one replication of one scenario gives back.

    Attributes:
        table: the adoption table, by column.
        network_digest: of its network.
        notes: what whoever asked for it should know.
        seen: what its observers saw, by their names.
    """

    table: Columns
    network_digest: str
    notes: tuple[str, ...]
    seen: dict[str, Columns]

    @classmethod
    def of(cls, run: Run, observers: Mapping[str, Seen] | None = None) -> Self:
        """Return what a run at its end gives back."""
        seen = {name: observer.columns() for name, observer in (observers or {}).items()}
        return cls(run.table(), run.network.digest, tuple(run.notes), seen)


def network_digests(replications: Sequence[Sequence[RunOutput]]) -> list[str]:
    """Return the digest of every network, replication by replication."""
    return [output.network_digest for outputs in replications for output in outputs]


def taken(
    store: RunStore, scenario: Scenario, *, seed: int, replication: int, network: Network | None = None
) -> RunOutput | None:
    """Return what is kept of a run; None if nothing is."""
    entry = store.find(run_address(scenario, seed, replication, network, made=store.made_with))
    return None if entry is None else _of_entry(entry)


def output(
    store: RunStore | None,
    scenario: Scenario,
    make: Callable[[], RunOutput | Run],
    *,
    seed: int,
    replication: int,
    network: Network | None = None,
    is_watched: bool = False,
) -> RunOutput:
    """Return what is kept of a whole run; else what it gives back when it is simulated now, which is kept.

    Args:
        store: of kept runs; without one it is simulated.
        scenario: what is run.
        make: returns the run at its end, or what that gives back.
        seed: of the run.
        replication: its number.
        network: ties that it has instead of the scenario's.
        is_watched: whether it has observers, so that it is simulated in any case.
    """
    address = b""
    if store is not None:
        address = run_address(scenario, seed, replication, network, made=store.made_with)
        if not is_watched and (entry := store.find(address)) is not None:
            return _of_entry(entry)
    run = make()
    made = run if isinstance(run, RunOutput) else RunOutput.of(run)
    if store is not None:
        store.keep(address, Entry({"network": made.network_digest, "notes": list(made.notes)}, made.table))
    return made


def _of_entry(entry: Entry) -> RunOutput:
    return RunOutput(dict(entry.arrays), entry.content["network"], tuple(entry.content["notes"]), {})
