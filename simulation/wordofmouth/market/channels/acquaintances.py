"""Acquaintances met in e-communities: weak ties, online only."""

from typing import ClassVar, Literal

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.records import plain
from wordofmouth.market.messages import HEARING_READS, HEARING_WRITES, hear, reception
from wordofmouth.market.world import World
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.parts import Prior, field


class Acquaintances(Channel):
    """Talk between acquaintances online; a fellow member of one's own community convinces a little more."""

    order: ClassVar[int] = 2
    is_personal: ClassVar[bool] = True
    is_public: ClassVar[bool] = True
    kind: Literal["acquaintances"] = "acquaintances"
    reads: ClassVar[tuple[str, ...]] = (
        *("talks", "terms", "consumers.online", "consumers.community", "consumers.scepticism"),
        "brand_states.gift",
        *HEARING_READS,
    )
    writes: ClassVar[tuple[str, ...]] = (*HEARING_WRITES,)
    words = {"name": "Acquaintances", "short": "acquaintances"}
    fellow_bonus: float = field(
        0.1,
        "what a message counts more between members of one community",
        unit="messages",
        source=Prior(0.0, 0.3, "people alike believe each other a little more; less than what a friend adds"),
        ge=0,
        le=10,
    )

    def step(self, world: World) -> None:
        """Carry every talk along a weak tie whose two ends are online."""
        sink, trusts = world.sink(self, len(world.talks)), (self.trust, self.trust + self.fellow_bonus)
        _carry(*trusts, plain(world.terms), *world.people, plain(world.talks), sink)


@kernel
def _carry(trust, trust_in_fellows, terms, consumers, brand_states, talks, sink):
    for k in range(talks.shape[0]):
        talk = talks[k]
        if talk.hearer < 0 or talk.strong:
            continue
        speaker, hearer, b = consumers[talk.speaker], consumers[talk.hearer], talk.brand
        if speaker.online and hearer.online:
            gift = brand_states[talk.speaker, b].gift
            valence, power = reception(talk.valence, gift, terms[gift], hearer, talk.doubt)
            trusted = trust_in_fellows if speaker.community == hearer.community else trust
            hear(
                brand_states[talk.hearer, b], talk.hearer, b, valence, trusted * power, talk.moment, talk.speaker, sink
            )
