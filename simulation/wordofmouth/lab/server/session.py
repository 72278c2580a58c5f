"""A session: what one visitor is looking at, and how the visitor changes it."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.market.copies.branching import check_changed
from wordofmouth.player.frames import RECORDINGS
from wordofmouth.player.people import among, readable
from wordofmouth.player.recording import Recording, Stages
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario

FIRST = "launch"


@functools.cache
def _first() -> Scenario:
    """Return the scenario with which every visitor begins, read once."""
    return readable(Scenario.load(FIRST))


class Editable(Protocol):
    """A scenario that controls and cards change.

    Attributes:
        base: the scenario to which they go back.
        scenario: as it is now.
    """

    base: Scenario
    scenario: Scenario

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change values by path.

        Raises:
            ScenarioError: if the scenario does not allow it; nothing is changed then.
            LimitReached: if that is more than this visitor may ask for; nothing is changed then.
        """


class Session:
    """One visitor's market: the scenario, the seed, the run that is shown.

    Attributes:
        base: the scenario with which the visitor began, to which controls go back.
        scenario, seed: what is shown now.
        stages: what the run goes through before it goes on in the scenario; see :meth:`go_on_from`.
        preset: the name of the preset from which it came; empty if from none.
        shown: what is done when another run is shown: with the run, and whether one begins with it.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.shown: Callable[[Recording, bool], None] = lambda recording, fresh: None
        self.preset = FIRST
        self.base = self.scenario = _first()
        self.seed = 0
        self.stages: Stages = ()
        self._recording: Recording | None = None
        self._gone = self._is_open = False
        visitor.rest = self.rest

    def begin(self, scenario: Scenario, seed: int | None = None, preset: str = "", stages: Stages = ()) -> None:
        """Begin with another scenario, from its first week, or through others.

        Raises:
            LimitReached: if that is more than this visitor may ask for; nothing is changed then.
        """
        self._live(scenario, self.seed if seed is None else seed, stages, preset)

    def choose(self, preset: str) -> None:
        """Begin with a preset: among the people of the visitor's own network, else so few that all can be seen."""
        scenario, network = Scenario.load(preset), self.scenario.network
        own = network.brings_consumers
        self.begin(among(scenario, network, self.scenario.consumers) if own else readable(scenario), preset=preset)

    def begin_among(self, network: NetworkGenerator, people: int) -> None:
        """Begin with the present scenario among the people of a network of the visitor's own."""
        self.begin(among(self.scenario, network, people), preset=self.preset)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Show a changed scenario under common random numbers; the run before stays as the ghost.

        Raises:
            ScenarioError: if the scenario does not allow it; nothing is changed then.
            LimitReached: if that is more than this visitor may ask for; nothing is changed then.
        """
        self.show(changed(self.scenario, changes, self.base))

    def show(self, scenario: Scenario) -> None:
        """Show a scenario in the place of the present one."""
        if self.stages:
            before, week = self.stages[-1]
            check_changed(before, scenario, week)
        if scenario.digest == self.scenario.digest:
            self.scenario = scenario
        else:
            self._live(scenario, self.seed, self.stages)

    def go_on_from(self, week: int) -> None:
        """Let what is changed from now on hold from the end of a week on; until then all stays as it is shown.

        Stages that begin later than that are left out.

        Raises:
            LimitReached: if that is more than this visitor may ask for; nothing is changed then.
        """
        earlier = tuple(stage for stage in self.stages if stage[1] < week)
        (there,) = [scenario for scenario, _ in self.stages[len(earlier) :][:1]] or [self.scenario]
        if 0 < week < there.weeks:
            self._live(there, self.seed, (*earlier, (there, week)))

    def go_on_from_start(self) -> None:
        """Let all values that are shown hold from the first week on.

        Raises:
            LimitReached: if that is more than this visitor may ask for; nothing is changed then.
        """
        self._live(self.scenario, self.seed, ())

    def reseed(self, seed: int) -> None:
        """Show the same scenario under another seed: other people, other events."""
        self._live(self.scenario, seed, self.stages)

    @property
    def recording(self) -> Recording:
        """The run that is shown; whoever has rested and comes back asks for it anew."""
        if self._recording is not None:
            return self._recording
        recording = self._ask(self.scenario, self.seed, self.stages)
        if self._gone:
            RECORDINGS.leave(recording)
        else:
            self._recording = recording
        return recording

    def open(self) -> None:
        """Have what is shown recorded, now that a browser is there to play it."""
        if self._gone:
            return
        self._is_open = True
        RECORDINGS.begin(self.recording.key)

    def rest(self) -> None:
        """Look at nothing for the time being."""
        if self._recording is not None:
            RECORDINGS.leave(self._recording)
            self._recording = None

    def leave(self) -> None:
        """Look at nothing any more."""
        self._gone, self._is_open = True, False
        self.rest()

    def _ask(self, scenario: Scenario, seed: int, stages: Stages) -> Recording:
        visitor = self.visitor
        return RECORDINGS.ask(scenario, seed, visitor.token, visitor.limits.seconds, stages, begin=self._is_open)

    def _live(self, scenario: Scenario, seed: int, stages: Stages, begun: str | None = None) -> None:
        """Show another run; as that with which one begins, if it is begun from a preset, or from none."""
        if self._gone:
            return
        for stage, _ in stages:
            self.visitor.check(stage)
        self.visitor.begin(scenario)
        before, self._recording = self._recording, self._ask(scenario, seed, stages)
        if before is not None:
            RECORDINGS.leave(before)
        self.scenario, self.seed, self.stages = scenario, seed, stages
        if begun is not None:
            self.preset, self.base = begun, scenario
        self.shown(self._recording, begun is not None)


def changed(scenario: Scenario, changes: Mapping[str, Any], base: Scenario) -> Scenario:
    """Return a scenario with what a control has changed, and with what goes along with that.

    Raises:
        ScenarioError: if the scenario does not allow it.
    """
    model = Model.kinds.get(changes.get("model.kind", ""))
    if model is not None and "campaigns" not in model.knows:
        # A textbook's model knows one brand, and no campaign.
        changes = {"campaign": [], "brands": [scenario.brands[0].model_dump()], "segments": [], **changes}
    generator = NetworkGenerator.kinds.get(changes.get("network.kind", ""))
    if generator is not None and generator.brings_consumers:
        # Back to the file with which one has begun.
        changes = {"network": base.network.model_dump(), "consumers": base.consumers}
    return scenario.varied(changes)
