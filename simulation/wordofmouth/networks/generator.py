"""What generators of ties share: they find the communities in them, and know how many ties there can be."""

import numpy as np

from wordofmouth.engine.randomness import key_for, purpose, run_key
from wordofmouth.networks.communities import CommunityMethod, detect
from wordofmouth.networks.network import MOST_CONSUMERS, Network
from wordofmouth.scenario.families.generator import Mistake, NetworkGenerator
from wordofmouth.scenario.parts import field

_NETWORK = purpose("market.network")


def network_key(seed: int, replication: int = 0) -> np.uint64:
    """Return the key of the network of one run."""
    return key_for(run_key(seed, replication), _NETWORK)


def fixed_key() -> np.uint64:
    """Return the key by which what a file leaves open is settled: which ties are strong, which communities there are.

    It is the same in every run.
    """
    return network_key(0)


class TieGenerator(NetworkGenerator):
    """Builds ties alone, and finds the communities in them."""

    community_method: CommunityMethod = field(
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
