"""Copies of runs: at any moment, whole, and each a run of its own; on them rest files, and going on with changes."""

import copy
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, ClassVar, Self

import numpy as np

from wordofmouth.engine.linked import Linked
from wordofmouth.engine.records import Array
from wordofmouth.market.copies import keeping
from wordofmouth.market.copies.branching import nothing
from wordofmouth.networks.network import Network
from wordofmouth.scenario.parts import Measure
from wordofmouth.scenario.scenario import Scenario


class Copied(Linked):
    """A run that can be copied and pickled at any moment: both go on to the same bits, and neither moves the other.

    Copies share what never changes, the scenario and the network. There is no shallow copy, in which two runs would
    write to the same tables: ``copy.copy`` gives a whole one too. What ``changing`` names is all that changes in the
    course of a run; the rest follows from scenario, seed, replication and network.
    """

    views: ClassVar[tuple[str, ...]] = ()
    changing: ClassVar[tuple[str, ...]]
    # What it has gone through under other scenarios, see wordofmouth.runs.kept.
    lineage: tuple[dict[str, Any], ...] = ()
    scenario: Scenario
    network: Network
    seed: int
    replication: int
    week: int
    history: Any
    measures: list[Measure]

    def link(self) -> None:
        """Make the views, if there are any."""

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        network = self.network
        shared = (self.scenario, network, network.starts, network.targets, network.strong, network.community)
        memo.update({id(thing): thing for thing in shared})
        twin = object.__new__(type(self))
        memo[id(self)] = twin
        twin.__setstate__(copy.deepcopy(self.__getstate__(), memo))
        return twin

    @property
    def past(self) -> dict[str, Array]:
        """What was measured so far: by measure, an array (weeks, brands); a new run is told it by setting it."""
        weeks: Mapping[str, list[Array]] = self.history
        return {
            each.name: np.array(values) if (values := weeks[each.name]) else nothing(each, 0, 1)
            for each in self.measures
        }

    @past.setter
    def past(self, measured: dict[str, Array]) -> None:
        self.remember(measured)

    def remember(self, measured: dict[str, Array]) -> None:
        """Let this be what was measured so far."""
        raise NotImplementedError

    def save(self, path: str | Path) -> Path:
        """Write the run to a file between two weeks, whole or not at all, and return the file.

        From it the run goes on to the same bits, in another process too; its network is in it.

        Raises:
            KeptError: if a week is under way, a part remembers what cannot be kept, or the file cannot be written.
        """
        saved: Path = resolve_name(f"{keeping.home}.kept:save")(self, path)
        return saved

    @classmethod
    def load(cls, path: str | Path, replication: int | None = None) -> Self:
        """Return the run that a file keeps; which replication is to be said if it keeps several.

        Raises:
            KeptError: if it cannot be read, is damaged, of another version, another code or another model.
        """
        loaded: Self = resolve_name(f"{keeping.home}.kept:load")(path, cls, replication)
        return loaded

    def branch(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Self:
        """Return a run that goes on from here with other values at some paths of the scenario; this one stays as it is.

        What was until now is as it was; from the next week on the new values hold. The next weeks have the same
        random numbers, so without changes the branch goes on to the same bits.

        >>> cheaper = market.branch({"brand.price": 50.0})

        Raises:
            ScenarioError: if a path does not exist, a value is not allowed, or what it says was settled at the start.
            KeptError: if a week is under way.
        """
        branch: Self = resolve_name(f"{keeping.home}.begun:branched")(self, {**(changes or {}), **more})
        return branch

    def go_on_from(self, before: Any) -> None:
        """Take over, in a new run of a changed scenario, what another run has become."""
        raise NotImplementedError
