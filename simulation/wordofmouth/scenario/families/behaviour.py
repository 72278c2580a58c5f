"""The family of behaviours."""

from abc import abstractmethod
from typing import Any, ClassVar

from wordofmouth.scenario.parts import Part


class Behaviour(Part, family="behaviour"):
    """Something that every consumer may do in a week; behaviours act in the order of their ``order``."""

    order: ClassVar[int]

    def open(self, world: Any) -> None:
        """Settle what is settled as a week opens, before the campaign acts."""

    @abstractmethod
    def step(self, world: Any) -> None:
        """Let all consumers act."""
