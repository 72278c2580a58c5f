"""Batches: replications of one scenario on one network, as arrays."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.engine.records import Array
from wordofmouth.market.market import Market
from wordofmouth.runs.simulate import simulate, weeks
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network


def textbook(model: dict[str, Any], network: dict[str, Any] | str, consumers: int, weeks: int) -> Scenario:
    """Return the scenario of a textbook's model; a network that is only named has the defaults of its kind."""
    network = {"kind": network} if isinstance(network, str) else network
    return Scenario.from_dict({"model": model, "network": network, "consumers": consumers, "weeks": weeks})


def weeks_of[Kind: (Market, Diffusion)](
    kind: type[Kind], scenario: Scenario, replication: int = 0, network: "Network | None" = None, seed: int = 0
) -> Iterator[Kind]:
    """Yield a run of the kind that the scenario's model makes, before its first week and at the end of each."""
    for run in weeks(scenario, seed=seed, replication=replication, network=network):
        assert isinstance(run, kind)
        yield run


def ended(scenario: Scenario, replications: int, network: "Network | None" = None) -> list[Diffusion]:
    """Return so many runs of a cascade, until nobody changes any more; on one network, or on one built for each."""
    return [_ended(weeks_of(Diffusion, scenario, number, network)) for number in range(replications)]


def _ended(passing: Iterator[Diffusion]) -> Diffusion:
    before: Array | None = None
    for run in passing:
        if before is not None and np.array_equal(before, run.state):
            break
        before = run.state.copy()
    return run


def batch(scenario: Scenario, replications: int, network: "Network | None" = None) -> Array:
    """Return the shares who have adopted, period by period: float64 (replications, weeks)."""
    return batches(scenario, replications, ("penetration",), network)["penetration"]


def batches(
    scenario: Scenario, replications: int, measures: Sequence[str], network: "Network | None" = None
) -> dict[str, Array]:
    """Return measures of the first brand, period by period: float64 (replications, weeks) each."""
    by_measure = {name: np.empty((replications, scenario.weeks)) for name in measures}
    for replication in range(replications):
        run = simulate(scenario, seed=0, replication=replication, network=network)
        for name, values in by_measure.items():
            values[replication] = np.concatenate(run.history[name]).reshape(scenario.weeks, -1)[:, 0]
    return by_measure


def first_period(curves: Array, share: float) -> Array:
    """Return the first period in which each curve has reached a share; not a number where none has."""
    reached = curves >= share - 1e-12
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1.0, np.nan)
