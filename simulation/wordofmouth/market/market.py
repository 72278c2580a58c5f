"""Market: a scenario brought to life under one seed, week by week, as arrays."""

import math
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from wordofmouth.engine.randomness import key_for, purpose, run_key
from wordofmouth.engine.records import Array, Columns, Table, layout, plain, table
from wordofmouth.errors import ScenarioError
from wordofmouth.market.consumers import come_online, draw_consumers, founders, most_friends
from wordofmouth.market.copies.branching import take_over
from wordofmouth.market.copies.copied import Copied
from wordofmouth.market.decision import weights_of, with_sampling_error
from wordofmouth.market.events import POST, PURCHASE, TALK
from wordofmouth.market.measures import Ledger, measured, observe
from wordofmouth.market.messages import OWN_FORUM, TERMS, GiftTerms, MessageSink, whole_terms
from wordofmouth.market.offers import Offer, numbered, offer_table, promise_table, voucher_table
from wordofmouth.market.recorder import Recorder
from wordofmouth.market.review_pool import ReviewPool
from wordofmouth.market.roles import Roles
from wordofmouth.market.segments import fears, reassurance, segment_table
from wordofmouth.market.states import states
from wordofmouth.market.week import after_the_campaign, in_order
from wordofmouth.networks.audiences import build_audiences
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.scenario.conditions import Conditions, Offered
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever, check_campaign
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.whole.scale import of_the_market, rounded, stands_for

_AUDIENCES = purpose("market.audiences")


class Market(Copied):
    """Consumers, brands, the review site and forums in one run of a scenario.

    Parts act on its public attributes; what lasts one week is made new, or blank, by :meth:`open_week`.

    Attributes:
        scenario, seed, replication, key: what the run is; ``key`` addresses its random numbers.
        stands_for, campaign: how many people each consumer stands for; the campaign as it is among the consumers.
        week: the week under way, from 1; 0 before the first.
        network: a :class:`Network`; consumers' ties, and ``rows``: its starts, targets and strong ties.
        audiences: the opinion leaders' followers in sparse rows: starts and followers; who of them has ``unfollowed``.
        segments: a table of kinds of consumers, see :mod:`wordofmouth.market.segments`.
        consumers, brand_states: tables (n,) and (n, brands), see :mod:`wordofmouth.market.consumers`.
        people: both once more, as plain arrays, which kernels take sooner.
        is_leader: the consumers' ``leader`` once more, side by side, for whoever asks of many; it never changes.
        needs, places: int64 (brands,), which need each brand's offer is for, and where it is to be had, from 0.
        offers, brands: the brands' offers, as they last and as they are this week.
        offered: what brands offer to each segment once the campaign has acted, see :mod:`wordofmouth.market.offers`.
        review_pool: the review site.
        forum: float64 (communities, brands, 2), recent praise and criticism.
        member, attraction: who is a member of the forum, and what draws this week, (n,); (0,) where nobody joins.
        own_forums: the forums on the brands' own sites, see :mod:`wordofmouth.market.messages`.
        advertised: float64 (n, brands), contacts with advertising that are remembered; (0, brands) where none persuade.
        content: uint8 (n, brands), who may hand on advertising; (0, brands) where nobody does.
        promises: what is known of claims, (n, brands) or (0, brands), see :mod:`wordofmouth.market.offers`.
        vouchers: float64 (n, brands), the share of the price taken off for each; (0, brands) where for nobody.
        fear_left: float64 (n, brands), what fellows and leaders leave of the fear; (0, brands) where neither reassures.
        place_fear: float64 (n, places), what experience leaves of the fear; (0, places) where nobody learns.
        terms: a table of the terms of gifts, see :mod:`wordofmouth.market.messages`; place 0 is for what was bought.
        roles: what consumers are in campaigns, see :mod:`wordofmouth.market.roles`.
        talk_factors: float64 (segments, brands), how many times as often satisfied owners talk this week.
        trips, shoppers: int32, who is in the market this week for each need, and for any.
        reported: float64 (n, brands), what is remembered of the news; (0, brands) where there is none.
        talks, contacts, gifts, news, purchases, posts: what is said, advertised, given, reported, bought and posted.
        memory: what levers keep from one week to another, by label.
        notes: what whoever asked for this run should know, in words.
        ledger: what this week's measures are computed from; the next six are part of it.
        tallies: int64 (brands,) by measure: what is counted this week.
        spent: float64 (brands,) by lever: what each cost this week.
        heard: int64 (channels, 2, brands), praise and criticism heard this week.
        won, lost: int64 (channels, brands), new buyers won and shoppers deterred by channel this week.
        sold, claimed: int64 (segments, brands), units bought and refunds claimed this week.
        paid_back: float64 (brands,), what is paid back this week for what was bought before.
        recorder: what is kept beside, if ``record`` asks for it, see :mod:`wordofmouth.market.recorder`.
    """

    views = ("rows", "people", "tallies", "spent", "heard", "won", "lost", "sold", "claimed", "paid_back")
    changing = (
        *("week", "notes", "consumers", "brand_states", "offers", "brands", "review_pool", "forum", "terms", "roles"),
        *("talk_factors", "trips", "shoppers", "talks", "contacts", "gifts", "purchases", "posts", "memory"),
        *("recorder", "own_forums", "advertised", "content", "fear_left", "place_fear", "promises", "unfollowed"),
        *("member", "attraction", "vouchers", "news", "reported", "ledger", "past"),
    )

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        replication: int = 0,
        network: Network | None = None,
        record: Collection[str] = (),
    ) -> None:
        if "campaigns" not in scenario.model.knows:
            raise ScenarioError([f"model: the model {scenario.model.kind!r} has no market; this needs 'consumer'"])
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.key = run_key(seed, replication)
        self.network = network or network_of(scenario, seed, replication)
        self.n, n_brands = self.network.n, len(scenario.brands)
        self.stands_for = stands_for(scenario.market, self.n)
        self.campaign = scenario.campaign_among(self.n)
        check_campaign(self.campaign, scenario.consumers, self.n)
        self.notes = [f"network: {line}" for line in self.network.notes]
        self.notes += rounded({f"campaign.{lever.label}": lever for lever in scenario.campaign}, self.stands_for)
        self.week = 0
        self.segments = segment_table(scenario)
        self.consumers, self.brand_states = draw_consumers(scenario, self.segments, self.network.community, self.key)
        self._segment_sizes = np.bincount(self.consumers.segment, minlength=len(self.segments))
        self.is_leader = np.ascontiguousarray(self.consumers.leader)
        self.audiences = build_audiences(
            self.is_leader,
            np.ascontiguousarray(self.consumers.online),
            scenario.leaders.audience,
            scenario.leaders.audience_exponent,
            key_for(self.key, _AUDIENCES),
            self.network.community,
            scenario.leaders.within,
        )
        unfollow = self.channel("leaders").unfollow
        self.unfollowed = np.zeros(len(self.audiences[1]) if unfollow > 0.0 else 0, np.bool_)
        self.offers = [Offer(brand, len(self.segments)) for brand in scenario.brands]
        self.needs = numbered([brand.need for brand in scenario.brands])
        self.places = numbered([brand.place for brand in scenario.brands])
        self.survey = with_sampling_error(scenario.survey, self.key)
        self.weights, self.reference_risk = weights_of(self.survey), self.survey.reference_risk
        self.reassurance = reassurance(scenario, most_friends(self.network))
        self.channels: list[Channel] = sorted(
            scenario.channels.values(), key=lambda channel: (channel.order, channel.kind)
        )
        self.behaviours = in_order(scenario.behaviours.values())
        self._phases = after_the_campaign(self.behaviours)
        self.review_pool = ReviewPool(n_brands, [lever.label for lever in scenario.campaign])
        self.forum, self.own_forums = np.zeros((self.network.n_communities, n_brands, 2)), table(OWN_FORUM, n_brands)
        self.member = founders(scenario, self.consumers, self.key)
        self.attraction = np.zeros(len(self.member))
        reassuring = any(self.channel(kind).moral_guarantee > 0.0 for kind in ("community", "leaders"))
        self.fear_left = np.ones((self.n if reassuring else 0, n_brands))
        self.place_fear = fears(scenario, self.places, self.n)
        self.advertised = np.zeros((self.n if self.channel("advertising").persuasion > 0.0 else 0, n_brands))
        speaking: Any = scenario.behaviours["speaking"]
        self.content = np.zeros((self.n if speaking.relay_content > 0.0 else 0, n_brands), np.uint8)
        self.promises, self.vouchers = promise_table(scenario, self.n), voucher_table(scenario, self.n)
        self.reported = np.zeros((self.n if "news" in scenario.channels else 0, n_brands))
        self.terms = table(TERMS, 1)
        self.roles = Roles(lever.label for lever in scenario.campaign if lever.gives_role)
        self.trips: list[Array] = []
        self.shoppers: Array = np.zeros(0, np.int32)
        self.talks, self.purchases, self.posts = table(TALK, 0), table(PURCHASE, 0), table(POST, 0)
        self.brands = [offer.fresh() for offer in self.offers]
        self.contacts: list[tuple[Array, int]] = []
        self.gifts: list[tuple[Array, int]] = []
        self.news: list[tuple[Array, int, float]] = []
        self.acting: list[tuple[Lever, int]] = []
        self.memory: dict[str, Any] = {}
        self.recorder, self.measures = Recorder(record, self.n), scenario.measures()
        self._history: dict[str, list[Array]] = {measure.name: [] for measure in self.measures}
        self._pending: list[Array] = []
        self._computed: list[dict[str, Array]] = []
        self._listed = 0
        counted = [part.measures for part in (*self.behaviours, *scenario.campaign)]
        counted += [channel.counts() for channel in self.channels]
        tallied = dict.fromkeys(measure.name for each in counted for measure in each)
        kinds, labels = [channel.kind for channel in self.channels], [lever.label for lever in scenario.campaign]
        self.ledger = Ledger(n_brands, len(self.segments), kinds, list(tallied), labels)
        self.talk_factors = np.ones((len(self.segments), n_brands))
        self._aimed: dict[tuple[str, int | None], Array] = {}
        self._places = {channel.kind: place for place, channel in enumerate(self.channels)}
        self._conditions = Conditions(
            {lever.label: lever.when for lever in scenario.campaign if lever.when},
            self._history,
            {brand.name: Offered(brand.need, brand.enters) for brand in scenario.brands},
        )
        self.link()

    def link(self) -> None:
        """Make what is a view of something else, or follows from it."""
        network, ledger = self.network, self.ledger
        self.rows = (network.starts, network.targets, network.strong)
        self.people = (plain(self.consumers), plain(self.brand_states))
        self.tallies = dict(zip(ledger.tallied, ledger.tallies, strict=True))
        self.spent = dict(zip(ledger.levers, ledger.spent, strict=True))
        self.heard, self.won, self.lost = ledger.heard, ledger.won, ledger.lost
        self.sold, self.claimed, self.paid_back = ledger.sold, ledger.claimed, ledger.paid_back
        self.offered = offer_table(self.brands, self.segments)

    def run(self) -> None:
        """Simulate the weeks that the scenario has left."""
        while self.week < self.scenario.weeks:
            self.step()

    def step(self) -> None:
        """Simulate one week."""
        self.open_week()
        for lever in self.due():
            self.act(lever)
        self.close_week()

    def open_week(self) -> None:
        """Begin a week: offers are the brands' own again, nothing has been said or spent, and some go shopping."""
        self.week += 1
        self.brands = [offer.fresh(self.week) for offer in self.offers]
        self.contacts, self.gifts, self.news, self.acting = [], [], [], []
        self.ledger.blank()
        self.talk_factors.fill(1.0)
        self.attraction.fill(0.0)
        come_online(self.segments, self.consumers, self.week, self.key)
        plain(self.own_forums)["visits"] = 0
        self.vouchers.fill(0.0)
        self.roles.open_week()
        self.recorder.open_week()
        self.review_pool.moderate(self.key, self.week)
        for behaviour in self.behaviours:
            behaviour.open(self)

    def due(self) -> Iterator[Lever]:
        """Yield the levers whose schedule has them act this week, in the order of the campaign."""
        return (lever for lever in self.campaign if lever.is_due(self.week))

    def act(self, lever: Lever) -> None:
        """Let a lever act, if its condition holds on what was measured last week, and its cap leaves a week's cost."""
        brand = next((b for b, offer in enumerate(self.offers) if offer.name == lever.brand), 0)
        asks = lever.label in self._conditions
        holds = not asks or (self.week > 1 and self._conditions.hold(lever.label, brand, self.history))
        if holds and lever.affordable(self, lever.cost):
            self.charge(lever, brand, lever.cost)
            lever.act(self, brand)
            self.acting.append((lever, brand))

    def close_week(self) -> None:
        """Simulate what is left of the week once the campaign has acted, phase by phase."""
        self.offered = offer_table(self.brands, self.segments)
        for phase, behaviours in self._phases:
            if phase == "response":
                for lever, brand in self.acting:
                    lever.respond(self, brand)
            elif phase == "observation":
                self.recorder.close_week(self.purchases)
                self._pending.append(observe(self.ledger, self.people[1], self.review_pool, self.brands))
            for behaviour in behaviours:
                behaviour.step(self)

    @property
    def history(self) -> dict[str, list[Array]]:
        """What was observed: by measure, an array (brands,) for each week; computed when somebody asks."""
        self._compute_measures()
        for chunk in self._computed[self._listed :]:
            for name, values in chunk.items():
                self._history[name].extend(values)
        self._listed = len(self._computed)
        return self._history

    def remember(self, measured: dict[str, Array]) -> None:
        """Let this be what was measured so far."""
        weeks = len(measured[self.measures[0].name])
        self._history = {measure.name: [] for measure in self.measures}
        self._computed, self._pending, self._listed = [measured] if weeks else [], [], 0

    def _compute_measures(self) -> None:
        """Compute the measures of the weeks that nobody has asked for yet, all at once."""
        if self._pending:
            values = measured(self.ledger, self._pending, self.offers, self._segment_sizes)
            self._computed.append(of_the_market(values, self.measures, self.stands_for))
            self._pending = []

    def latest(self, brand: int = 0) -> dict[str, float]:
        """Return what was measured last of one brand."""
        return {name: float(values[-1][brand]) for name, values in self.history.items()}

    def table(self) -> dict[str, Array]:
        """Return the adoption table by column: ``week``, ``brand`` and every measure; a row per week and brand."""
        n_brands = len(self.offers)
        self._compute_measures()
        # A week under way has not been measured yet.
        weeks = sum(len(chunk[self.measures[0].name]) for chunk in self._computed)
        columns = {
            "week": np.repeat(np.arange(1, weeks + 1), n_brands),
            "brand": np.array([offer.name for offer in self.offers] * weeks, dtype=object),
        }
        return columns | {
            measure.name: np.concatenate(
                [np.empty(0, measure.dtype), *(chunk[measure.name] for chunk in self._computed)], axis=None
            )
            for measure in self.measures
        }

    def columns(self) -> Columns:
        """Return what consumers are, and are to the first brand: arrays (n,) by name, to be read and written."""
        return Columns(self.people[0], self.people[1][:, 0])

    def states(self) -> Array:
        """Return the state of every consumer towards the first brand, uint8 (n,): places in ``run.STATES``."""
        return states(self)

    def messages(self) -> Table:
        """Return this week's messages, where they are recorded."""
        return self.recorder.messages

    def place(self, channel: Channel) -> int:
        """Return a channel's place among the channels, as ``last_channel`` has it."""
        return self._places[channel.kind]

    def sink(self, channel: Channel, at_most: int) -> MessageSink:
        """Return where it is written down what a channel delivers, with room for so many messages."""
        self.recorder.expect_messages(at_most)
        recorder, place = self.recorder, self.place(channel)
        return place, self.heard[place], recorder.messages_kept, recorder.n_messages

    def aimed(self, segment: str, community: int | None) -> Array:
        """Return who is of a segment, if one is named, and of a community: int32 ids, ascending."""
        members = self._aimed.get((segment, community))
        if members is None:
            of_these = np.ones(self.n, dtype=bool)
            if segment:
                of_these &= self.consumers.segment == self.places_of(segment)[0]
            if community is not None:
                of_these &= self.consumers.community == community
            members = self._aimed[segment, community] = np.flatnonzero(of_these).astype(np.int32)
        return members

    def places_of(self, segment: str) -> list[int]:
        """Return the places of a segment, or of all unless one is named."""
        names = [section.name for section in self.scenario.segments]
        return [1 + names.index(segment)] if segment else list(range(len(self.segments)))

    def note(self, line: str) -> None:
        """Note what whoever asked for this run should know; the same line is kept once."""
        if line not in self.notes:
            self.notes.append(line)

    def charge(self, lever: Lever, brand: int, amount: float) -> None:
        """Charge a brand with a cost of its campaign, and put it down to a lever."""
        self.spent[lever.label][brand] += amount
        if lever.cap is not None:
            self.memory[f"{lever.label}.paid"] = self.memory.get(f"{lever.label}.paid", 0.0) + amount

    def left(self, lever: Lever) -> float:
        """Return how much money its cap leaves a lever; infinite without one."""
        return math.inf if lever.cap is None else lever.cap - float(self.memory.get(f"{lever.label}.paid", 0.0))

    def reach(self, receivers: Array, brand: int) -> None:
        """Address consumers on behalf of a brand, through the channel of advertising: int32 ids."""
        self.contacts.append((receivers, brand))

    def report(self, readers: Array, brand: int, power: float) -> None:
        """Let consumers read of a brand in the news, as so much criticism or, with 0, none: int32 ids."""
        self.news.append((readers, brand, power))

    def give(self, receivers: Array, brand: int, terms: GiftTerms) -> None:
        """Give the product of a brand to consumers who do not have it: int32 ids; ``terms`` are as in a world's."""
        known, whole = self.terms.tolist(), whole_terms(terms)
        if whole not in known[1:]:
            known.append(whole)
            self.terms = np.array(known, dtype=layout(TERMS)).view(np.recarray)
        brand_states = self.brand_states
        brand_states.aware[receivers, brand] = True
        brand_states.owner[receivers, brand] = True
        brand_states.gift[receivers, brand] = known.index(whole, 1)
        brand_states.bought_at[receivers, brand] = self.week
        brand_states.satisfaction[receivers, brand] = 0
        self.gifts.append((receivers, brand))

    def go_on_from(self, before: "Market") -> None:
        """Take over, in a new market of a changed scenario, what another has become."""
        take_over(self, before)

    @property
    def weeks(self) -> int:
        """How many weeks the scenario has."""
        return self.scenario.weeks

    @property
    def recorded(self) -> frozenset[str]:
        """What is kept of the week beside its measures."""
        return self.recorder.wanted

    @property
    def shown(self) -> Array:
        """To how many each leader's posts were shown, int64 (n,); empty unless ``influence`` is recorded."""
        return self.recorder.shown

    def channel(self, kind: str) -> Any:
        """Return the channel of a kind."""
        return self.scenario.channels[kind]

    def decisions(self, at_most: int) -> tuple[Array, Array]:
        """Return where decisions are recorded, with room for so many if they are, and how many there are already."""
        self.recorder.expect_decisions(at_most)
        return plain(self.recorder.decisions_kept), self.recorder.n_decisions

    @property
    def nbytes(self) -> int:
        """Memory of the consumers' tables in bytes, this week's talks among them; the network is not counted."""
        talks = self.talks if self.talks.base is None else self.talks.base
        return self.consumers.nbytes + self.brand_states.nbytes + self.purchases.nbytes + talks.nbytes
