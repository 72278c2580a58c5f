"""Hearing: what one message does to the consumer whom it reaches, whatever the channel."""

from typing import Any

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import uniform
from wordofmouth.engine.records import Column

TERMS = (
    Column("disclosed", "bool", "whether the receiver says that it was a gift"),
    Column("power", "float64", "what the praise counts if the owner does"),
    Column("backlash", "float64", "what the praise counts as criticism for who feels manipulated"),
    Column("suspicion", "float64", "what a hearer's scepticism is multiplied by where the gift is disclosed"),
)
# The forum on a brand's own site, where the brand says what is shown.
OWN_FORUM = (
    Column("praise", "float64", "recent posts that praise"),
    Column("criticism", "float64", "recent posts that complain, deleted ones among them"),
    Column("visits", "int64", "word below which a shopper reads it this week; 0 where there is none"),
    Column("hides", "float64", "share of the complaints that are deleted"),
    Column("found_out", "int64", "word below which a reader learns of it"),
    Column("answers", "float64", "share of the other complaints that are answered"),
    Column("answer_power", "float64", "what an answered complaint counts as praise"),
)

# The terms of a gift as levers give them, in the order of these columns; of one that says no more nothing is suspected.
type GiftTerms = tuple[bool, float, float] | tuple[bool, float, float, float]


def whole_terms(terms: GiftTerms) -> tuple[bool | float, ...]:
    """Return terms with a value for each column."""
    return (*terms, 0.0)[: len(TERMS)]


# What of a world a message reads and changes beside its own place, as parts declare it.
HEARING_READS = ("brand_states.arrived", "brand_states.criticised", "brand_states.praise", "brand_states.criticism")
HEARING_WRITES = (
    *(
        "brand_states.aware",
        "brand_states.heard",
        "brand_states.praise",
        "brand_states.criticism",
        "brand_states.criticised",
        "brand_states.critic_channel",
    ),
    *("brand_states.arrived", "brand_states.last_channel", "brand_states.last_speaker", "heard"),
)

# Where it is written down what one channel delivers: the channel's place among the channels; counts of praise and
# criticism heard, int64 (2, brands); and the table of messages, whose last place is for those that are not kept, with
# how many are in it, see wordofmouth.market.recorder. A plain tuple: numba takes four times as long to recognise one
# with names.
type MessageSink = tuple[int, np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]


@kernel
def hear(brand_state, h, b, valence, power, moment, speaker, sink):
    """Let what hearer h knows of brand b take in a message: praise (1), criticism (−1) or a mere mention (0).

    Within a week messages come in random order; the one with the latest moment, of equals to 2⁻¹⁶ weeks the later
    delivered, is the one that spoke last. ``speaker`` is −1 where no one consumer speaks.
    """
    # Without branches: a processor cannot guess what comes and what is late, and where there is a branch compiled code
    # counts references to the arrays of the sink, which takes longer than all the rest.
    late = moment >> 16
    channel = sink[0]
    brand_state.aware = True
    brand_state.heard |= valence != 0
    brand_state.praise += power if valence > 0 else 0.0
    brand_state.criticism += power if valence < 0 else 0.0
    is_critic = (valence < 0) & (late >= brand_state.criticised)
    brand_state.criticised = late if is_critic else brand_state.criticised
    brand_state.critic_channel = channel if is_critic else brand_state.critic_channel
    is_last = late >= brand_state.arrived
    brand_state.arrived = late if is_last else brand_state.arrived
    brand_state.last_channel = channel if is_last else brand_state.last_channel
    brand_state.last_speaker = speaker if is_last else brand_state.last_speaker
    note(h, b, valence, power, moment, speaker, sink)


@kernel
def note(h, b, valence, power, moment, speaker, sink):
    """Count a message, and record it where messages are recorded."""
    channel, heard, messages, n_messages = sink
    heard[0, b] += 1 if valence > 0 else 0
    heard[1, b] += 1 if valence < 0 else 0
    message = messages[n_messages[0]]
    message.speaker = speaker
    message.hearer = h
    message.power = power
    message.moment = moment
    message.brand = b
    message.channel = channel
    message.valence = valence
    n_messages[0] = min(n_messages[0] + 1, messages.shape[0] - 1)


@kernel
def reception(valence, gift, terms, hearer, word):
    """Return valence and power of a message as a hearer takes it who may see a gift, or its purpose, behind the praise.

    ``terms`` are those of the gift. ``hearer`` is the hearer's record of traits, which costs a line of memory and is
    looked at only if there is a gift.

    Source: Eisend and Tarrahi (2021), Persuasion knowledge in the marketplace: a meta-analysis, Journal of Consumer
    Psychology 32(1), for the power that is left to a disclosed persuasion attempt.
    """
    if gift == 0 or valence < 0:
        return valence, 1.0
    if uniform(word) < (hearer.scepticism * terms.suspicion if terms.disclosed else hearer.scepticism):
        return -1, terms.backlash
    return valence, terms.power if terms.disclosed else 1.0
