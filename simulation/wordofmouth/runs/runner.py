"""Runner: replications of scenarios, here or in parallel processes, to the byte the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, Protocol, Self

from wordofmouth.engine.records import Array
from wordofmouth.errors import LostRunError
from wordofmouth.market.run import Run
from wordofmouth.networks.network import Network
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.runs.same_code import SameCode
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.threads import side_by_side
from wordofmouth.scenario.scenario import Scenario

REPLICATIONS = 20

type Columns = dict[str, Array]
type Progress = Callable[[int], None]
type Simulate = Callable[[Iterable[int]], Iterator[tuple[int, list[RunOutput]]]]


class Observer(Protocol):
    """Looks at one run, as what a run is watched by does, and says at its end what it has seen."""

    def __call__(self, run: Any, /) -> object:
        """Look at the run, before its first week and at the end of each."""

    def columns(self) -> Columns:
        """Return what was seen."""


class AtTheEnd:
    """Observes a run by a function of it at its end."""

    def __init__(self, tell: Callable[[Any], Columns]) -> None:
        self._tell = tell

    def __call__(self, run: Any) -> None:
        """Remember the run."""
        self._run = run

    def columns(self) -> Columns:
        """Return what the function has to tell of it."""
        return self._tell(self._run)


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
    def of(cls, run: Run, observers: Mapping[str, Observer] | None = None) -> Self:
        """Return what a run at its end gives back."""
        seen = {name: observer.columns() for name, observer in (observers or {}).items()}
        return cls(run.table(), run.network.digest, tuple(run.notes), seen)


def without_campaign(scenario: Scenario) -> Scenario | None:
    """Return the scenario without the first brand's campaign; None if it has no campaign."""
    plain = scenario.without_campaign()
    return plain if len(plain.campaign) < len(scenario.campaign) else None


def check_replications(replications: int) -> None:
    """Check that there is something to run.

    Raises:
        ValueError: if not.
    """
    if replications < 1:
        raise ValueError(f"replications: {replications} is not allowed: must be at least 1")


@contextmanager
def simulator(
    scenarios: Sequence[Scenario],
    *,
    seed: int,
    workers: int,
    threads: int = 1,
    network: Network | None = None,
    record: Sequence[str] = (),
    watch: Mapping[str, Callable[[], Observer]] | None = None,
    until: int | None = None,
    begun: "Begun | None" = None,
) -> Iterator[Simulate]:
    """Yield what runs replications of all the scenarios: from numbers, each number with its outputs, as they are done.

    A replication has the same seed in every scenario, and the same network in those that say the same of it. What is
    recorded, and watched by an observer of each kind that is named, is the first scenario alone. Runs stop ``until`` a
    week, and go on from where they have ``begun``, if they have. Without workers they run in this process, in as many
    ``threads``.
    """
    job = _Job(tuple(scenarios), seed, network, tuple(record), dict(watch or {}), until, begun)
    if not workers:
        yield partial(side_by_side, _Replicator(job), threads=threads)
        return
    with Processes(workers, SameCode(_Replicator), job) as processes:
        yield lambda replications: (_alive(result) for _, result in processes.run(replications))


def _alive(result: tuple[int, list[RunOutput]] | Died) -> tuple[int, list[RunOutput]]:
    if isinstance(result, Died):
        raise LostRunError(f"a run could not be ended: {result.reason}")
    return result


def in_order(
    done: Iterator[tuple[int, list[RunOutput]]], progress: Progress | None, before: int = 0
) -> list[list[RunOutput]]:
    """Return what each replication gave, in the order of their numbers, telling the progress how many are done."""
    outputs: dict[int, list[RunOutput]] = {}
    for replication, output in done:
        outputs[replication] = output
        if progress is not None:
            progress(before + len(outputs))
    return [outputs[replication] for replication in sorted(outputs)]


class Begun(Protocol):
    """What has runs that have begun."""

    def __call__(self, scenario: Scenario, seed: int, replication: int, networks: Networks, /) -> Run:
        """Return the run of a number, which goes on in a scenario."""


class _Job(NamedTuple):
    """What every replication shares."""

    scenarios: tuple[Scenario, ...]
    seed: int
    network: Network | None
    record: tuple[str, ...]
    watch: dict[str, Callable[[], Observer]]
    until: int | None
    begun: Begun | None


class _Replicator:
    """Runs all scenarios of a job under the number of a replication."""

    def __init__(self, job: _Job) -> None:
        self._job, self._networks = job, Networks()

    def __call__(self, replication: int) -> tuple[int, list[RunOutput]]:
        return replication, [
            self._output(scenario, replication, is_first=not place)
            for place, scenario in enumerate(self._job.scenarios)
        ]

    def _output(self, scenario: Scenario, replication: int, is_first: bool) -> RunOutput:
        job = self._job
        observers = {name: begin() for name, begin in job.watch.items()} if is_first else {}
        begun = job.begun(scenario, job.seed, replication, self._networks) if job.begun else None
        run = simulate(
            scenario,
            seed=job.seed,
            replication=replication,
            network=job.network,
            networks=self._networks,
            record=job.record if is_first else (),
            watch=observers.values(),
            until=job.until,
            run=begun,
        )
        return RunOutput.of(run, observers)
