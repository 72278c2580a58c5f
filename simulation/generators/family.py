"""The family of network generators."""

from typing import Literal, NamedTuple

import numpy as np

from simulation.network import STRONG_SHARE, Network
from simulation.parts import ASSUMPTION, Part, setting

CommunityMethod = Literal["label_propagation", "louvain", "none"]


class Mistake(NamedTuple):
    """What is wrong with one field of a generator for a population of some size, and the nearest thing that works."""

    field: str
    value: object
    message: str


class NetworkGenerator(Part, family="network"):
    """Builds the social network of a population."""

    strong_share: float = setting(
        STRONG_SHARE,
        "Share of ties that are strong, between friends or family; the others are acquaintances met online",
        unit="share of ties",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what keeps this generator from serving so many consumers, before anything is built."""
        return []

    def build(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of so many consumers: the same bits for the same fields and key."""
        raise NotImplementedError


class PlainGenerator(NetworkGenerator):
    """Builds ties alone; the communities are found in them."""

    community_method: CommunityMethod = setting(
        "label_propagation", "How e-communities are found in the ties; `none` puts everyone in one", unit="method"
    )

    def build(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of so many consumers: the same bits for the same fields and key."""
        from simulation.community_detection import detect

        network = self.ties(consumers, np.uint64(key))
        return network.with_communities(detect(network, self.community_method, key))

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the network with everyone in one community."""
        raise NotImplementedError
