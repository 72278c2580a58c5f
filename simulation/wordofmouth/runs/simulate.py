"""Simulate: the one way in which a scenario is run, from its first week to its last or week by week.

Every run passes here, whoever asks for it: a task in worker processes, an instrument, a page of the lab. So networks
are shared (``networks``), records kept (``record``) and runs looked at (``watch``) in one place and in one manner.
"""

import functools
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.engine.kernels import rehearsed
from wordofmouth.errors import ScenarioError
from wordofmouth.market.run import Run
from wordofmouth.networks.network import Network
from wordofmouth.runs.ahead import compile_ahead
from wordofmouth.runs.networks import Networks
from wordofmouth.scenario.scenario import Scenario

# Consumers of a rehearsal: few, and more for a network or a campaign that cannot do with those.
_STAGES = (60, 300)

type Watch = Callable[[Any], object]


def simulate(
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    network: Network | None = None,
    networks: Networks | None = None,
    record: Collection[str] = (),
    watch: Iterable[Watch] = (),
    until: int | None = None,
    run: Run | None = None,
) -> Run:
    """Return a run of a scenario at the end of its last week, or of an earlier one.

    Args:
        scenario: what is run.
        seed: from which, with the number of the replication, all random numbers come.
        replication: another number gives another run of the same seed.
        network: ties to use instead of the scenario's.
        networks: where the scenario's network is looked for and kept for others; without, this run builds its own.
        record: what is recorded beside the measures, see :mod:`wordofmouth.market.recorder`.
        watch: called with the run before its first week and at the end of each.
        until: the week at whose end it stops, if that is not the last.
        run: one that has begun, and is gone on with in place of a new one.

    Raises:
        ScenarioError: if the scenario does not fit its network, the network cannot be built, or the model does not
            know what is to be recorded.
        ValueError: if the seed is out of range.
    """
    passing = weeks(
        scenario,
        seed=seed,
        replication=replication,
        network=network,
        networks=networks,
        record=record,
        watch=watch,
        until=until,
        run=run,
    )
    return deque(passing, maxlen=1).pop()


def weeks(
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    network: Network | None = None,
    networks: Networks | None = None,
    record: Collection[str] = (),
    watch: Iterable[Watch] = (),
    until: int | None = None,
    run: Run | None = None,
) -> Iterator[Run]:
    """Yield a run before its first week and at the end of each, always the same object; arguments as of ``simulate``.

    Nothing is built before the first is asked for, and no week is simulated that nobody asks for.
    """
    if run is None:
        run = start(scenario, seed=seed, replication=replication, network=network, networks=networks, record=record)
    watchers, last = tuple(watch), scenario.weeks if until is None else min(until, scenario.weeks)
    while True:
        for look in watchers:
            look(run)
        yield run
        if run.week >= last:
            return
        run.step()


def start(
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    network: Network | None = None,
    networks: Networks | None = None,
    record: Collection[str] = (),
) -> Run:
    """Return a run before its first week, for whoever steps it himself, as Mesa does; arguments as of ``simulate``."""
    COMPILING.expect(functools.partial(_prepare, scenario, record))
    if network is None and networks is not None:
        network = networks.of(scenario, seed, replication)
    run: Run = scenario.model.start(scenario, seed, replication, network, record)
    return run


def _prepare(scenario: Scenario, record: Collection[str]) -> dict[str, int]:
    """Return the weights of what a run will wait for, and begin to have it compiled."""
    calls = rehearsed(functools.partial(_rehearse, scenario, record))
    compile_ahead(calls)
    return {name: weight for call in calls for name, weight in call.weights.items()}


def _rehearse(scenario: Scenario, record: Collection[str]) -> None:
    """Run a scenario among few consumers, with all its parts: what is called then will be called in earnest."""
    seen: dict[str, Any] = {f"network.{name}": value for name, value in scenario.network.to_be_seen().items()}
    # A condition that holds among many may never hold among few.
    seen |= {f"campaign.{lever.label}.when": "" for lever in scenario.campaign if lever.when}
    for consumers in _STAGES:
        if not scenario.network.brings_consumers and scenario.consumers > consumers:
            with suppress(ScenarioError):
                scenario = scenario.varied({"consumers": consumers, "variants": {}} | seen)
    run: Run = scenario.model.start(scenario, 0, 0, None, record)
    while run.week < scenario.weeks:
        run.step()


def check_market(scenario: Scenario) -> None:
    """Check that a scenario's model is a market: with consumers who can be asked, heard and followed.

    Raises:
        ScenarioError: if it is a textbook's.
    """
    if "campaigns" not in scenario.model.knows:
        raise ScenarioError([f"model: the model {scenario.model.kind!r} has no market; this needs 'consumer'"])
