"""The family of behaviours."""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar

from pydantic import PlainValidator, SerializeAsAny

from wordofmouth.scenario.parts import Part


class Behaviour(Part, family="behaviour"):
    """Something that every consumer may do in a week, in the phase of its name.

    A kind for which the week has no phase of its own comes ``after`` that of another. ``reads`` and ``writes`` name
    what of a world it reads and changes: tables, and columns of consumers and of brand states; what never changes is
    not named.
    """

    after: ClassVar[str] = "posting"
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]

    def open(self, world: Any) -> None:
        """Settle what is settled as a week opens, before the campaign acts."""

    @abstractmethod
    def step(self, world: Any) -> None:
        """Let all consumers act."""


# A field of this type holds a behaviour of any kind, told by its table.
AnyBehaviour = Annotated[SerializeAsAny[Behaviour], PlainValidator(Behaviour.parse)]
