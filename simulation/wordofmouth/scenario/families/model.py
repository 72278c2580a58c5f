"""The family of models: the rules by which consumers live, ours or a textbook's."""

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from wordofmouth.scenario.parts import Measure, Part

if TYPE_CHECKING:
    from wordofmouth.diffusion.diffusion import Diffusion

BUYERS = Measure("buyers", "consumers", "consumers who have adopted")
PENETRATION = Measure("penetration", "share", "share of consumers who have adopted", whole=False)
NEW_BUYERS = Measure("new_buyers", "consumers", "consumers who adopted in this period")


class State(NamedTuple):
    """What a consumer can be under a model; who has ``adopted`` counts as a buyer."""

    name: str
    description: str
    adopted: bool = False


class Model(Part, family="model"):
    """Rules by which consumers live, period by period; a week of the scenario is a period of the model.

    A textbook's model names its ``states``, of which the first is everyone's at the start, and says in :meth:`begin`
    and :meth:`step` who is in which. It knows one brand and no campaign.
    """

    states: ClassVar[tuple[State, ...]] = ()

    @classmethod
    def parse(cls, value: Any) -> Part:
        """Return the model of a table with a ``kind``, or of a kind's name alone: ``model = "bass"``."""
        return super().parse({"kind": value} if isinstance(value, str) else value)

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return what keeps this model from serving so many consumers: field, value and rule."""
        return []

    def measured(self) -> list[Measure]:
        """Return the measures of its table: buyers, and how many are in each state."""
        counted = [Measure(state.name, "consumers", f"consumers {state.description}") for state in self.states]
        return [BUYERS, PENETRATION, NEW_BUYERS, *(measure for measure in counted if measure.name != BUYERS.name)]

    def begin(self, run: "Diffusion") -> Any:
        """Set the states of those who are not in the first, and return what is kept from period to period."""
        raise NotImplementedError

    def step(self, run: "Diffusion") -> None:
        """Live through one period: change ``run.state``."""
        raise NotImplementedError
