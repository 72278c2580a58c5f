"""Talks, purchases and posts: what is said and done in one week, a record each."""

from wordofmouth.engine.records import Column

TALK = (
    Column("speaker", "int32", "who speaks"),
    Column("hearer", "int32", "to whom; −1 where the speaker has no tie, and only an audience hears"),
    Column("brand", "int32", "on which brand"),
    Column("valence", "int32", "praise (1), criticism (−1), or neither: advertising that is handed on (0)"),
    Column("draw", "int32", "number of the talk among the speaker's, in which further draws have their addresses"),
    Column("moment", "uint32", "when in the week, in 2⁻³² weeks"),
    Column("doubt", "uint32", "the word with which the hearer may see through a gift"),
    Column("strong", "bool", "whether along a strong tie"),
)
PURCHASE = (
    Column("consumer", "int32", "who buys"),
    Column("brand", "int32", "which brand"),
    Column("expectation", "float64", "the buyer's belief in it, in log-odds"),
    Column("speaker", "int32", "whose message spoke last: a consumer's row, −1 for no consumer's"),
    Column("channel", "int8", "the channel that spoke last: its place among the channels, −1 for none"),
    Column("first", "bool", "whether the buyer had not bought the brand before"),
)
POST = (
    Column("author", "int32", "who posts"),
    Column("brand", "int32", "on which brand"),
    Column("on_forum", "bool", "whether on the community's forum; else on the review site"),
    Column("stars", "int8", "stars of a review; 0 on a forum"),
    Column("valence", "int8", "praise (1), criticism (−1) or neither"),
    Column("answered", "bool", "whether a brand has answered it"),
)
