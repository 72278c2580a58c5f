"""Story: one consumer's journey in words that can be read aloud, week by week."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.instruments.journey import RECORDS, Event, follow, most_eventful
from simulation.instruments.survey import stakes
from simulation.instruments.telling import Teller
from simulation.instruments.wording import chances, people, sentence, several, times
from simulation.market import Market
from simulation.scenario import Scenario, ScenarioError

_CAUTION = (
    (0.05, "She is among the boldest buyers there are"),
    (0.3, "She is bolder than most"),
    (0.7, "She is about as cautious as most people"),
    (0.95, "She is more cautious than most"),
    (1.0, "She is among the most cautious buyers there are"),
)


@dataclass(frozen=True)
class Story:
    """One consumer's journey.

    Attributes:
        consumer: who she is.
        text: her story in words, a paragraph each for herself, for weeks, and for what came of it.
        events: what happened, in order.
    """

    consumer: int
    text: str
    events: tuple[Event, ...]

    def __str__(self) -> str:
        return self.text


def story(scenario: Scenario | str | Path, consumer: int | None = None, seed: int = 0) -> Story:
    """Return the story of a consumer, or of the one to whom most happens (see :func:`journey.most_eventful`).

    Percentages are the model's log-odds as chances: her belief, the chance that a brand is good, and her stake, the
    chance that she needs before she buys.

    Raises:
        ScenarioError: if the scenario has mistakes, or there is no such consumer.
    """
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    market = Market(scenario, seed, record=RECORDS)
    chosen = consumer
    if chosen is None:
        chosen = most_eventful(Market(scenario, seed, network=market.network, record=RECORDS))
    if not 0 <= chosen < market.n:
        raise ScenarioError([f"consumer: {chosen} is not allowed: consumers go from 0 to {market.n - 1}"])
    who = _portrait(market, chosen)
    events = tuple(follow(market, chosen))
    weeks = Teller().paragraphs(events, scenario.weeks) if events else [f"In {scenario.weeks} weeks nothing happens."]
    return Story(chosen, "\n\n".join([who, *weeks, _outcome(market, chosen, events)]), events)


def _portrait(market: Market, i: int) -> str:
    consumer, network = market.consumers[i], market.network
    friends = int(network.strong[i])
    acquaintances = int(network.degree[i]) - friends
    fellows = int((market.consumers.community == consumer.community).sum()) - 1
    starts, followers = market.audiences
    followed = int((followers == i).sum())
    told = [f"This is consumer {i}, with {several(friends, 'friend')} and {several(acquaintances, 'acquaintance')}"]
    if consumer.online:
        told.append(f"she is online, and shares a forum with the {several(fellows, 'other member')} of her community")
    else:
        told.append("she is not online, so that only friends and advertising can reach her")
    if consumer.leader:
        audience = several(int(starts[i + 1] - starts[i]), "follower")
        told.append(f"she is an opinion leader: {audience} may see what she says")
    if followed:
        told.append(f"she follows {several(followed, 'opinion leader')}")
    if consumer.segment:
        told.append(f"she is of the segment {market.scenario.segments[consumer.segment - 1].name!r}")
    needed = stakes(market, np.arange(market.n, dtype=np.int32))[:, 0]
    rank = float((needed < needed[i]).mean())
    caution = next(words for most, words in _CAUTION if rank <= most)
    (sure,) = chances(needed[i])
    offer = market.offers[0]
    step = "takes" if offer.is_income else "pays for"
    told.append(f"{caution}: before she {step} {offer.name}, she has to be {sure} sure that it is good")
    return " ".join(map(sentence, told))


def _outcome(market: Market, i: int, events: tuple[Event, ...]) -> str:
    """Return what has come of it all at the end."""
    told = []
    for mind, offer in zip(market.minds[i], market.offers, strict=True):
        feeling = {1: "satisfied", 0: "indifferent", -1: "disappointed"}[int(mind.satisfaction)]
        if mind.purchases:
            told.append(f"she has bought {offer.name} {times(int(mind.purchases))}, and is {feeling}")
        elif mind.owner:
            told.append(f"she has {offer.name}, a present, and is {feeling}")
        elif mind.aware:
            told.append(f"she knows {offer.name}, and has not bought it")
        else:
            told.append(f"she has never heard of {offer.name}")
    heard = {
        other for event in events if event.kind == "spoke"
        for channel in ("friends", "acquaintances", "leaders") for other in event.facts[channel]
    }  # fmt: skip
    if heard:
        told.append(f"what she said was heard by {several(len(heard), 'person', 'people')}")
    won = sorted({
        int(purchase.consumer) for week in market.recorder.first_purchases for purchase in week[week.speaker == i]
    })  # fmt: skip
    if won:
        told.append(f"hers was the last word before {people('consumer', won)} bought")
    first, *others = told
    return " ".join([f"After {several(market.week, 'week')} {first}.", *map(sentence, others)])
