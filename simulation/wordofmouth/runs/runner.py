"""Runner: replications of scenarios, here or in parallel processes, to the byte the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple, Protocol

from wordofmouth.errors import LostRunError
from wordofmouth.market.run import Run
from wordofmouth.networks.network import Network
from wordofmouth.runs.bar import Progress
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import Columns, RunOutput, taken
from wordofmouth.runs.outputs import output as output_of
from wordofmouth.runs.processes import Died
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.runs.threads import side_by_side
from wordofmouth.scenario.scenario import Scenario

REPLICATIONS = 20

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


def without_campaign(scenario: Scenario) -> Scenario | None:
    """Return the scenario without the first brand's campaign; None if it has no campaign."""
    plain = scenario.without_campaign()
    return plain if len(plain.campaign) < len(scenario.campaign) else None


def check_replications(replications: int) -> None:
    """Check that there is something to run.

    Raises:
        ValueError: if not.
    """
    if isinstance(replications, bool) or not isinstance(replications, int) or replications < 1:
        raise ValueError(f"replications: {replications!r} is not allowed: must be a whole number of at least 1")


@contextmanager
def simulator(
    scenarios: Sequence[Scenario],
    *,
    seed: int,
    workers: int,
    threads: int = 1,
    cluster: str = "",
    network: Network | None = None,
    record: Sequence[str] = (),
    watch: Mapping[str, Callable[[], Observer]] | None = None,
    until: int | None = None,
    begun: "Begun | None" = None,
    store: RunStore | None = None,
) -> Iterator[Simulate]:
    """Yield what runs replications of all the scenarios: from numbers, each number with its outputs, as they are done.

    A replication has the same seed in every scenario, and the same network in those that say the same of it. What is
    recorded, and watched by an observer of each kind that is named, is the first scenario alone. Runs stop ``until`` a
    week, and go on from where they have ``begun``, if they have. Whole runs that nobody watches are taken from a
    ``store`` where they are in it, and are kept there. Without workers they run in this process, in as many
    ``threads``; or on the workers of a ``cluster``, the address of a scheduler, if there is one.
    """
    job = _Job(tuple(scenarios), seed, network, tuple(record), dict(watch or {}), until, begun, store)
    here = _Replicator(job)
    with store or nullcontext(), parallel(_Replicator, job, workers=workers, cluster=cluster) as processes:

        def simulate(replications: Iterable[int]) -> Iterator[tuple[int, list[RunOutput]]]:
            left = []
            for replication in replications:
                outputs = here.taken(replication)
                if outputs is None:
                    left.append(replication)
                else:
                    yield replication, outputs
            if workers or cluster:
                yield from (_alive(result) for _, result in processes.run(left))
            else:
                yield from side_by_side(here, left, threads)

        yield simulate


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
    store: RunStore | None

    @property
    def is_whole(self) -> bool:
        """Whether runs begin with their first week and end with their last."""
        return self.until is None and self.begun is None

    @property
    def is_watched(self) -> bool:
        """Whether anything is asked of the first scenario's runs beside what they give back."""
        return bool(self.record or self.watch)


class _Replicator:
    """Runs all scenarios of a job under the number of a replication."""

    def __init__(self, job: _Job) -> None:
        self._job, self._networks = job, Networks()

    def __call__(self, replication: int) -> tuple[int, list[RunOutput]]:
        with self._job.store or nullcontext():
            return replication, [
                self._output(scenario, replication, is_watched=not place and self._job.is_watched)
                for place, scenario in enumerate(self._job.scenarios)
            ]

    def taken(self, replication: int) -> list[RunOutput] | None:
        """Return what all scenarios give back, if that is kept of each of them."""
        job, outputs = self._job, []
        if job.store is None or job.is_watched or not job.is_whole:
            return None
        for scenario in job.scenarios:
            one = taken(job.store, scenario, seed=job.seed, replication=replication, network=job.network)
            if one is None:
                return None
            outputs.append(one)
        return outputs

    def _output(self, scenario: Scenario, replication: int, is_watched: bool) -> RunOutput:
        job = self._job

        def simulated() -> RunOutput:
            observers = {name: begin() for name, begin in job.watch.items()} if is_watched else {}
            record = job.record if is_watched else ()
            return RunOutput.of(self._run(scenario, replication, record, observers.values()), observers)

        return output_of(
            job.store if job.is_whole else None,
            scenario,
            simulated,
            seed=job.seed,
            replication=replication,
            network=job.network,
            is_watched=is_watched,
        )

    def _run(self, scenario: Scenario, replication: int, record: Sequence[str], watch: Iterable[Observer]) -> Run:
        job = self._job
        return simulate(
            scenario,
            seed=job.seed,
            replication=replication,
            network=job.network,
            networks=self._networks,
            record=record,
            watch=watch,
            until=job.until,
            run=job.begun(scenario, job.seed, replication, self._networks) if job.begun else None,
        )
