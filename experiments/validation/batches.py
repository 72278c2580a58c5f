"""Batches: replications of one scenario on one network, as arrays."""

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.diffusion import begin
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.diffusion import Diffusion
    from simulation.network import Network


def textbook(model: dict[str, Any], network: dict[str, Any] | str, consumers: int, weeks: int) -> Scenario:
    """Return the scenario of a textbook's model; a network that is only named has the defaults of its kind."""
    network = {"kind": network} if isinstance(network, str) else network
    return Scenario(model=model, network=network, consumers=consumers, weeks=weeks)


def ended(scenario: Scenario, replications: int, network: "Network | None" = None) -> "list[Diffusion]":
    """Return the runs of so many replications, on one network unless it is to be built for each."""
    runs = [begin(scenario, 0, replication, network) for replication in range(replications)]
    for run in runs:
        run.run()
    return runs


def batch(
    scenario: Scenario, replications: int, network: "Network | None" = None, measure: str = "penetration"
) -> np.ndarray:
    """Return a measure of the first brand: float64 (replications, weeks)."""
    found = np.empty((replications, scenario.weeks))
    for replication in range(replications):
        run = begin(scenario, 0, replication, network)
        run.run()
        found[replication] = np.concatenate(run.history[measure]).reshape(scenario.weeks, -1)[:, 0]
    return found


def first_period(curves: np.ndarray, share: float) -> np.ndarray:
    """Return the first period in which each curve has reached a share; not a number where none has."""
    reached = curves >= share - 1e-12
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1.0, np.nan)
