"""Friends and family: strong ties, online or not."""

from typing import TYPE_CHECKING, ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.messages import hear, reception
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Friends(Channel):
    """Talk between friends and in the family, face to face or online.

    Source: Nielsen (2007), Trust in Advertising: recommendations from consumers 78 %, opinions posted online 61 %.
    """

    order: ClassVar[int] = 1
    kind: Literal["friends"] = "friends"
    words = {"name": "Friends", "short": "friends"}
    trust: float = setting(
        1.28, "what one message counts as evidence", unit="messages", source="Nielsen 2007: 78/61", ge=0, le=10
    )

    def step(self, market: "Market") -> None:
        """Carry every talk along a strong tie."""
        ear = market.ear(self, len(market.talks))
        _carry(self.trust, market.terms, *market.people, market.talks, ear)


@kernel
def _carry(trust, terms, consumers, minds, talks, ear):
    for k in range(talks.shape[0]):
        talk = talks[k]
        if talk.hearer >= 0 and talk.strong:
            h, b = talk.hearer, talk.brand
            gift = minds[talk.speaker, b].gift
            valence, power = reception(talk.valence, gift, terms[gift], consumers[h], talk.doubt)
            hear(minds[h, b], h, b, valence, trust * power, talk.moment, talk.speaker, ear)
