"""Hearing: what one message does to the consumer whom it reaches, whatever the channel."""

from typing import Any, NamedTuple

import numpy as np

from simulation.kernels import kernel
from simulation.parts import Column
from simulation.randomness import uniform

TERMS = (
    Column("disclosed", "bool", "whether the receiver says that it was a gift"),
    Column("power", "float64", "what her praise counts if she does"),
    Column("backlash", "float64", "what her praise counts as criticism for who finds out that she does not"),
)


class Ear(NamedTuple):
    """Where it is written down what one channel delivers.

    Attributes:
        channel: the channel's place among the channels.
        heard: int64 (2, brands), counts of praise and criticism heard.
        messages, n_messages: the record of messages, see :mod:`simulation.recording`; of no length if none is kept.
    """

    channel: int
    heard: np.ndarray[Any, Any]
    messages: np.recarray[Any, Any]
    n_messages: np.ndarray[Any, Any]


@kernel
def hear(mind, h, b, valence, power, moment, speaker, ear):
    """Let the mind of hearer h take in a message on brand b: praise (1), criticism (−1) or a mere mention (0).

    Within a week messages come in random order; the one with the latest moment, of equals to 2⁻¹⁶ weeks the later
    delivered, is the one that spoke last. ``speaker`` is −1 where no one consumer speaks.
    """
    late = moment >> 16
    mind.aware = True
    if valence != 0:
        mind.heard = True
    if valence > 0:
        mind.praise += power
    elif valence < 0:
        mind.criticism += power
        if late >= mind.criticised:
            mind.criticised = late
            mind.critic_channel = ear.channel
    if late >= mind.arrived:
        mind.arrived = late
        mind.last_channel = ear.channel
        mind.last_speaker = speaker
    note(h, b, valence, power, moment, speaker, ear)


@kernel
def note(h, b, valence, power, moment, speaker, ear):
    """Count a message, and record it where messages are recorded."""
    if valence > 0:
        ear.heard[0, b] += 1
    elif valence < 0:
        ear.heard[1, b] += 1
    place = ear.n_messages[0]
    if place < ear.messages.shape[0]:
        message = ear.messages[place]
        message.speaker = speaker
        message.hearer = h
        message.power = power
        message.moment = moment
        message.brand = b
        message.channel = ear.channel
        message.valence = valence
        ear.n_messages[0] += 1


@kernel
def reception(valence, gift, terms, hearer, word):
    """Return valence and power of a message as a hearer takes it who may see the gift behind the praise.

    ``hearer`` is her record of traits, which costs a line of memory and is looked at only if there is a gift.

    Source: Eisend and Tarrahi (2021), Persuasion knowledge in the marketplace: a meta-analysis, Journal of Consumer
    Psychology 32(1), for the power that is left to a disclosed persuasion attempt.
    """
    if gift == 0 or valence < 0:
        return valence, 1.0
    if terms[gift].disclosed:
        return valence, terms[gift].power
    if uniform(word) < hearer.scepticism:
        return -1, terms[gift].backlash
    return valence, 1.0
