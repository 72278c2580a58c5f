"""Which column of a table of ties holds what: by the names that the usual tools and languages give them."""

from collections.abc import Sequence
from typing import NamedTuple

from wordofmouth.networks.files.ties import Choice
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.mistakes import guess, mistake
from wordofmouth.tables.names import plain
from wordofmouth.tables.table import column_of

END_NAMES = (
    ("source", "target"),
    ("from", "to"),
    ("u", "v"),
    ("i", "j"),
    ("truster", "trustee"),
    ("follower", "followee"),
    ("follower", "followed"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("ego", "alter"),
    ("src", "dst"),
    ("fromid", "toid"),
    ("fromnode", "tonode"),
    ("fromnodeid", "tonodeid"),
    ("sourceid", "targetid"),
    ("node1", "node2"),
    ("user1", "user2"),
    ("person1", "person2"),
    ("id1", "id2"),
    ("sourcename", "targetname"),
    ("sourcelabel", "targetlabel"),
    ("source", "destination"),
    ("head", "tail"),
    ("nodea", "nodeb"),
    ("persona", "personb"),
    ("vertex1", "vertex2"),
    ("name1", "name2"),
    ("von", "nach"),
    ("de", "vers"),
    ("origine", "destination"),
    ("origen", "destino"),
)
STRENGTH_NAMES = ("strength", "weight", "w", "strong")
# As other tools and languages call weights; these are taken only where all of them are numbers.
MORE_STRENGTH_NAMES = (
    "edgeweight",
    "tieweight",
    "tiestrength",
    "weights",
    "value",
    "frequency",
    "freq",
    "count",
    "poids",
    "gewicht",
    "peso",
    "fréquence",
    "häufigkeit",
)
# What says in words whether a tie has a direction, as Gephi has it.
KIND_NAMES = ("type", "directed", "edgetype")
BY_LOT = "none"
# What stands between two names, as in a -> b, and is nobody.
_SIGNS = ("-", "--", "->", "-->", "=>", "<-", "<->", "<>", ">", "→", "–", "—", "↔")


class Columns(NamedTuple):
    """The places of columns; None where there is none."""

    source: int
    target: int
    strength: int | None = None
    kind: int | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """The two ends of a tie."""
        return self.source, self.target


class Found(NamedTuple):
    """Columns, and how they were found.

    Attributes:
        columns: which they are.
        by_place: whether the ends were guessed from their place and not from any name.
        by_name: whether a title said that they are the ends, so that there are titles.
        strength_by: how strength was found: nothing, ``said``, ``named`` or ``guessed``.
    """

    columns: Columns
    by_place: bool
    by_name: bool
    strength_by: str = ""


def find_columns(path: str, titles: Sequence[str], rows: Sequence[Sequence[str]], choice: Choice) -> Found:
    """Return which columns hold what, from their titles and the first rows.

    Raises:
        ValueError: if there is no column that is asked for, or there are not two for the ends.
    """
    names = [plain(title) for title in titles]
    source, target = (_column(path, titles, name) for name in choice[:2])
    by_lot = choice.strength == BY_LOT and BY_LOT not in titles
    strength = None if by_lot else _column(path, titles, choice.strength)
    pair = next((pair for pair in END_NAMES if set(pair) <= set(names)), None)
    known = [names.index(name) for name in pair or ()]
    taken = (source, target, *known)
    how = "said" if strength is not None else ""
    if strength is None and not by_lot:
        named = [names.index(name) for name in STRENGTH_NAMES if name in names]
        levels = [c for row in rows for c, field in enumerate(row) if field.casefold() in ("strong", "weak")]
        more = [names.index(name) for name in MORE_STRENGTH_NAMES if name in names] if len(titles) > 2 else []
        candidates = [(c, "named") for c in (*named, *levels)]
        # The ends come first: in two columns, of which one is called so, there is no third for the strength.
        candidates += [(c, "guessed") for c in more]
        strength, how = next(((c, how) for c, how in candidates if c not in taken), (None, ""))
    kind = next((c for c, name in enumerate(names) if name in KIND_NAMES and c not in (*taken, strength)), None)
    # A first column without a name holds the row names that R writes.
    in_order = sorted(range(len(titles)), key=lambda c: (c == 0 and len(titles) > 2 and not titles[0], c))
    signs = [c for c in range(len(titles)) if rows and all(c < len(row) and row[c] in _SIGNS for row in rows)]
    free = [c for c in (*known, *in_order) if c not in (source, target, strength, *signs)]
    if len(free) < (source is None) + (target is None):
        raise mistake(path, f"the columns {', '.join(map(repr, titles))} do not hold both ends of a tie")
    by_place = pair is None and source is None and target is None
    source = free.pop(0) if source is None else source
    target = next(c for c in free if c != source) if target is None else target
    if source == target or strength in (source, target):
        twice = titles[source if source in (target, strength) else target]
        raise mistake(path, f"column {twice!r} cannot be two things; source, target and strength are three columns")
    kind = None if kind in (source, target, strength) else kind
    return Found(Columns(source, target, strength, kind), by_place, pair is not None, how)


def asks_by_name(choice: Choice, titles: Sequence[str]) -> bool:
    """Tell whether the user calls a column by its title, so that the first row is one of titles."""
    asked = (choice.source, choice.target, choice.strength)
    return any(name in titles for name in asked if name)


def unused(titles: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Return the note of columns that are not used."""
    left = [title for c, title in enumerate(titles) if title and c not in columns]
    return (f"not used: {', '.join(left)}",) if left else ()


def ends_note(titles: Sequence[str], columns: Columns) -> str:
    """Return the note that says which columns were taken for the ends, if not the first two."""
    what = f"the ends of ties are in {titles[columns.source]!r} and {titles[columns.target]!r}"
    return guess(f"{what}, where the same names occur", source="COLUMN", target="COLUMN")


def _column(path: str, titles: Sequence[str], name: str | None) -> int | None:
    if name is None:
        return None
    place = column_of(name, titles)
    if place is None:
        raise mistake(path, f"no column is called {name!r}; {nearest(name, titles)}")
    return place
