"""Stories of what the papers write, and of what comes through a channel that somebody has brought."""

import re

from read_aloud import WRONG
from wordofmouth import Scenario
from wordofmouth.instruments.story.journey import Event
from wordofmouth.instruments.story.story import stories
from wordofmouth.instruments.story.telling import Narrator
from wordofmouth.words.catalogue import languages
from wordofmouth.words.sentences import Sentences

NEWS = Scenario.load("crisis/refunds").varied(
    {
        "consumers": 150,
        "behaviours.shopping.shopping_rate": 0.2,
        "campaign.papers.reach": 0.8,
        "campaign.answer.reach": 0.8,
        "campaign.money_back.returned": 1.0,
    }
)


def test_what_the_papers_write_is_told_of_everybody():
    """Reports, statements and recalls have their own words: nobody's sentence lacks its subject, in any language."""
    tellers = [Sentences(language) for language in languages()]
    texts = {language: [] for language in languages()}
    for told in stories(NEWS, tellers):
        for language, paragraphs in zip(texts, told, strict=True):
            texts[language].append("\n\n".join(map(str, paragraphs)))
    for language, of_all in texts.items():
        for text in of_all:
            for wrong in (*WRONG[""], *WRONG[language]):
                assert not re.search(wrong, text), f"{wrong} in {text}"
    whole = "\n".join(texts["en"])
    for part in (
        "reports against Aster in the papers",
        "a statement of Aster",
        "stood in the papers",
        "calls back what",
    ):
        assert part in whole
    assert "advertisement" not in whole


def test_a_channel_that_somebody_brings_has_words_too():
    """Whoever speaks through it is a consumer, or somebody."""
    facts = {"channel": "gossip", "valence": 1, "doubted": False, "first": False}
    heard = [Event(1, "heard", "Aster", facts | {"speaker": speaker}) for speaker in (4, -1)]
    (week,) = Narrator(Sentences()).paragraphs(heard, 1)
    assert "consumer 4 and somebody praise Aster" in str(week).lower().replace("aster", "Aster")
