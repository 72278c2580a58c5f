"""Telling: the weeks of a journey in words, those in which little happens together."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from simulation.instruments.journey import Event
from simulation.instruments.wording import chances, listed, number, people, sentence, several, times

# Weeks in which something of these happens are told one by one.
_DECISIVE = frozenset({"given", "read", "bought", "experienced", "posted", "changed", "joined"})
# A belief that has moved by less (in log-odds) since she last refused is the same.
_SAME = 0.1
# So many messages of one kind are told with their senders; of more she hears so and so often.
_FEW = 4


class Teller:
    """Tells the weeks of one consumer; what is said again is said in other words."""

    def __init__(self) -> None:
        self._said: Counter[str] = Counter()
        self._friends: dict[str, int] = {}
        self._bought: Counter[str] = Counter()

    def paragraphs(self, events: Sequence[Event], weeks: int) -> Iterator[str]:
        """Yield a paragraph for every week in which something is decided, and for every stretch of weeks between."""
        by_week = {week: list(those) for week, those in groupby(events, key=lambda event: event.week)}
        decisive = _decisive_weeks(by_week)
        last = 0
        for week in [*decisive, weeks + 1]:
            between = [event for event in events if last < event.week < week]
            if week - last > 1:
                yield f"{_span(last + 1, week - 1)}. {self._stretch(between, week - last - 1)}"
            if week <= weeks:
                yield f"{_span(week, week)}. {self._week(by_week[week])}"
            last = week

    def _turn(self, what: str, *phrasings: str) -> str:
        self._said[what] += 1
        return phrasings[(self._said[what] - 1) % len(phrasings)]

    def _stretch(self, events: list[Event], weeks: int) -> str:
        told = [*self._spoken(events), *self._heard(events)]
        vain = sum(event.kind == "shopped" and not event.facts["knows"] for event in events)
        idle = sum(event.kind == "shopped" and event.facts["knows"] > 0 for event in events)
        for count, why in ((vain, "but knows of nothing to look for"), (idle, "but nothing has changed her mind")):
            if count:
                told.append(f"she goes shopping{'' if count == 1 else ' ' + times(count)}, {why}")
        if not told:
            one = weeks == 1
            told = [self._turn(
                "quiet", "Nobody speaks to her of it, and she speaks of it to nobody" if self._said["first"] else
                f"{'An ordinary week' if one else 'Ordinary weeks'}: nothing reaches her",
                "All is quiet", f"Life goes on, and nothing is said of it {'this week' if one else 'in these weeks'}",
                "No word of it", "Nothing new",
            )]  # fmt: skip
        return _joined(told)

    def _week(self, events: list[Event]) -> str:
        told = [*self._given(events), *self._spoken(events), *self._heard(events), *self._shopping(events)]
        after = ("experienced", "refunded", "posted", "changed", "joined")
        told += [getattr(self, f"_{event.kind}")(event) for event in events if event.kind in after]
        return _joined(told)

    def _given(self, events: list[Event]) -> Iterator[str]:
        for event in (event for event in events if event.kind == "given"):
            self._said["first"] += event.facts["first"]
            surprise = ", a brand of which she had never heard" if event.facts["first"] else ""
            says = {
                True: "; when she talks of it, she will say openly that it was a gift",
                False: "; when she talks of it, she will not say that it was a gift",
            }
            yield f"{event.brand} makes her a present of its product{surprise}{says.get(event.facts['disclosed'], '')}"

    def _spoken(self, events: list[Event]) -> Iterator[str]:
        def key(event: Event) -> tuple:
            return event.brand, -event.facts["valence"], event.facts["owner"]

        spoke = sorted((event for event in events if event.kind == "spoke"), key=key)
        for (brand, sign, owner), those in groupby(spoke, key=key):
            talks = [event.facts for event in those]
            friends, acquaintances, followers = (
                sorted({i for facts in talks for i in facts[channel]})
                for channel in ("friends", "acquaintances", "leaders")
            )
            to = [people("her friend", friends, "of her friends")] * bool(friends)
            to += [people("her acquaintance", acquaintances, "of her acquaintances")] * bool(acquaintances)
            to += [f"{number(len(followers))} of her followers"] * bool(followers)
            if owner:
                verb = (
                    self._turn("praises", "praises", "recommends", "speaks well of") if sign < 0 else
                    self._turn("complains", "complains about", "warns against", "speaks ill of")
                )  # fmt: skip
                said = f"she {verb} {brand}"
            else:
                said = f"she passes on the {'good' if sign < 0 else 'bad'} things she has heard about {brand}"
            doubters = len({i for facts in talks for i in facts["doubters"]})
            seen = f", and {number(doubters)} of them see{'s' if doubters == 1 else ''} through the gift"
            yield (f"{said} to {listed(to)}" if to else f"{said}, but nobody hears it") + seen * bool(doubters)

    def _heard(self, events: list[Event]) -> Iterator[str]:
        heard = sorted((event for event in events if event.kind == "heard"), key=lambda event: event.brand)
        for brand, those in groupby(heard, key=lambda event: event.brand):
            messages = list(those)
            first = any(event.facts["first"] for event in messages)
            ads, praise, criticism, doubted = (
                [event for event in messages if _side(event) == side]
                for side in ("advertising", "praise", "criticism", "doubted")
            )
            if ads:
                shown = "an advertisement" if len(ads) == 1 else several(len(ads), "advertisement")
                yield f"she sees {shown} for {brand}"
            if max(len(praise), len(criticism)) > _FEW:
                ways = [f"{word} {times(len(side))}, {_sources(side)}"
                        for side, word in ((praise, "praised"), (criticism, "criticised")) if side]  # fmt: skip
                yield f"she hears {brand} {', and '.join(ways)}"
            else:
                sides = ((praise, "praises", "praise"), (criticism, "complains about", "complain about"))
                told = [f"{listed(_voices(side))} {one if _is_one(side) else many}" + " {}" + _often(side)
                        for side, one, many in sides if side]  # fmt: skip
                if told:
                    yield ", but ".join(told).format(brand, "it")
            if doubted:
                verb = "praises" if _is_one(doubted) else "praise"
                yield f"{listed(_voices(doubted))} {verb} {brand}{_often(doubted)}"
                yield self._turn(
                    "doubted",
                    "she sees the gift behind it, and takes the praise for the opposite",
                    "she can tell that this was bought with a gift, and that speaks against it",
                )
            if first:
                self._said["first"] += 1
                yield self._turn("news", f"until now she had never heard of {brand}", f"{brand} is new to her")

    def _shopping(self, events: list[Event]) -> Iterator[str]:
        weighed = [event for event in events if event.kind == "weighed"]
        bought = next((event for event in events if event.kind == "bought"), None)
        if not weighed:
            return
        yield self._turn("shops", "she goes shopping", "she is out shopping again", "shopping day",
                         "she is back in the shops", "once more she is in the market")  # fmt: skip
        reads = [_reviews(event.facts["valences"], event.brand) for event in events if event.kind == "read"]
        if reads:
            yield f"on the review site she reads {'; then '.join(reads)}"
        if any(event.kind == "shopped" and event.facts["doubts"] for event in events):
            yield "one of the reviews was invented: she sees it, and trusts the site less from now on"
        for event in weighed:
            yield from self._verdict(event, weighed, bought)
        if bought is not None:
            yield from self._purchase(bought, weighed)

    def _verdict(self, event: Event, weighed: list[Event], bought: Event | None) -> Iterator[str]:
        facts, brand = event.facts, event.brand
        if facts["new"]:
            yield f"comparing, she comes upon {brand}, which she did not know"
        held, needed, unharmed = chances(facts["belief"], facts["stake"], facts["unharmed"])
        enough = facts["belief"] >= facts["stake"]
        basis = (
            "with her own experience of it" if facts["owned"] else
            "after all that she has heard" if facts["heard"] else "with nothing but the name to go by"
        )  # fmt: skip
        if event is not weighed[0]:
            yield f"{brand} she gives {held}, {f'and {needed} would do' if enough else f'where it takes {needed}'}"
        elif enough:
            yield self._turn(
                "enough",
                f"{basis}, she gives {brand} a chance of {held} of being good, and {needed} is all she asks for",
                f"{basis}, she is {held} sure of {brand}, and she needs to be no more than {needed} sure",
            )
        else:
            yield self._turn(
                "short",
                f"{basis}, she gives {brand} a chance of {held} of being good; it takes {needed} to make her buy",
                f"she weighs {brand}: {held} sure, where she would have to be {needed} sure",
                f"{brand} leaves her unconvinced: {held} is less than the {needed} that she needs",
                f"her trust in {brand} stands at {held}, still short of {needed}",
            )
        if not enough:
            if facts["unharmed"] >= facts["stake"]:
                alone = (
                    f"without the criticism she would have bought it: it would have been {unharmed}",
                    f"it is the criticism that holds her back: without it, {unharmed}, and she would buy",
                    f"once more the criticism decides it; had she not heard it, {unharmed} would have been enough",
                )
                # Where she weighs several, one that would have been enough need not have been her choice.
                several_weighed = (f"without the criticism it would have been {unharmed}, and enough",)
                yield self._turn("deterred", *(alone if len(weighed) == 1 else several_weighed))
            elif facts["friends"] > self._friends.get(brand, 0) and facts["unreassured"] > facts["stake"]:
                yield f"that {_content(facts['friends'])} with it makes her less afraid, but not enough"
            self._friends[brand] = facts["friends"]
        elif bought is not None and bought.brand != brand:
            yield f"that would be enough, but she likes {bought.brand} better"

    def _purchase(self, event: Event, weighed: list[Event]) -> Iterator[str]:
        facts, brand = event.facts, event.brand
        self._bought[brand] += 1
        again = "" if facts["first"] else " once more" if self._bought[brand] > 2 else " again"
        how = "and is paid" if facts["paid"] else "at the reduced price of" if facts["reduced"] else "for"
        yield f"she {'takes' if facts['paid'] else 'buys'} {brand}{again} {how} {facts['price']:,.6g}"
        (why,) = (other.facts for other in weighed if other.brand == brand)
        if why["unreassured"] > why["stake"]:
            (unreassured,) = chances(why["unreassured"])
            if why["unreassured"] > why["belief"]:
                yield (
                    f"she dares to because {_content(why['friends'])} with it: "
                    f"else she would have wanted to be {unreassured} sure"
                )
            elif facts["first"]:
                yield f"that {_content(why['friends'])} with it makes it easier"
        if facts["first"] and facts["channel"] not in ("", "reviews"):
            yield f"the last that she heard before that was {_last_word(facts['channel'], facts['speaker'])}"

    def _experienced(self, event: Event) -> str:
        satisfaction = event.facts["satisfaction"]
        phrasings = {
            1: ("it turns out well, and she is satisfied", "it is good, and she is content with it"),
            0: ("it is neither good nor bad, and leaves her cold", "it makes no impression on her"),
            -1: ("it disappoints her", "it is a disappointment"),
        }[satisfaction]
        return self._turn(f"experience {satisfaction}", *phrasings)

    def _refunded(self, event: Event) -> str:
        if event.facts["disappointed"]:
            return "she claims her money back, gets it, and is appeased"
        return "she has nothing to complain of, and claims her money back all the same"

    def _posted(self, event: Event) -> str:
        if event.facts["stars"]:
            return f"on the review site she gives it {several(event.facts['stars'], 'star')}"
        what = "praise" if event.facts["valence"] > 0 else "complaint"
        return f"on the forum of her community she writes a post of {what}"

    def _changed(self, event: Event) -> str:
        if event.facts["satisfaction"] > 0:
            return f"{event.brand} answers her, takes her complaint to heart, and wins her back"
        if event.facts["satisfaction"] < 0:
            return f"her {event.brand} fails her, and she is bitterly disappointed"
        return "she is helped with what was wrong, and bears no grudge any more"

    def _joined(self, event: Event) -> str:
        if event.facts["role"] == "ambassadors":
            return f"{event.brand} appoints her one of its ambassadors"
        return f"{event.brand} asks her how to become better, and she helps; from now on it is a little bit hers"


def _decisive_weeks(by_week: dict[int, list[Event]]) -> list[int]:
    """Return the weeks of which there is something to tell: more than to refuse once more what was refused before."""
    decisive, held = [], {}
    for week, events in by_week.items():
        weighed = {event.brand: event.facts["belief"] for event in events if event.kind == "weighed"}
        changed = any(abs(held.get(brand, math.inf) - belief) > _SAME for brand, belief in weighed.items())
        first = any(event.kind == "heard" and event.facts["first"] for event in events)
        if changed or first or any(event.kind in _DECISIVE for event in events):
            decisive.append(week)
            held |= weighed
    return decisive


def _side(event: Event) -> str:
    if event.facts["channel"] == "advertising" or not event.facts["valence"]:
        return "advertising"
    if event.facts["doubted"]:
        return "doubted"
    return "praise" if event.facts["valence"] > 0 else "criticism"


def _voices(messages: Sequence[Event]) -> list[str]:
    """Return who speaks in these messages, by channel."""
    speakers = {
        channel: sorted({event.facts["speaker"] for event in messages if event.facts["channel"] == channel})
        for channel in ("friends", "acquaintances", "leaders")
    }
    posts = sum(event.facts["channel"] == "community" for event in messages)
    found = [
        people("her friend", speakers["friends"], "of her friends"),
        people("her acquaintance", speakers["acquaintances"], "of her acquaintances"),
        people("the opinion leader", speakers["leaders"], "opinion leaders"),
        "a post on her forum" if posts == 1 else f"{number(posts)} posts on her forum",
    ]
    return [voice for voice, count in zip(found, [*map(len, speakers.values()), posts], strict=True) if count]


def _is_one(messages: Sequence[Event]) -> bool:
    """Tell whether all is said by one person in one way, or is one post."""
    voices = {(event.facts["channel"], event.facts["speaker"]) for event in messages}
    return len(voices) == 1 and (len(messages) == 1 or messages[0].facts["speaker"] >= 0)


def _often(messages: Sequence[Event]) -> str:
    return f" {times(len(messages))}" if len(messages) > 1 and _is_one(messages) else ""


def _sources(messages: Sequence[Event]) -> str:
    """Return by whom something is said, and whether it is said on the forum, however often."""
    talks = [event for event in messages if event.facts["channel"] != "community"]
    said = [f"by {listed(_voices(talks))}"] if talks else []
    return listed(said + ["on her forum"] * (len(talks) < len(messages)))


def _reviews(valences: Sequence[int], brand: str) -> str:
    ways = {1: ("praises it", "praise it", "praise"), -1: ("complains", "complain", "complaint"),
            0: ("is undecided", "are undecided", "doubt")}  # fmt: skip
    if len(valences) == 1:
        return f"one review of {brand}, full of {ways[valences[0]][2]}"
    counts = {valence: valences.count(valence) for valence in ways if valence in valences}
    told = [
        f"{'all' if count == len(valences) else number(count)} {ways[valence][count > 1]}"
        for valence, count in counts.items()
    ]
    return f"{several(len(valences), 'review')} of {brand}: {listed(told)}"


def _content(friends: int) -> str:
    return "a friend of hers is content" if friends == 1 else f"{several(friends, 'friend')} of hers are content"


def _last_word(channel: str, speaker: int) -> str:
    return {
        "friends": f"from her friend {speaker}",
        "acquaintances": f"from her acquaintance {speaker}",
        "leaders": f"from the opinion leader {speaker}",
        "community": "a post on her forum",
        "advertising": "an advertisement",
    }[channel]


def _span(first: int, last: int) -> str:
    return f"Week {first}" if first == last else f"Weeks {first} {'and' if last == first + 1 else 'to'} {last}"


def _joined(told: Sequence[str]) -> str:
    return " ".join(map(sentence, told))
