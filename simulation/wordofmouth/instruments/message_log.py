"""Listening in: the log of what was heard and posted in a market, as a netnographer would wish to have it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.engine.records import Column, Table, table

if TYPE_CHECKING:
    from wordofmouth.market.market import Market

UTTERANCE = (
    Column("week", "int32", "in which week"),
    Column("speaker", "int32", "whose words these are; −1 for no one consumer's (advertising, what is read on a site)"),
    Column("hearer", "int32", "who hears or reads them; −1 for what is posted, for whoever comes"),
    Column("brand", "int8", "on which brand; −1 for none"),
    Column("channel", "int8", "through which channel: its place among them"),
    Column("valence", "int8", "praise (1), criticism (−1) or neither; of what is heard, as the hearer takes it"),
    Column("stars", "int8", "stars of a review that is posted; else 0"),
    Column("posted", "bool", "whether it is posted; else it is heard, if anything is said"),
    Column("membership", "int8", "1 where nothing is said, and the speaker joins the forum, −1 where one leaves it"),
)
_LISTENING = purpose("instruments.listening")
_MEMBERSHIP = purpose("instruments.listening.membership")


def message_log(market: "Market", share: float = 1.0, channels: Collection[str] = ()) -> Table:
    """Return what was heard and posted in the market's latest week, in the order of events: :data:`UTTERANCE`.

    Before it stands who joined the community's forum this week, and who left it, where that is decided.

    Each utterance is kept with probability ``share``, by a random number of its own, which does not depend on what
    else is kept; then those of ``channels`` are chosen, if any are named. Invented reviews are heard by those who
    read them, and posted by nobody. A post stands as it was written, whatever its author was told later.

    Raises:
        ValueError: if the market was not made with ``record={"messages"}``.
    """
    if "messages" not in market.recorder.wanted:
        raise ValueError('listening: no messages are recorded; make the market with record={"messages"}')
    messages, posts = market.recorder.messages, market.posts
    heard, posted = table(UTTERANCE, len(messages)), table(UTTERANCE, len(posts))
    for name in ("speaker", "hearer", "brand", "channel", "valence"):
        heard[name] = messages[name]
    place = {channel.kind: place for place, channel in enumerate(market.channels)}
    for name in ("brand", "valence", "stars"):
        posted[name] = posts[name]
    posted.speaker, posted.hearer, posted.posted = posts.author, -1, True
    posted.channel = np.where(posts.on_forum, place["community"], place["reviews"])
    every = np.concatenate([heard, posted]).view(np.recarray)
    every.week = market.week
    mask = np.ones(len(every), bool)
    if share < 1.0:
        _draw(market.key, market.week, chance(share), _LISTENING, mask)
    if channels:
        mask &= np.isin(every.channel, [place[kind] for kind in channels])
    # What is posted is written after all that is heard.
    order = np.argsort(np.append(messages.moment.astype(np.int64), np.full(len(posts), 2**32)), kind="stable")
    utterances = every[order[mask[order]]]
    changes = _changes(market, share, place["community"]) if not channels or "community" in channels else utterances[:0]
    return np.concatenate([changes, utterances]).view(np.recarray)


def _changes(market: "Market", share: float, forum: int) -> Table:
    """Return who has joined the community's forum this week, and who has left it."""
    who = np.flatnonzero(market.member & 2)
    changes = table(UTTERANCE, len(who))
    changes.week, changes.speaker, changes.hearer, changes.brand, changes.channel = market.week, who, -1, -1, forum
    changes.membership = np.where(market.member[who] & 1, 1, -1)
    mask = np.ones(len(who), bool)
    if share < 1.0:
        _draw(market.key, market.week, chance(share), _MEMBERSHIP, mask)
    return changes[mask].view(np.recarray)


@kernel
def _draw(key, week, threshold, address, mask):
    for first in range(0, mask.shape[0], 4):
        drawn = words(key, address, week, first // 4, 0)
        for k in range(first, min(first + 4, mask.shape[0])):
            mask[k] = drawn[k - first] < threshold
