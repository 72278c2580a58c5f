"""Stories: what they tell is what happened, and they can be read aloud."""

import itertools
import re
from collections import Counter
from string import Formatter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_aloud import WRONG
from strategies import scenarios, seeds
from wordofmouth import Market, Scenario, ScenarioError
from wordofmouth.instruments.story.journey import RECORDS, follow, most_eventful
from wordofmouth.instruments.story.story import story
from wordofmouth.runs.simulate import weeks
from wordofmouth.words.catalogue import catalogue, is_forms, languages
from wordofmouth.words.sentences import Sentences, sentence

BUSY = Scenario(
    name="busy",
    consumers=120,
    weeks=30,
    behaviours={"shopping": {"comparators": 0.5, "repurchase_interval": 8.0, "shopping_rate": 0.2}},
    segments=[{"name": "thrifty", "share": 0.4, "price_sensitivity": 6.0, "scepticism": 0.9}],
    network={"kind": "communities", "community_size": 30.0},
    brands=[{"name": "Aster", "quality": 0.6}, {"name": "Borealis", "quality": 0.5, "known_by": 0.3}],
    campaign=[
        {"kind": "advertising", "weeks": (1, 5), "reach": 0.1},
        {"kind": "guarantee", "weeks": (5, 30)},
        {"kind": "discount", "weeks": (10, 20), "off": 0.1},
        {"kind": "fake_reviews", "brand": "Borealis"},
        {"kind": "ambassadors", "count": 10},
        {"kind": "co_creation", "response": 0.9},
        {"kind": "community_manager", "hosts_forum": True, "win_back": 0.8},
        {"kind": "seeding", "strategy": "random", "disclosed": False, "count": 10},
    ],
)
SPAN = {
    "en": r"(?i)Weeks? (\d+)(?: (?:to|and) (\d+))?\. [A-Z]",
    "fr": r"(?i)Semaines? (\d+)(?: (?:à|et) (\d+))?\. [A-ZÀÉÊ]",
}
told_in_every_language = pytest.mark.parametrize("language", languages())


def journey(scenario, seed, consumer):
    return list(follow(weeks(scenario, seed=seed, record=RECORDS), consumer))


def of_kind(events, kind):
    return [event for event in events if event.kind == kind]


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds, someone=st.integers(0, 9))
def test_a_journey_is_what_the_records_say(scenario, seed, someone):
    """Heard, read, weighed, bought, said and posted: as much, and of the same, as the market keeps of her."""
    events, market = journey(scenario, seed, someone), Market(scenario, seed, record=RECORDS)
    names, reviews = [brand.name for brand in scenario.brands], [c.kind for c in market.channels].index("reviews")
    while market.week < scenario.weeks:
        market.step()
        week = [event for event in events if event.week == market.week]
        mine = market.recorder.messages[market.recorder.messages.hearer == someone]
        heard = Counter(
            (names[m.brand], market.channels[m.channel].kind, int(m.speaker), int(m.valence))
            for m in mine
            if m.channel != reviews
        )
        told = (
            (event.brand, *(event.facts[name] for name in ("channel", "speaker", "valence")))
            for event in of_kind(week, "heard")
        )
        assert Counter(told) == heard
        read = [valence for event in of_kind(week, "read") for valence in event.facts["valences"]]
        assert read == mine.valence[mine.channel == reviews].tolist()
        assert bool(of_kind(week, "shopped")) == (someone in market.shoppers)
        decisions = market.recorder.decisions[market.recorder.decisions.consumer == someone]
        assert [(event.brand, event.facts["belief"], event.facts["stake"]) for event in of_kind(week, "weighed")] == [
            (names[decision.brand], decision.belief, decision.stake) for decision in decisions
        ]
        bought = market.purchases[market.purchases.consumer == someone]
        assert [event.brand for event in of_kind(week, "bought")] == [names[b] for b in bought.brand]
        assert len(of_kind(week, "posted")) == (market.posts.author == someone).sum()
        said = market.recorder.messages[market.recorder.messages.speaker == someone]
        heard_by = {
            (event.brand, channel, i)
            for event in of_kind(week, "spoke")
            for channel in ("friends", "acquaintances", "leaders")
            for i in event.facts[channel]
        }
        assert heard_by == {(names[m.brand], market.channels[m.channel].kind, int(m.hearer)) for m in said}
        for event in of_kind(week, "changed"):
            assert market.brand_states.satisfaction[someone, names.index(event.brand)] == event.facts["satisfaction"]


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds, someone=st.integers(0, 9))
def test_first_news_is_when_she_first_knows(scenario, seed, someone):
    """Of each brand at most one message or gift is the first, and only if she had not known the brand before."""
    start = Market(scenario, seed)
    events = journey(scenario, seed, someone)
    for b, brand in enumerate(scenario.brands):
        of_brand = [event for event in events if event.brand == brand.name]
        first = [event for event in of_brand if event.facts.get("new")]
        first += [event for event in of_brand if event.kind in ("heard", "given") and event.facts["first"]]
        assert len(first) <= (0 if start.brand_states.aware[someone, b] else 1)


def test_who_buys_in_the_week_of_her_gift_knew_it_by_the_gift():
    shopping = {"shopping_rate": 1.0, "repurchase_interval": 1.0, "bought_again": True}
    scenario = Scenario(
        consumers=10,
        weeks=1,
        survey={"innovators": 0.99},
        consumer={"risk_fear": 0.0},
        network={"kind": "complete"},
        behaviours={"shopping": shopping},
        brands=[{"name": "A", "quality": 0.99}],
        campaign=[{"kind": "seeding", "strategy": "list", "consumers": list(range(10))}],
    )
    bought = 0
    for someone in range(10):
        events = {event.kind: event.facts for event in journey(scenario, 0, someone)}
        assert events["given"]["first"]
        assert events["weighed"]["owned"]
        assert not events["weighed"]["new"]
        bought += "bought" in events
    assert bought > 0


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds, someone=st.integers(0, 9), language=st.sampled_from(sorted(languages())))
def test_every_week_is_told_once(scenario, seed, someone, language):
    """From the first to the last, alone or with others; the same story every time."""
    told = story(scenario, someone, seed, language)
    _, *weeks, outcome = told.text.split("\n\n")
    assert outcome.startswith(sentence(Sentences(language)("outcome.after", count=scenario.weeks, told=""))[:-1])
    spans = [re.match(SPAN[language], paragraph) for paragraph in weeks]
    if told.events:
        ends = [(int(span[1]), int(span[2] or span[1])) for span in spans]
        assert [week for first, last in ends for week in range(first, last + 1)] == [*range(1, scenario.weeks + 1)]
    assert story(scenario, someone, seed, language) == told


@told_in_every_language
@pytest.mark.parametrize("seed", range(2))
def test_stories_can_be_read_aloud(seed, language):
    """Of some in a busy market: whole sentences, numbers that agree, and words that need no explanation."""
    for someone in range(seed, BUSY.consumers, 6):
        text = story(BUSY, someone, seed, language).text
        for wrong in (*WRONG[""], *WRONG[language]):
            assert not re.search(wrong, text), f"{wrong} in {text}"
        for paragraph in text.split("\n\n"):
            assert paragraph.endswith(".")
            assert all(part[0].isupper() or part[0].isdigit() for part in re.split(r"(?<=[.]) ", paragraph))


@told_in_every_language
def test_no_phrase_is_worn_out(language):
    """Numbers apart, hardly any sentence follows itself, or comes more than eight times in one story."""
    for someone in range(0, BUSY.consumers, 8):
        told = re.split(r"(?<=[.]) |\n\n", story(BUSY, someone, 1, language).text)
        plain = [re.sub(r"\d[\d.,]*", "#", part) for part in told if not part.startswith(("Week", "Semaine"))]
        assert max(Counter(plain).values()) <= 8
        assert sum(one == other for one, other in itertools.pairwise(plain)) <= 1


def test_reasons_are_the_models_own():
    """Criticism is blamed where without it she would have bought, friends are thanked where they tip the scale."""
    fearful = {"consumer.risk_fear": 2.0, "consumer.moral_guarantee": 0.6, "campaign.guarantee.coverage": 0.0}
    blamed = thanked = 0
    for scenario, someone in itertools.product((BUSY, BUSY.varied(fearful)), range(0, BUSY.consumers, 2)):
        told = story(scenario, someone, 5)
        weighed = [event.facts for event in of_kind(told.events, "weighed")]
        deterred = sum(facts["belief"] < facts["stake"] <= facts["belief_without_criticism"] for facts in weighed)
        blames = len(re.findall("[Ww]ithout the criticism|It is the criticism|the criticism decides", told.text))
        assert blames <= deterred
        assert bool(blames) == bool(deterred)
        tipped = sum(facts["bought"] and facts["unreassured"] > facts["belief"] for facts in weighed)
        assert told.text.count("She dares to because") == tipped
        blamed, thanked = blamed + blames, thanked + tipped
    assert blamed > 10
    assert thanked > 0


def test_a_trip_for_each_need_is_told():
    """Of offers for two needs both may be bought in one week, and neither is liked less than the other."""
    brands = [
        {"name": name, "need": need, "quality": 0.9, "price": 1.0, "known_by": 1.0, "reputation": 3.0}
        for name, need in (("Bread", "product"), ("Bus", "work"), ("Cake", "product"))
    ]
    behaviours = {"shopping": {"shopping_rate": 1.0}}
    market = Scenario(name="needs", consumers=120, weeks=1, brands=brands, behaviours=behaviours)
    stories = (story(market, someone, 1) for someone in range(market.consumers))
    told = next(told for told in stories if len(of_kind(told.events, "bought")) == 2)
    bought = [event.brand for event in of_kind(told.events, "bought")]
    assert "Bus" in bought
    assert "she likes Bus better" not in told.text
    assert all(f"She buys {brand}" in told.text for brand in bought)


def test_the_one_to_whom_most_happens_is_chosen():
    """Unless one is named; and more happens to her than to most."""
    told = story("small", seed=2)
    assert told == story("small", told.consumer, 2)
    assert str(told) == told.text
    kinds = [len({event.kind for event in story("small", i, 2).events}) for i in range(0, 200, 10)]
    assert len({event.kind for event in told.events}) >= np.median(kinds)
    assert most_eventful(weeks(Scenario.load("small"), seed=2, record=RECORDS)) == told.consumer


def test_a_life_without_word_of_mouth_is_a_short_story():
    quiet = Scenario.load("small").without_campaign().varied({"behaviours.shopping.shopping_rate": 0.0})
    assert "In 26 weeks nothing happens.\n\nAfter 26 weeks she has never heard of Aster." in story(quiet, 3).text


def test_people_are_called_as_their_file_calls_them(tmp_path):
    """Whoever has a name has it wherever a number would stand."""
    names = [f"{letter}{other}" for letter in "ABCDEFGHIJ" for other in "klmno"]
    ties = [(a, b) for a, b in itertools.combinations(range(50), 2) if (a * b) % 7 == 1]
    for file, called in (("named.csv", names), ("numbered.csv", range(50))):
        rows = "".join(f"{called[a]},{called[b]}\n" for a, b in ties)
        (tmp_path / file).write_text(rows + "".join(f"{called[i]},{called[i + 1]}\n" for i in range(49)))
    told = [
        story(BUSY.varied({"network": {"kind": "file", "path": str(tmp_path / file)}, "consumers": 50}), None, 4).text
        for file in ("named.csv", "numbered.csv")
    ]
    people = (
        r"(consumers?|friends?|acquaintances?|opinion leaders?) ((?:[A-J][k-o]|\d+)(?:(?:, | and )(?:[A-J][k-o]|\d+))*)"
    )
    named, numbered = ([re.findall(r"[A-J][k-o]|\d+", found) for _, found in re.findall(people, text)] for text in told)
    assert len(named) > 5
    assert [[names[int(number)] for number in each] for each in numbered] == named


def test_whoever_has_a_name_is_found_by_it(tmp_path):
    (tmp_path / "friends.csv").write_text("from,to\n" + "".join(f"Ada,{other}\n" for other in ("Bob", "Cleo", "7")))
    scenario = Scenario(consumers=4, network={"kind": "file", "path": str(tmp_path / "friends.csv")})
    cleo = story(scenario, "Cleo")
    assert cleo.text.startswith("This is consumer Cleo, with ")
    assert story(scenario, cleo.consumer) == cleo
    assert story(scenario, "7").text.startswith("This is consumer 7, with ")
    assert story("small", "17") == story("small", 17)
    for consumer, says in (("Cloe", "nobody is called 'Cloe'; did you mean 'Cleo'"), ("9", "consumers go from 0 to 3")):
        with pytest.raises(ScenarioError, match=says):
            story(scenario, consumer)
    with pytest.raises(ScenarioError, match="the consumers of this network have numbers"):
        story("small", "Cleo")


@pytest.mark.parametrize("consumer", [-1, 200])
def test_only_who_is_there_has_a_story(consumer):
    with pytest.raises(ScenarioError, match=f"{consumer} is not allowed: consumers go from 0 to 199"):
        story("small", consumer)


def test_stories_are_told_in_the_languages_that_there_are():
    """The same happens in all of them; only the words differ."""
    told = {language: story(BUSY, 3, 1, language) for language in languages()}
    assert told["en"] == story(BUSY, 3, 1)
    assert all(each.events == told["en"].events for each in told.values())
    assert len({each.text for each in told.values()}) == len(told)
    with pytest.raises(ScenarioError, match="'xx' is not allowed: stories are told in en, fr"):
        story(BUSY, 3, 1, "xx")


def phrases(table, start=""):
    """Yield every key of a catalogue, with all forms and phrasings of what it says."""
    for name, entry in table.items():
        key = f"{start}.{name}" if start else name
        if isinstance(entry, dict) and not is_forms(entry):
            yield from phrases(entry, key)
        elif key != "numbers.words":
            yield key, [entry] if isinstance(entry, str) else list(entry.values()) if isinstance(entry, dict) else entry


def places(said):
    """Return what is put into some phrases, but for how many, which a form may say by itself."""
    return {name for text in said for _, name, _, _ in Formatter().parse(text) if name} - {"count"}


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_every_language_says_what_english_says_and_no_more(language):
    english, other = (dict(phrases(catalogue(each)["story"])) for each in ("en", language))
    assert other.keys() ^ english.keys() == set()
    assert [key for key in english if places(english[key]) != places(other[key])] == []


def test_wording():
    say = Sentences("en")
    assert [say("portrait.friends", count=n) for n in (0, 1, 2, 12, 1300)] == [
        "no friends",
        "one friend",
        "two friends",
        "twelve friends",
        "1,300 friends",
    ]
    assert say("outcome.heard", count=2) == "what she said was heard by two people"
    assert [say.times(n) for n in (1, 2, 3, 1300)] == ["once", "twice", "three times", "1,300 times"]
    assert [say.listed(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert say.people("friends", [4, 7]) == "her friends 4 and 7"
    assert say.people("friends", [1, 2, 3, 4]) == "four of her friends"
    assert say.amount(1234.5) == "1,234.5"
    assert sentence("she buys it") == "She buys it."


def test_french_wording():
    """Elision before names, agreement, and figures as the French write them."""
    say = Sentences("fr")
    assert [say("portrait.friends", count=n) for n in (0, 1, 2)] == ["aucun ami", "un ami", "deux amis"]
    assert say.people("acquaintances", [4, 7]) == "ses connaissances nº\u202f4 et nº\u202f7"
    said = [say("spoken.complains", brand=brand) for brand in ("Aster", "Éole", "Borealis", "Hotel", "Onze", "Yack")]
    assert [text.removeprefix("elle se plaint ") for text in said] == [
        "d’Aster",
        "d’Éole",
        "de Borealis",
        "de Hotel",
        "d’Onze",
        "de Yack",
    ]
    assert say("bought.easier", count=11).startswith("que onze de ses amis")
    assert say.amount(1234.5) == "1\u202f234,5"
    assert say.chances(2.20, 2.2003) == ["90,02\u202f%", "90,03\u202f%"]
    assert say.chances(900.0, -900.0) == ["plus de 99\u202f%", "moins de 1\u202f%"]


@given(st.lists(st.floats(-800, 800), min_size=1, max_size=3))
def test_chances_tell_apart_what_differs(values):
    """Shown in their order, with as few decimals as will do; never 0 and never 100 %."""
    chances = Sentences("en").chances
    assert chances(0.0) == ["50 %"]
    assert chances(2.20, 2.2003) == ["90.02 %", "90.03 %"]
    assert chances(900.0, -900.0) == ["more than 99 %", "less than 1 %"]
    for shown in chances(*values):
        assert re.fullmatch(r"(more than |less than )?\d{1,2}(\.\d+)? %", shown)
        assert not re.match(r"(0|00|100)(\.0+)? ", shown)
