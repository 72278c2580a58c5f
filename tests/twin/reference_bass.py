"""Bass on a network as one writes it in plain Mesa: what the benchmark is measured beside."""

import mesa
from wordofmouth.networks.network import Network


class PlainBass(mesa.Model):
    """Bass on a network as one writes it in Mesa: all decide, and then all act."""

    def __init__(self, network: Network, p: float, q: float) -> None:
        super().__init__(rng=0)
        self.p, self.q = p, q
        consumers = [PlainConsumer(self) for _ in range(network.n)]
        for i, consumer in enumerate(consumers):
            consumer.friends = [consumers[j] for j in network.targets[network.starts[i] : network.starts[i + 1]]]

    def step(self) -> None:
        """Simulate one period."""
        self.agents.do("decide")
        self.agents.do("act")


class PlainConsumer(mesa.Agent):
    """A consumer who adopts by herself, or the sooner the more of her friends have."""

    friends: list["PlainConsumer"]
    adopted = adopts = False

    def decide(self) -> None:
        """Adopt with p + q times the share of friends who have adopted."""
        if not self.adopted:
            share = sum(friend.adopted for friend in self.friends) / max(len(self.friends), 1)
            self.adopts = self.random.random() < self.model.p + self.model.q * share

    def act(self) -> None:
        """Have adopted from now on, if so decided."""
        self.adopted = self.adopted or self.adopts
