"""Own forums: what stands on the brands' own sites, where the brand says what is shown, and who reads it."""

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, uniform, words
from wordofmouth.engine.records import Column
from wordofmouth.market.messages import hear

OWN_FORUM = (
    Column("praise", "float64", "recent posts that praise"),
    Column("criticism", "float64", "recent posts that complain, deleted ones among them"),
    Column("visits", "int64", "word below which a shopper reads it this week; 0 where there is none"),
    Column("hides", "float64", "share of the complaints that are deleted"),
    Column("found_out", "int64", "word below which a reader learns of it"),
    Column("answers", "float64", "share of the other complaints that are answered"),
    Column("answer_power", "float64", "what an answered complaint counts as praise"),
)

_VISIT = purpose("own forum: visit")
_READ = purpose("own forum: read")


@kernel
def read_own_forums(key, week, trust, reads, retention, forums, shoppers, consumers, brand_states, sink):
    """Let shoppers online read the forums of brands that they know, whose posts then fade.

    Whoever learns that complaints are deleted takes that for criticism, and reads nothing.
    """
    # Draws: words 0, 1 and 2 of block b for the visit, for finding out and for its moment (_VISIT); words 0 to 2 of
    # block 64 b + read for the post, its moment and its answer (_READ).
    for i in shoppers:
        if not consumers[i].online:
            continue
        for b in range(forums.shape[0]):
            forum, brand_state = forums[b], brand_states[i, b]
            left = forum.criticism * (1.0 - forum.hides)
            shown = forum.praise + left
            if forum.visits == 0 or not brand_state.aware:
                continue
            visit, learning, noticed, _ = words(key, _VISIT, week, i, b)
            if visit >= forum.visits:
                continue
            if left < forum.criticism and learning < forum.found_out:
                hear(brand_state, i, b, -1, trust, noticed, -1, sink)
                continue
            for read in range(reads):
                choice, moment, answered, _ = words(key, _READ, week, i, 64 * b + read)
                # Where fewer posts stand than are to be read, some reads find none.
                place = uniform(choice) * max(shown, float(reads))
                if place < forum.praise:
                    hear(brand_state, i, b, 1, trust, moment, -1, sink)
                elif place < shown and uniform(answered) < forum.answers:
                    hear(brand_state, i, b, 1, trust * forum.answer_power, moment, -1, sink)
                elif place < shown:
                    hear(brand_state, i, b, -1, trust, moment, -1, sink)
    for b in range(forums.shape[0]):
        forums[b].praise *= retention
        forums[b].criticism *= retention
