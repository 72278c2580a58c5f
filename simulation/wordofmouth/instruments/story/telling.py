"""Telling: the weeks of a journey in words, those in which little happens together."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from wordofmouth.instruments.story.journey import Event
from wordofmouth.words.sentences import Sentences, sentence

# Channels through which those speak whom the consumer knows, and the forum.
_CHANNELS = ("friends", "acquaintances", "leaders", "community")
# What no consumer says, and the sides of what is heard.
_UNSPOKEN = ("advertising", "news_report", "statement")
_SIDES = (*_UNSPOKEN, "praise", "criticism", "doubted")
# Weeks in which something of these happens are told one by one.
_DECISIVE = frozenset(
    {"given", "read", "bought", "experienced", "posted", "changed", "joined", "entered", "left", "returned"}
)
# A belief that has moved by less (in log-odds) since the last refusal is the same.
_SAME = 0.1
# So many messages of one kind are told with their senders; of more it is told how often.
_FEW = 4
FEELINGS = {1: "satisfied", 0: "indifferent", -1: "disappointed"}
_OPINIONS = {1: "praise", -1: "criticism", 0: "doubt"}


class Paragraph(NamedTuple):
    """What is told of some weeks, sentence by sentence; of week 0 who it is, of the last what has come of it.

    Attributes:
        first, last: the weeks.
        sentences: each with a large first letter and a full stop.
    """

    first: int
    last: int
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)


class Narrator:
    """Tells the weeks of one consumer; what is said again is said in other words."""

    def __init__(self, say: Sentences) -> None:
        self.say = say
        self._said: Counter[str] = Counter()
        self._friends: dict[str, int] = {}
        self._bought: Counter[str] = Counter()

    def paragraphs(self, events: Sequence[Event], weeks: int) -> Iterator[Paragraph]:
        """Yield a paragraph for every week in which something is decided, and for every stretch of weeks between."""
        by_week = {week: list(those) for week, those in groupby(events, key=lambda event: event.week)}
        decisive = _decisive_weeks(by_week)
        last = 0
        for week in [*decisive, weeks + 1]:
            between = [event for event in events if last < event.week < week]
            if week - last > 1:
                yield self._paragraph(last + 1, week - 1, self._stretch(between, week - last - 1))
            if week <= weeks:
                yield self._paragraph(week, week, self._week(by_week[week]))
            last = week

    def _paragraph(self, first: int, last: int, sentences: Sequence[str]) -> Paragraph:
        span = self.say("weeks.span", count=last - first + 1, first=first, last=last)
        return Paragraph(first, last, tuple(map(sentence, [span, *sentences])))

    def _turn(self, key: str, of: str = "", **values: Any) -> str:
        """Say one of the phrasings of a key in its turn; turns are counted together with those of another key."""
        self._said[of or key] += 1
        return self.say(key, turn=self._said[of or key] - 1, **values)

    def _stretch(self, events: list[Event], weeks: int) -> list[str]:
        sentences = [*self._spoken(events), *self._heard(events)]
        vain = sum(event.kind == "shopped" and not event.facts["knows"] for event in events)
        idle = sum(event.kind == "shopped" and event.facts["knows"] > 0 for event in events)
        for count, what in ((vain, "vain"), (idle, "idle")):
            if count:
                sentences.append(self.say(f"weeks.{what}", count=count, times=self.say.times(count)))
        if not sentences:
            reason = self.say(f"weeks.{'aware' if self._said['first'] else 'unaware'}", count=weeks)
            sentences = [self._turn("weeks.quiet", reason=reason, these=self.say("weeks.these", count=weeks))]
        return sentences

    def _week(self, events: list[Event]) -> list[str]:
        sentences = [
            *self._membership(events),
            *self._given(events),
            *self._spoken(events),
            *self._heard(events),
            *self._shopping(events),
        ]
        after = ("returned", "experienced", "refunded", "posted", "changed", "joined")
        return sentences + [getattr(self, f"_{event.kind}")(event) for event in events if event.kind in after]

    def _membership(self, events: list[Event]) -> Iterator[str]:
        for event in (event for event in events if event.kind in ("entered", "left")):
            yield self.say(f"membership.{event.kind}", count=event.facts["fellows"])

    def _given(self, events: list[Event]) -> Iterator[str]:
        for event in (event for event in events if event.kind == "given"):
            self._said["first"] += event.facts["first"]
            surprise = self.say("given.surprise") if event.facts["first"] else ""
            disclosed = event.facts["disclosed"]
            candour = "" if disclosed is None else self.say(f"given.{'disclosed' if disclosed else 'secret'}")
            yield self.say("given.gift", brand=event.brand, surprise=surprise, candour=candour)

    def _spoken(self, events: list[Event]) -> Iterator[str]:
        def key(event: Event) -> tuple[str, int, bool]:
            return event.brand, -event.facts["valence"], event.facts["owner"]

        spoke = sorted((event for event in events if event.kind == "spoke"), key=key)
        for (brand, sign, owner), those in groupby(spoke, key=key):
            talks = [event.facts for event in those]
            friends, acquaintances, followers = (
                sorted({i for facts in talks for i in facts[channel]})
                for channel in ("friends", "acquaintances", "leaders")
            )
            to = [self.say.people("friends", friends)] * bool(friends)
            to += [self.say.people("acquaintances", acquaintances)] * bool(acquaintances)
            to += [self.say("spoken.followers", count=len(followers))] * bool(followers)
            if sign == 0:
                utterance = self.say("spoken.hands_on", brand=brand)
            elif owner:
                utterance = self._turn("spoken.praises" if sign < 0 else "spoken.complains", brand=brand)
            else:
                utterance = self.say("spoken.passes_on_good" if sign < 0 else "spoken.passes_on_bad", brand=brand)
            hearers = self.say.listed([self.say("spoken.each", hearer=hearer) for hearer in to])
            doubters = len({i for facts in talks for i in facts["doubters"]})
            seen_through = self.say("spoken.seen_through", count=doubters)
            yield self.say("spoken.to" if to else "spoken.unheard", said=utterance, hearers=hearers) + seen_through

    def _heard(self, events: list[Event]) -> Iterator[str]:
        heard = sorted((event for event in events if event.kind == "heard"), key=lambda event: event.brand)
        for brand, those in groupby(heard, key=lambda event: event.brand):
            messages = list(those)
            first = any(event.facts["first"] for event in messages)
            sides = {side: [event for event in messages if _side(event) == side] for side in _SIDES}
            praise, criticism, doubted = (sides[side] for side in ("praise", "criticism", "doubted"))
            for side in _UNSPOKEN:
                if sides[side]:
                    yield self.say(f"heard.{side}", count=len(sides[side]), brand=brand)
            amount = "many" if max(len(praise), len(criticism)) > _FEW else "few"
            if praise and criticism:
                yield self.say(
                    f"heard.{amount}.both",
                    praise=self._opinion(f"{amount}.praise", praise, brand),
                    criticism=self._opinion(f"{amount}.criticism_after", criticism, brand),
                )
            elif praise or criticism:
                yield self._opinion(f"{amount}.{'praise' if praise else 'criticism'}", praise or criticism, brand)
            if doubted:
                yield self._opinion("few.praise", doubted, brand)
                yield self._turn("heard.doubted")
            if first:
                self._said["first"] += 1
                yield self._turn("heard.news", brand=brand)

    def _opinion(self, key: str, messages: Sequence[Event], brand: str) -> str:
        """Say by whom a brand is praised or criticised, and how often."""
        times = self.say.times(len(messages))
        return self.say(
            f"heard.{key}",
            count=_speakers(messages),
            speakers=self.say.listed(self._voices(messages)),
            sources=self._sources(messages),
            brand=brand,
            times=times,
            often=self.say("heard.often", times=times) if len(messages) > 1 else "",
        )

    def _voices(self, messages: Sequence[Event]) -> list[str]:
        """Return who speaks in these messages, by channel."""
        speakers = {
            channel: sorted({event.facts["speaker"] for event in messages if event.facts["channel"] == channel})
            for channel in ("friends", "acquaintances", "leaders")
        }
        voices = [self.say.people(channel, numbers) for channel, numbers in speakers.items() if numbers]
        others = sorted({event.facts["speaker"] for event in messages if event.facts["channel"] not in _CHANNELS})
        # Through a channel that somebody has brought, a consumer speaks, or nobody in particular.
        voices += [self.say.people("consumers", known)] if (known := [i for i in others if i >= 0]) else []
        voices += [self.say("heard.somebody")] if -1 in others else []
        posts = sum(event.facts["channel"] == "community" for event in messages)
        return voices + [self.say("heard.posts", count=posts)] * bool(posts)

    def _sources(self, messages: Sequence[Event]) -> str:
        """Return by whom something is said, and whether it is said on the forum, however often."""
        talks = [event for event in messages if event.facts["channel"] != "community"]
        forum = self.say("heard.forum")
        if not talks:
            return forum
        each = [self.say("heard.by_each", speaker=voice) for voice in self._voices(talks)]
        by = self.say("heard.by", speakers=self.say.listed(each))
        return self.say("heard.by_and_forum", by=by, forum=forum) if len(talks) < len(messages) else by

    def _shopping(self, events: list[Event]) -> Iterator[str]:
        weighed = [event for event in events if event.kind == "weighed"]
        bought = {event.brand: event for event in events if event.kind == "bought"}
        if not weighed:
            return
        yield self._turn("shopping.goes")
        reads = [self._reviews(event.facts["valences"], event.brand) for event in events if event.kind == "read"]
        if reads:
            yield self.say("reviews.read", reviews=self.say("reviews.then").join(reads))
        if any(event.kind == "shopped" and event.facts["doubts"] for event in events):
            yield self.say("shopping.invented")
        for _, trip in groupby(weighed, lambda event: event.facts["need"]):
            offers = list(trip)
            chosen = next((bought[event.brand] for event in offers if event.brand in bought), None)
            for event in offers:
                yield from self._verdict(event, weighed[0], offers, chosen)
            if chosen is not None:
                yield from self._purchase(chosen, offers)

    def _reviews(self, valences: Sequence[int], brand: str) -> str:
        if len(valences) == 1:
            return self.say(f"reviews.{_OPINIONS[valences[0]]}.only", brand=brand)
        counts = {opinion: valences.count(valence) for valence, opinion in _OPINIONS.items() if valence in valences}
        ways = [
            self.say(f"reviews.{opinion}.{'all' if count == len(valences) else 'some'}", count=count)
            for opinion, count in counts.items()
        ]
        return self.say("reviews.several", count=len(valences), brand=brand, ways=self.say.listed(ways))

    def _verdict(self, event: Event, first: Event, weighed: list[Event], bought: Event | None) -> Iterator[str]:
        facts, brand = event.facts, event.brand
        if facts["new"]:
            yield self.say("weighed.new", brand=brand)
        held, needed, without_criticism = self.say.chances(
            facts["belief"], facts["stake"], facts["belief_without_criticism"]
        )
        enough = facts["belief"] >= facts["stake"]
        verdict = "enough" if enough else "short"
        if event is first:
            reason = "experience" if facts["owned"] else "hearsay" if facts["heard"] else "name"
            basis = self.say(f"weighed.by_{reason}")
            yield self._turn(f"weighed.{verdict}", basis=basis, brand=brand, held=held, needed=needed)
        else:
            yield self.say(f"weighed.another_{verdict}", brand=brand, held=held, needed=needed)
        if not enough:
            if facts["belief_without_criticism"] >= facts["stake"]:
                # Where several are weighed, one that would have been enough need not have been chosen.
                alone = "weighed.deterred" if len(weighed) == 1 else "weighed.deterred_among_several"
                yield self._turn(alone, of="weighed.deterred", without_criticism=without_criticism)
            elif facts["friends"] > self._friends.get(brand, 0) and facts["unreassured"] > facts["stake"]:
                yield self.say("weighed.less_afraid", count=facts["friends"])
            self._friends[brand] = facts["friends"]
        elif bought is not None and bought.brand != brand:
            yield self.say("weighed.liked_less", other=bought.brand)

    def _purchase(self, event: Event, weighed: list[Event]) -> Iterator[str]:
        facts, brand = event.facts, event.brand
        self._bought[brand] += 1
        again = "" if facts["first"] else self.say(f"bought.{'once_more' if self._bought[brand] > 2 else 'again'}")
        how = "paid" if facts["paid"] else "reduced" if facts["reduced"] else "priced"
        yield self.say(f"bought.{how}", brand=brand, again=again, price=self.say.amount(facts["price"]))
        (why,) = (other.facts for other in weighed if other.brand == brand)
        if why["unreassured"] > why["stake"]:
            (unreassured,) = self.say.chances(why["unreassured"])
            if why["unreassured"] > why["belief"]:
                yield self.say("bought.dares", count=why["friends"], unreassured=unreassured)
            elif facts["first"]:
                yield self.say("bought.easier", count=why["friends"])
        if facts["first"] and facts["channel"] not in ("", "reviews"):
            whose = facts["channel"] if facts["channel"] in (*_CHANNELS, "advertising", "news") else "other"
            yield self.say(f"bought.last_word.{whose}", speaker=self.say.name(facts["speaker"]))

    def _experienced(self, event: Event) -> str:
        return self._turn(f"experienced.{FEELINGS[event.facts['satisfaction']]}")

    def _refunded(self, event: Event) -> str:
        return self.say(f"refunded.{'disappointed' if event.facts['disappointed'] else 'dishonest'}")

    def _returned(self, event: Event) -> str:
        return self.say("returned", brand=event.brand)

    def _posted(self, event: Event) -> str:
        if event.facts["stars"]:
            return self.say("posted.stars", count=event.facts["stars"])
        return self.say("posted.praise" if event.facts["valence"] > 0 else "posted.complaint")

    def _changed(self, event: Event) -> str:
        return self.say(f"changed.{FEELINGS[event.facts['satisfaction']]}", brand=event.brand)

    def _joined(self, event: Event) -> str:
        return self.say(f"joined.{event.facts['role']}", brand=event.brand)


def _decisive_weeks(by_week: dict[int, list[Event]]) -> list[int]:
    """Return the weeks of which there is something to tell: more than to refuse once more what was refused before."""
    decisive: list[int] = []
    held: dict[str, float] = {}
    for week, events in by_week.items():
        weighed = {event.brand: event.facts["belief"] for event in events if event.kind == "weighed"}
        changed = any(abs(held.get(brand, math.inf) - belief) > _SAME for brand, belief in weighed.items())
        first = any(event.kind == "heard" and event.facts["first"] for event in events)
        if changed or first or any(event.kind in _DECISIVE for event in events):
            decisive.append(week)
            held |= weighed
    return decisive


def _side(event: Event) -> str:
    if event.facts["channel"] == "news":
        return "news_report" if event.facts["valence"] else "statement"
    if event.facts["channel"] == "advertising" or not event.facts["valence"]:
        return "advertising"
    if event.facts["doubted"]:
        return "doubted"
    return "praise" if event.facts["valence"] > 0 else "criticism"


def _speakers(messages: Sequence[Event]) -> int:
    """Return how many say it: persons, each in a way however often, and posts."""
    talks = [event.facts for event in messages if event.facts["channel"] != "community"]
    return len({(facts["channel"], facts["speaker"]) for facts in talks}) + len(messages) - len(talks)
