"""Hearing: what one message does to the consumer whom it reaches, whatever the channel."""

from simulation.kernels import kernel
from simulation.parts import Column
from simulation.randomness import uniform

TERMS = (
    Column("disclosed", "bool", "whether the receiver says that it was a gift"),
    Column("power", "float64", "what her praise counts if she does"),
    Column("backlash", "float64", "what her praise counts as criticism for who finds out that she does not"),
)


@kernel
def hear(mind, b, valence, power, moment, channel, heard):
    """Let a hearer's mind take in a message on brand b: praise (1), criticism (−1) or a mere mention (0).

    Within a week messages come in random order; the one with the latest moment is of the channel that spoke last.
    ``heard``, int64 (2, brands), counts praise and criticism heard through the channel.
    """
    mind.aware = True
    if valence != 0:
        mind.heard = True
    if valence > 0:
        mind.praise += power
        heard[0, b] += 1
    elif valence < 0:
        mind.criticism += power
        heard[1, b] += 1
    if moment >= mind.arrived:
        mind.arrived = moment
        mind.last_channel = channel


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
