"""Hearing: what one message does to the consumer whom it reaches, whatever the channel."""

from typing import Any

import numpy as np

from simulation.kernels import kernel
from simulation.parts import Column
from simulation.randomness import uniform

TERMS = (
    Column("disclosed", "bool", "whether the receiver says that it was a gift"),
    Column("power", "float64", "what her praise counts if she does"),
    Column("backlash", "float64", "what her praise counts as criticism for who finds out that she does not"),
)


# Where it is written down what one channel delivers: the channel's place among the channels; counts of praise and
# criticism heard, int64 (2, brands); and the record of messages, of no length if none is kept, with how many are in it,
# see simulation.recording. A plain tuple: one with names takes a kernel four times as long to recognise.
type Ear = tuple[int, np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]


@kernel
def hear(mind, h, b, valence, power, moment, speaker, ear):
    """Let the mind of hearer h take in a message on brand b: praise (1), criticism (−1) or a mere mention (0).

    Within a week messages come in random order; the one with the latest moment, of equals to 2⁻¹⁶ weeks the later
    delivered, is the one that spoke last. ``speaker`` is −1 where no one consumer speaks.
    """
    late = moment >> 16
    channel = ear[0]
    mind.aware = True
    if valence != 0:
        mind.heard = True
    if valence > 0:
        mind.praise += power
    elif valence < 0:
        mind.criticism += power
        if late >= mind.criticised:
            mind.criticised = late
            mind.critic_channel = channel
    if late >= mind.arrived:
        mind.arrived = late
        mind.last_channel = channel
        mind.last_speaker = speaker
    note(h, b, valence, power, moment, speaker, ear)


@kernel
def note(h, b, valence, power, moment, speaker, ear):
    """Count a message, and record it where messages are recorded."""
    channel, heard, messages, n_messages = ear
    if valence > 0:
        heard[0, b] += 1
    elif valence < 0:
        heard[1, b] += 1
    place = n_messages[0]
    if place < messages.shape[0]:
        message = messages[place]
        message.speaker = speaker
        message.hearer = h
        message.power = power
        message.moment = moment
        message.brand = b
        message.channel = channel
        message.valence = valence
        n_messages[0] += 1


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
