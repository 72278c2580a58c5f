"""Talks: what is said in one week, a record each."""

from simulation.parts import Column

TALK = (
    Column("speaker", "int32", "who speaks"),
    Column("hearer", "int32", "to whom; −1 where she has no tie, and only an audience hears"),
    Column("brand", "int32", "on which brand"),
    Column("valence", "int32", "praise (1) or criticism (−1)"),
    Column("draw", "int32", "number of the talk among the speaker's, in which further draws have their addresses"),
    Column("moment", "uint32", "when in the week, in 2⁻³² weeks"),
    Column("doubt", "uint32", "the word with which the hearer may see through a gift"),
    Column("strong", "bool", "whether along a strong tie"),
)
PURCHASE = (
    Column("consumer", "int32", "who buys"),
    Column("brand", "int32", "which brand"),
    Column("hope", "float64", "her belief in it, in log-odds"),
)
