"""The family of channels."""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar

from pydantic import PlainValidator, SerializeAsAny

from wordofmouth.scenario.parts import Measure, Part, field


class Channel(Part, family="channel"):
    """A way in which word of a brand reaches consumers, and how far they trust it.

    Trust is relative to an anonymous consumer's comment online, which counts 1. Through a channel that ``is_personal``
    speaks a consumer whom the hearer can name, and whom a brand can thank; what is said through one that ``is_public``
    can be read online by others than those to whom it is said.
    One that is not ``is_usual`` is in a market only where its table stands, or a lever brings it.
    Channels deliver in the order of their ``order``. ``reads`` and ``writes`` are as a behaviour's.
    """

    order: ClassVar[int]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]
    is_personal: ClassVar[bool] = False
    is_public: ClassVar[bool] = False
    is_usual: ClassVar[bool] = True
    trust: float = field(
        1.0,
        "what one message counts as evidence",
        unit="messages",
        source="by definition: an acquaintance's message is the unit of evidence",
        ge=0,
        le=10,
    )

    @abstractmethod
    def step(self, world: Any) -> None:
        """Carry this week's messages to those who hear them."""

    def counts(self) -> tuple[Measure, ...]:
        """Return what it counts beside the measures that every channel has; nothing unless a mechanism needs it."""
        return ()

    @classmethod
    def english(cls) -> dict[str, str]:
        """Return its words in English: its name, ``short`` in a chart, and ``by`` whom buyers were won."""
        words = super().english()
        short = words.get("short", words["name"])
        return {"short": short, "by": short, **words}

    @classmethod
    def measured(cls) -> tuple[Measure, ...]:
        """Return the measures that every channel has."""
        kind = cls.model_fields["kind"].default
        return (
            Measure(f"praise_{kind}", "messages", f"praise heard this week through {kind}"),
            Measure(f"criticism_{kind}", "messages", f"criticism heard this week through {kind}"),
            Measure(f"won_by_{kind}", "consumers", f"new buyers to whom {kind} spoke last"),
            Measure(f"lost_by_{kind}", "consumers", f"deterred shoppers whose latest criticism came through {kind}"),
        )


# A field of this type holds a channel of any kind, told by its table.
AnyChannel = Annotated[SerializeAsAny[Channel], PlainValidator(Channel.parse)]
