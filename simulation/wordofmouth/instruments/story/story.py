"""Story: one consumer's journey in words that can be read aloud, week by week."""

import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from wordofmouth.engine.records import Table
from wordofmouth.errors import ScenarioError
from wordofmouth.instruments.names import number_in
from wordofmouth.instruments.story.journey import RECORDS, Event, follow, follow_all, most_eventful
from wordofmouth.instruments.story.telling import FEELINGS, Narrator, Paragraph
from wordofmouth.market.market import Market
from wordofmouth.market.states import stakes
from wordofmouth.networks.network import Network
from wordofmouth.runs.begun import weeks_through
from wordofmouth.runs.simulate import check_market
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.notation import languages
from wordofmouth.words.sentences import Sentences, sentence

# How cautious a consumer is, by the share of people who need less.
_CAUTION = ((0.05, "boldest"), (0.3, "bold"), (0.7, "usual"), (0.95, "cautious"), (1.0, "most_cautious"))


@dataclass(frozen=True)
class Story:
    """One consumer's journey.

    Attributes:
        consumer: whose story it is.
        text: the story in words, a paragraph each for who it is, for weeks, and for what came of it.
        events: what happened, in order.
    """

    consumer: int
    text: str
    events: tuple[Event, ...]

    def __str__(self) -> str:
        return self.text


def story(
    scenario: Scenario | str | Path,
    consumer: int | str | None = None,
    seed: int = 0,
    language: str = "en",
    *,
    replication: int = 0,
    names: bool = True,
    stages: Sequence[tuple[Scenario, int]] = (),
) -> Story:
    """Return the story of a consumer, or of the one to whom most happens (see :func:`journey.most_eventful`).

    Percentages are the model's log-odds as chances: belief, the chance that a brand is good, and stake, the
    chance that the consumer needs before buying.

    Args:
        scenario: a scenario, a preset's name or a file.
        consumer: the number of the consumer, or the name in the file of the network.
        seed: the seed of the run.
        language: in which the story is told, such as en or fr.
        replication: which run of that seed.
        names: whether people are called as the network's file calls them, and not by their numbers.
        stages: earlier scenarios that the run has gone through, and the weeks at whose ends each was left.

    Raises:
        ScenarioError: if the scenario has mistakes, there is no such consumer, or nobody tells in that language.
    """
    if language not in languages():
        raise ScenarioError([f"language: {language!r} is not allowed: stories are told in {', '.join(languages())}"])
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    check_market(scenario)
    passing = _markets(scenario, seed, replication, stages=stages)
    market = next(passing)
    chosen = (
        most_eventful(_markets(scenario, seed, replication, market.network, stages))
        if consumer is None
        else number_in(market.network, consumer)
    )
    say = Sentences(language, market.network.names if names else None)
    who = portrait(market, chosen, say)
    # A run that goes on in another scenario is another object.
    last: deque[Market] = deque(maxlen=1)
    events = tuple(follow(_noting(itertools.chain([market], passing), last), chosen))
    paragraphs = [who, *_told(last[0], chosen, events, say, _convinced(last[0]))]
    return Story(chosen, "\n\n".join(map(str, paragraphs)), events)


def stories(
    scenario: Scenario, tellers: Sequence[Sentences], seed: int = 0, *, replication: int = 0
) -> Iterator[tuple[list[Paragraph], ...]]:
    """Yield the story of every consumer of a run, in their order: its paragraphs, as each of the tellers tells it.

    All are of one run, which is simulated once.

    Raises:
        ScenarioError: if the scenario's model has no market.
    """
    check_market(scenario)
    passing = _markets(scenario, seed, replication)
    market = next(passing)
    portraits = [[portrait(market, i, say) for say in tellers] for i in range(market.n)]
    events: list[list[Event]] = [[] for _ in range(market.n)]
    for i, event in follow_all(itertools.chain([market], passing)):
        events[i].append(event)
    convinced = _convinced(market)
    for i, (who, happened) in enumerate(zip(portraits, events, strict=True)):
        others = [_told(market, i, happened, say, convinced) for say in tellers]
        yield tuple([first, *more] for first, more in zip(who, others, strict=True))


def _convinced(market: Market) -> dict[int, set[int]]:
    """Return by speaker who bought first after that one's word."""
    purchases: Table = np.concatenate(market.recorder.first_purchases).view(np.recarray)
    convinced: dict[int, set[int]] = {}
    for speaker, consumer in zip(purchases.speaker.tolist(), purchases.consumer.tolist(), strict=True):
        convinced.setdefault(speaker, set()).add(consumer)
    return convinced


def _told(
    market: Market, i: int, events: Sequence[Event], say: Sentences, convinced: Mapping[int, set[int]]
) -> list[Paragraph]:
    """Return what happened to a consumer, and what has come of it; the market is at its end."""
    last = market.scenario.weeks
    if not events:
        nothing = Paragraph(1, last, (sentence(say("weeks.nothing", count=last, weeks=last)),))
        return [nothing, _outcome(market, i, events, say, convinced)]
    return [*Narrator(say).paragraphs(events, last), _outcome(market, i, events, say, convinced)]


def _markets(
    scenario: Scenario,
    seed: int,
    replication: int,
    network: Network | None = None,
    stages: Sequence[tuple[Scenario, int]] = (),
) -> Iterator[Market]:
    passing = weeks_through(stages, scenario, seed=seed, replication=replication, network=network, record=RECORDS)
    return cast("Iterator[Market]", passing)


def _noting(passing: Iterator[Market], last: deque[Market]) -> Iterator[Market]:
    for market in passing:
        last.append(market)
        yield market


def _place(market: Market, i: int) -> str:
    """Return where a consumer is at the start: not online, or online, and a member of the forum or not."""
    if not market.consumers.online[i]:
        return "offline"
    return "online" if not len(market.member) or market.member[i] & 1 else "no_member"


def portrait(market: Market, i: int, say: Sentences) -> Paragraph:
    """Return who a consumer is; the market is at its start."""
    consumer, network = market.consumers[i], market.network
    friends = int(network.strong[i])
    acquaintances = int(network.degree[i]) - friends
    fellows = market.consumers.community == consumer.community
    if len(market.member):
        fellows &= market.member & 1 > 0
    fellows[i] = False
    starts, followers = market.audiences
    followed = int((followers == i).sum())
    sentences = [
        say(
            "portrait.name",
            consumer=say.name(i),
            friends=say("portrait.friends", count=friends),
            acquaintances=say("portrait.acquaintances", count=acquaintances),
        ),
        say(f"portrait.{_place(market, i)}", count=int(fellows.sum())),
    ]
    if consumer.leader:
        sentences.append(say("portrait.leader", count=int(starts[i + 1] - starts[i])))
    if followed:
        sentences.append(say("portrait.follows", count=followed))
    if consumer.segment:
        sentences.append(say("portrait.segment", segment=market.scenario.segments[consumer.segment - 1].name))
    stake = stakes(market, np.arange(market.n, dtype=np.int32))[:, 0]
    rank = float((stake < stake[i]).mean())
    caution = say(f"portrait.caution.{next(words for most, words in _CAUTION if rank <= most)}")
    (needed,) = say.chances(stake[i])
    offer = market.offers[0]
    step = "is_paid" if offer.is_income else "pays"
    sentences.append(say(f"portrait.{step}", caution=caution, brand=offer.name, needed=needed))
    return Paragraph(0, 0, tuple(map(sentence, sentences)))


def _outcome(
    market: Market, i: int, events: Sequence[Event], say: Sentences, convinced: Mapping[int, set[int]]
) -> Paragraph:
    """Return what has come of it all at the end."""
    sentences = []
    for brand_state, offer in zip(market.brand_states[i], market.offers, strict=True):
        owns = "owns" if brand_state.owner else "aware" if brand_state.aware else "unaware"
        what = "bought" if brand_state.purchases else owns
        feeling = say(f"outcome.feelings.{FEELINGS[int(brand_state.satisfaction)]}")
        times = say.times(int(brand_state.purchases))
        sentences.append(say(f"outcome.{what}", brand=offer.name, times=times, feeling=feeling))
    heard = {
        other
        for event in events
        if event.kind == "spoke"
        for channel in ("friends", "acquaintances", "leaders")
        for other in event.facts[channel]
    }
    if heard:
        sentences.append(say("outcome.heard", count=len(heard)))
    if won := sorted(convinced.get(i, ())):
        sentences.append(say("outcome.won", count=len(won), who=say.people("consumers", won)))
    first, *others = sentences
    all_of_it = [say("outcome.after", count=market.week, told=first), *others]
    return Paragraph(market.week, market.week, tuple(map(sentence, all_of_it)))
