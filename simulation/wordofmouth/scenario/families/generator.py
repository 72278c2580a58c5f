"""The family of network generators."""

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np
from pydantic import PlainValidator, SerializeAsAny

from wordofmouth.scenario.parts import Part, Prior, field

STRONG_SHARE = 0.3


class Mistake(NamedTuple):
    """What is wrong with one field for a population of some size; ``consumers`` names that size itself."""

    field: str
    value: object
    message: str


class NetworkGenerator(Part, family="network"):
    """Builds the social network of a population.

    One that ``is_fixed`` builds the same network in every run: there is one such network, as in a file. One that
    ``brings_consumers`` says itself how many there are, and who.
    """

    is_fixed: ClassVar[bool] = False
    brings_consumers: ClassVar[bool] = False

    strong_share: float = field(
        STRONG_SHARE,
        "share of the ties that are strong: friends and family, not acquaintances met online",
        unit="share of ties",
        source=Prior(
            0.1, 0.5, "fifteen of fifty whom one knows well are close: Zhou, Sornette, Hill and Dunbar 2005, in order"
        ),
        ge=0,
        le=1,
    )

    def to_be_seen(self) -> dict[str, Any]:
        """Return which fields to set, and how, where so few are shown that each is to be told from the others."""
        return {}

    def inputs(self) -> dict[str, str]:
        """Return the digests of what is read from files, by what it is called; as it is understood, not as it lies."""
        return {}

    def reads_files(self) -> Iterable[Path]:
        """Return the files that are read, beside the fields."""
        return ()

    def names(self) -> tuple[str, ...]:
        """Return what the consumers are called, in their order; nothing where they have numbers alone."""
        return ()

    def degree(self, consumers: int) -> float:
        """Return about how many ties each of so many consumers will have; nothing is built."""
        return min(float(getattr(self, "mean_degree", 10.0)), consumers - 1.0)

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what keeps this generator from serving so many consumers; nothing is built."""
        return []

    def read_from(self) -> str:
        """Return what is other when that is which it reads beside its fields, as a file; nothing where it reads none.

        Two networks of the same fields, consumers and seed are the same if these are.
        """
        return ""

    def build(self, consumers: int, key: np.uint64) -> Any:
        """Return the network of so many consumers, a function of the fields and the key to the bit.

        Raises:
            ValueError: if there are mistakes.
        """
        mistakes = self.mistakes(consumers)
        if mistakes:
            raise ValueError("; ".join(f"{field}: {message}" for field, _, message in mistakes))
        return self.network(consumers, np.uint64(key))

    @abstractmethod
    def network(self, consumers: int, key: np.uint64) -> Any:
        """Return the :class:`wordofmouth.networks.network.Network`, after the mistakes have been looked for."""


# A field of this type holds a generator of any kind, told by its table.
AnyNetworkGenerator = Annotated[SerializeAsAny[NetworkGenerator], PlainValidator(NetworkGenerator.parse)]
