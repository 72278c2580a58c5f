"""Campaign: which levers can work in a market, and whether what one of them asks of it holds."""

from collections.abc import Mapping, Sequence

from wordofmouth.engine.records import Array
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.conditions import Condition
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario


class Conditions:
    """The conditions of a campaign's levers, parsed once."""

    def __init__(self, scenario: Scenario) -> None:
        measures = [measure.name for measure in scenario.measures()]
        self._needs, self._names = scenario.needs, [brand.name for brand in scenario.brands]
        self._conditions = {
            lever.label: Condition.parse(lever.when, measures, self._names) for lever in scenario.campaign if lever.when
        }

    def ask(self, lever: Lever) -> Condition | None:
        """Return what a lever asks; None if it acts whatever is measured."""
        return self._conditions.get(lever.label)

    def holds(self, condition: Condition, brand: int, history: Mapping[str, Sequence[Array]]) -> bool:
        """Tell whether a condition that a brand asks holds on what was measured until last week."""
        asked = self._names.index(condition.brand) if condition.brand else brand
        return condition.holds(condition.value(history, asked, self._needs))


def check_levers(scenario: Scenario, n: int) -> None:
    """Refuse levers that cannot work among so many consumers, which a network file alone knows.

    Raises:
        ScenarioError: with every mistake.
    """
    mistakes = [
        f"campaign.{lever.label}.{field}: {value!r} is not allowed on this network: {rule}"
        for lever in scenario.campaign
        for field, value, rule in lever.mistakes(n)
    ]
    if n != scenario.consumers and mistakes:
        raise ScenarioError(mistakes)
