"""The family of network generators: what each has, and what each must do."""

from typing import ClassVar, Literal, NamedTuple

import numpy as np

from wordofmouth.networks.communities import detect
from wordofmouth.networks.network import MOST_CONSUMERS, STRONG_SHARE, Network
from wordofmouth.scenario.parts import ASSUMPTION, Part, setting

CommunityMethod = Literal["label_propagation", "louvain", "none"]


class Mistake(NamedTuple):
    """What is wrong with one field for a population of some size; ``consumers`` names that size itself."""

    field: str
    value: object
    message: str


class NetworkGenerator(Part, family="network"):
    """Builds the social network of a population.

    One that ``is_fixed`` builds the same network in every run: there is one such network, as in a file.
    """

    is_fixed: ClassVar[bool] = False

    strong_share: float = setting(
        STRONG_SHARE,
        "share of the ties that are strong: friends and family, not acquaintances met online",
        unit="share of ties",
        source=ASSUMPTION,
        ge=0,
        le=1,
    )

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what keeps this generator from serving so many consumers; nothing is built."""
        return []

    def build(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of so many consumers, a function of the fields and the key to the bit.

        Raises:
            ValueError: if there are mistakes.
        """
        mistakes = self.mistakes(consumers)
        if mistakes:
            raise ValueError("; ".join(f"{field}: {message}" for field, _, message in mistakes))
        return self.network(consumers, np.uint64(key))

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network, after the mistakes have been looked for."""
        raise NotImplementedError


class TieGenerator(NetworkGenerator):
    """Builds ties alone, and finds the communities in them."""

    community_method: CommunityMethod = setting(
        "label_propagation", "how communities are found in the ties; `none` puts everyone into one", unit="method"
    )

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the ties, under the communities found in them."""
        network = self.ties(consumers, key)
        return network.with_communities(detect(network, self.community_method, key))

    def ties(self, consumers: int, key: np.uint64) -> Network:
        """Return the ties, everyone in one community."""
        raise NotImplementedError


def degree_mistakes(mean_degree: float, consumers: int, step: int = 1) -> list[Mistake]:
    """Return the mistake of more ties each than there are others to be tied to, or than can be held."""
    most = min(consumers - 1, (MOST_CONSUMERS - 1) // consumers) // step * step
    if mean_degree <= most:
        return []
    message = f"{mean_degree:g} ties each are too many for {consumers:,} consumers; at most {most}"
    return [Mistake("mean_degree", mean_degree, message)]
