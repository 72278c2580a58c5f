"""Acquaintances met in e-communities: weak ties, online only."""

from typing import TYPE_CHECKING, ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.market.messages import hear, reception
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import ASSUMPTION, setting

if TYPE_CHECKING:
    from wordofmouth.market.market import Market


class Acquaintances(Channel):
    """Talk between acquaintances online; a fellow member of one's own community convinces a little more."""

    order: ClassVar[int] = 2
    kind: Literal["acquaintances"] = "acquaintances"
    words = {"name": "Acquaintances", "short": "acquaintances"}
    fellow_bonus: float = setting(
        0.1,
        "what a message counts more between members of one community",
        unit="messages",
        source=ASSUMPTION,
        ge=0,
        le=10,
    )

    def step(self, market: "Market") -> None:
        """Carry every talk along a weak tie whose two ends are online."""
        ear, trusts = market.ear(self, len(market.talks)), (self.trust, self.trust + self.fellow_bonus)
        _carry(*trusts, market.terms, *market.people, market.talks, ear)


@kernel
def _carry(trust, trust_in_fellows, terms, consumers, minds, talks, ear):
    for k in range(talks.shape[0]):
        talk = talks[k]
        if talk.hearer < 0 or talk.strong:
            continue
        speaker, hearer, b = consumers[talk.speaker], consumers[talk.hearer], talk.brand
        if speaker.online and hearer.online:
            gift = minds[talk.speaker, b].gift
            valence, power = reception(talk.valence, gift, terms[gift], hearer, talk.doubt)
            trusted = trust_in_fellows if speaker.community == hearer.community else trust
            hear(minds[talk.hearer, b], talk.hearer, b, valence, trusted * power, talk.moment, talk.speaker, ear)
