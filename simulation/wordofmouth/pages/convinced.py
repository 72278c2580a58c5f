"""Who convinced whom: every first purchase of the first brand, and who spoke last before it, for the stage."""

from typing import cast

import numpy as np

from wordofmouth.instruments.influence import influence
from wordofmouth.market.market import Market
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario

# Channels through which one consumer speaks to another, in the order of the numbers that stand for them.
PERSONAL = ("friends", "acquaintances", "leaders")


def convinced(scenario: Scenario, seed: int, network: Network | None = None) -> bytes:
    """Return who convinced whom in a run of at most 32,767 consumers: int16 quadruples.

    They are buyer, speaker, week and place in ``PERSONAL``, in the order of weeks.
    """
    market = cast("Market", simulate(scenario, seed=seed, network=network, record={"influence"}))
    columns = influence(market)
    place = {kind: k for k, kind in enumerate(PERSONAL)}
    channel = np.array([place.get(kind, -1) for kind in columns["channel"]], np.int16)
    chosen = (columns["brand"] == market.offers[0].name) & (columns["parent"] >= 0) & (channel >= 0)
    rows = np.column_stack([columns["consumer"], columns["parent"], columns["week"], channel])[chosen]
    return np.ascontiguousarray(rows.astype("<i2")).tobytes()
