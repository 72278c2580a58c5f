"""A part's English words are in its own file: a new lever is named and explained in the lab without another."""

import importlib.util
import sys
from typing import Literal

import pytest
from wordofmouth.lab.widgets.cards import lever_name
from wordofmouth.lab.widgets.fields import Field, at, origin_of, words_of
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import Outcome
from wordofmouth.words.catalogue import _DECLARED, Words

SAMPLES = '''
from typing import Literal
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import field


class FreeSamples(Lever):
    """Hands out samples in the street."""

    kind: Literal["free_samples"] = "free_samples"
    {words}
    handed_out: int = field(100, "samples handed out", unit="samples", {label}ge=0, le=1000)

    def act(self, market, brand):
        pass
'''


@pytest.fixture
def learn(tmp_path):
    """Import a lever that is written into a folder of one's own, and forget it afterwards."""
    Scenario()

    def learn(text):
        path = tmp_path / "free_samples.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("free_samples", path)
        module = sys.modules["free_samples"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return at(Scenario(campaign=[{"kind": "free_samples"}]), "campaign.free_samples.handed_out")

    yield learn
    Lever.kinds.pop("free_samples", None)
    _DECLARED["levers"].pop("free_samples", None)
    sys.modules.pop("free_samples", None)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_lever_says_its_english_itself(learn, language):
    """And other languages say it for what they lack."""
    field = learn(
        SAMPLES.format(
            words='words = {"name": "Free samples", "text": "People may try it in the street."}',
            label='label="Samples", hint="how many are handed out a week", ',
        )
    )
    assert isinstance(field, Field)
    say = Words(language)
    assert lever_name(say, "free_samples") == "Free samples"
    assert say("levers.free_samples.text") == "People may try it in the street."
    assert words_of(field, say) == ("Samples", "how many are handed out a week")


def test_a_lever_without_words_is_called_as_its_kind_is(learn):
    field = learn(SAMPLES.format(words="", label=""))
    assert lever_name(Words(), "free_samples") == "Free samples"
    assert Words()("levers.free_samples.text") == "Hands out samples in the street."
    assert words_of(field, Words()) == ("Handed out", "samples handed out")


def test_a_channel_without_words_is_named_wherever_channels_are():
    """As a heading, in a chart, and in a sentence on what won buyers."""
    Scenario()
    try:

        class Radio(Channel):
            kind: Literal["town_radio"] = "town_radio"

        assert drivers_label("town_radio", Words("fr")) == "gagnés par town radio"
        assert [Words()(f"channels.town_radio.{word}") for word in ("name", "short", "by")] == ["town radio"] * 3
    finally:
        Channel.kinds.pop("town_radio", None)
        _DECLARED["channels"].pop("town_radio", None)


def drivers_label(channel, say):
    """Return what the outcome that counts a channel's buyers is called."""
    return Outcome(f"won_by_{channel}", "", "consumers", "", "", "", lambda *_: None).label_in(say)


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        (
            "survey.follow_through",
            "en",
            "An assumption: 20 to 70 %, very likely; stated intentions overstate",
        ),
        ("survey.follow_through", "fr", "Hypothèse\N{NARROW NO-BREAK SPACE}: "),
        ("channels.reviews.market_size", "en", "An assumption: 500 to 20,000, very likely; from a specialist's"),
        ("survey.follow_praise", "en", "Source: Ipsos MORI 2006."),
        ("brand.price", "en", ""),
        ("brand.price", "fr", ""),
    ],
)
def test_a_control_says_where_its_default_comes_from(path, language, said):
    """Of an assumption the range in the control's own unit, and why; of what the visitor decides nothing."""
    field = at(Scenario(), path)
    text = origin_of(field, Words(language))
    assert text.startswith(said)
    assert bool(text) == bool(said)
    assert field.prior is None or field.prior.reason in text
