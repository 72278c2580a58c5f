"""The family of models: the rules by which consumers decide, ours or a textbook's."""

from abc import abstractmethod
from collections.abc import Collection
from typing import Annotated, Any, ClassVar

from pydantic import PlainValidator, SerializeAsAny

from wordofmouth.scenario.parts import Measure, Part


class Model(Part, family="model"):
    """Rules by which consumers decide, period by period; a week of the scenario is a period of the model.

    What it ``knows`` beside buyers decides what may be asked of it: ``campaigns``, ``rivals`` (more than one brand),
    ``segments``, ``messages``, ``decisions``, ``influence``, and ``seeds`` (whom to convince first).
    """

    knows: ClassVar[frozenset[str]] = frozenset()
    # Fields that may have another value from one week on: what they say is looked up each week, and never kept.
    changeable: ClassVar[frozenset[str]] = frozenset()
    # Of these fields real data can tell: a calibration seeks them between these bounds unless told otherwise.
    sought: ClassVar[dict[str, dict[str, Any]]] = {}

    @classmethod
    def parse(cls, value: Any) -> Part:
        """Return the model of a table with a ``kind``, or of a kind's name alone: ``model = "bass"``."""
        return super().parse({"kind": value} if isinstance(value, str) else value)

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return what keeps this model from serving so many consumers: field, value and rule."""
        return []

    def remarks(self, scenario: Any) -> list[str]:
        """Return what follows from its values for a scenario and is not seen in them, a sentence each."""
        return []

    @abstractmethod
    def measured(self, scenario: Any) -> list[Measure]:
        """Return the measures of a scenario's adoption table, in the order of its columns."""

    @abstractmethod
    def start(
        self, scenario: Any, seed: int = 0, replication: int = 0, network: Any = None, record: Collection[str] = ()
    ) -> Any:
        """Return a run of a scenario before its first week, a :class:`wordofmouth.market.run.Run`.

        Args:
            scenario: the scenario, whose model this is.
            seed: the seed of its random numbers.
            replication: another number gives another run of the same seed.
            network: ties to use instead of the scenario's.
            record: what of the week is to be kept beside its measures: ``messages``, ``decisions``, ``influence``.

        Raises:
            ScenarioError: if the scenario does not fit its network, or the model does not know what is to be recorded.
        """


# A field of this type holds a model of any kind, told by its table.
AnyModel = Annotated[SerializeAsAny[Model], PlainValidator(Model.parse)]
