"""The family of behaviours."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from wordofmouth.scenario.parts import Part

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Behaviour(Part, family="behaviour"):
    """Something that every consumer may do in a week; behaviours act in the order of their ``order``."""

    order: ClassVar[int]

    def open(self, market: "Market") -> None:
        """Settle what is settled as a week opens, before the campaign acts."""

    @abstractmethod
    def step(self, market: "Market") -> None:
        """Let all consumers act."""
