"""Hearing: what one message does to the consumer whom it reaches, whatever the channel."""

from collections import namedtuple

from simulation.kernels import kernel
from simulation.randomness import uniform

Terms = namedtuple("Terms", ["disclosed", "power", "backlash"])
Terms.__doc__ = """The terms of gifts, by place: whether disclosed (bool), the share of a message's power that a disclosed
gift leaves it, and what a message counts as criticism when a hidden gift is found out (both float64). Place 0: bought."""


@kernel
def hear(h, b, valence, power, moment, channel, c, praise_heard, criticism_heard):
    """Let hearer h take in a message on brand b: praise (1), criticism (−1) or a mere mention (0), of this power.

    Within a week messages come in random order; the one with the latest moment is the channel that spoke last.
    """
    c.aware[h, b] = True
    c.heard[h, b] = True
    if valence > 0:
        c.praise[h, b] += power
        praise_heard[b] += 1
    elif valence < 0:
        c.criticism[h, b] += power
        criticism_heard[b] += 1
    if moment >= c.arrived[h, b]:
        c.arrived[h, b] = moment
        c.last_channel[h, b] = channel


@kernel
def reception(h, valence, gift, terms, word, c):
    """Return valence and power of a message as hearer h takes it, who may see a gift behind the praise.

    Source: Eisend and Tarrahi (2021), Persuasion knowledge in the marketplace: a meta-analysis, Journal of Consumer
    Psychology 32(1), for the power that is left to a disclosed persuasion attempt.
    """
    if gift == 0 or valence < 0:
        return valence, 1.0
    if terms.disclosed[gift]:
        return valence, terms.power[gift]
    if uniform(word) < c.scepticism[h]:
        return -1, terms.backlash[gift]
    return valence, 1.0
