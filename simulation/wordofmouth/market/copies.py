"""Copies of runs: at any moment, whole, and each a run of its own."""

import copy
from typing import Any, ClassVar, Self

from wordofmouth.engine.linked import Linked
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario


class Copied(Linked):
    """A run that can be copied and pickled at any moment: both go on to the same bits, and neither moves the other.

    Copies share what never changes, the scenario and the network. There is no shallow copy, in which two runs would
    write to the same tables: ``copy.copy`` gives a whole one too.
    """

    views: ClassVar[tuple[str, ...]] = ()
    scenario: Scenario
    network: Network

    def link(self) -> None:
        """Make the views, if there are any."""

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        network = self.network
        shared = (self.scenario, network, network.starts, network.targets, network.strong, network.community)
        memo.update({id(kept): kept for kept in shared})
        found = object.__new__(type(self))
        memo[id(self)] = found
        found.__setstate__(copy.deepcopy(self.__getstate__(), memo))
        return found
