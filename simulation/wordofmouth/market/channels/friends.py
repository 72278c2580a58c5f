"""Friends and family: strong ties, online or not."""

from typing import ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import plain
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear, reception
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import field


class Friends(Channel):
    """Talk between friends and in the family, face to face or online.

    Source: Nielsen (2007), Trust in Advertising: recommendations from consumers 78 %, opinions posted online 61 %.
    """

    order: ClassVar[int] = 1
    is_personal: ClassVar[bool] = True
    kind: Literal["friends"] = "friends"
    reads: ClassVar[tuple[str, ...]] = ("talks", "terms", "consumers.scepticism", "brand_states.gift", *HEARING_READS)
    writes: ClassVar[tuple[str, ...]] = (*HEARING_WRITES,)
    words = {"name": "Friends", "short": "friends"}
    trust: float = field(
        1.28, "what one message counts as evidence", unit="messages", source="Nielsen 2007: 78/61", ge=0, le=10
    )

    def step(self, world: World) -> None:
        """Carry every talk along a strong tie."""
        sink = world.sink(self, len(world.talks))
        _carry(self.trust, plain(world.terms), *world.people, plain(world.talks), sink)


@kernel
def _carry(trust, terms, consumers, brand_states, talks, sink):
    for k in range(talks.shape[0]):
        talk = talks[k]
        if talk.hearer >= 0 and talk.strong:
            h, b = talk.hearer, talk.brand
            gift = brand_states[talk.speaker, b].gift
            valence, power = reception(talk.valence, gift, terms[gift], consumers[h], talk.doubt)
            hear(brand_states[h, b], h, b, valence, trust * power, talk.moment, talk.speaker, sink)
