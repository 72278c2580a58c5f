"""Networks: those that several runs share, built once and kept while there is room."""

import threading
from collections import OrderedDict

from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.scenario import Scenario

MOST_TIES = 40_000_000

type _Key = tuple[NetworkGenerator, str, int, tuple[int, int] | None]


class Networks:
    """Networks by what decides them; those used last are kept. Every method may be called from any thread.

    What decides a network is its section of the scenario and the number of consumers, and unless it is fixed, as that
    of a file is, seed and replication too; and the file as it lies there, by its place and times, without reading it.

    Args:
        most_ties: how many ties (entries of ``targets``, 4 bytes each) are kept together; the last network is kept
            however many it has.
    """

    def __init__(self, most_ties: int = MOST_TIES) -> None:
        self._most_ties = most_ties
        self._kept: OrderedDict[_Key, Network] = OrderedDict()
        self._building: dict[_Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    @property
    def n_ties(self) -> int:
        """Entries of ``targets`` in all that are kept."""
        with self._lock:
            return sum(len(network.targets) for network in self._kept.values())

    def of(self, scenario: Scenario, seed: int, replication: int = 0) -> Network:
        """Return the network of a run: the one that is kept, else a new one, however many threads ask at once.

        Raises:
            ScenarioError: if it cannot be built, or its file not be read.
            ValueError: if the seed is out of range.
        """
        section = scenario.network
        number = None if section.is_fixed else (seed, replication)
        key = (section, section.read_from(), scenario.consumers, number)
        with self._lock:
            building = self._building.setdefault(key, threading.Lock())
        with building:
            try:
                network = self._found(key)
                if network is None:
                    network = network_of(scenario, seed, replication)
                    self._keep(key, network)
            finally:
                with self._lock:
                    self._building.pop(key, None)
        return network

    def add(self, section: NetworkGenerator, network: Network) -> None:
        """Keep a network that is fixed and has been read already, for scenarios of as many consumers as it has."""
        self._keep((section, section.read_from(), network.n, None), network)

    def _found(self, key: _Key) -> Network | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: _Key, network: Network) -> None:
        with self._lock:
            self._kept[key] = network
            self._kept.move_to_end(key)
            ties = sum(len(other.targets) for other in self._kept.values())
            while ties > self._most_ties and len(self._kept) > 1:
                ties -= len(self._kept.popitem(last=False)[1].targets)


# Of this process, for pages that show the same markets to many: what one visitor looks at, others need not build.
SHARED = Networks(most_ties=2_000_000)
