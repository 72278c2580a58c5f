"""Edge lists with the attributes of each tie in braces, as networkx writes them."""

import ast
from collections.abc import Sequence
from typing import Any

from wordofmouth.tables.mistakes import line, mistake

_LONGEST = 10_000


def has_braces(sample: Sequence[bytes]) -> bool:
    """Tell whether rows end in braces."""
    return bool(sample) and any(row.rstrip().endswith(b"}") and b"{" in row for row in sample)


def with_columns(path: str, rows: Sequence[tuple[int, bytes]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return titles, and for each row its line and fields: the two ends, and each attribute, empty where it has none.

    Raises:
        ValueError: if what stands before the braces is not two names, or in them is no table of attributes.
    """
    matched: list[tuple[int, list[str], dict[str, str]]] = []
    titles: dict[str, None] = {}
    for number, row in rows:
        text = row.decode()
        before, brace, after = text.partition("{")
        ends = _ends(before)
        if (not brace and len(ends) == 2 and ends[1].isdecimal()) or (len(ends) == 1 and brace):
            what = "this is a list of contacts over several lines (multiline_adjlist)"
            raise mistake(path, f"{what}; write it with networkx.write_edgelist or write_graphml", line(number))
        if len(ends) != 2 or not brace:
            what = f"{len(ends)} names before the braces, where a tie has two; names with blanks cannot be told apart"
            raise mistake(path, f"{what}, so write them with delimiter='\\t'", line(number))
        values = _attributes(path, brace + after, number)
        titles |= dict.fromkeys(values)
        matched.append((number, ends, values))
    names = ["source", "target", *titles]
    return names, [(number, [*ends, *(values.get(title, "") for title in titles)]) for number, ends, values in matched]


def _ends(text: str) -> list[str]:
    for delimiter in ("\t", ";", ","):
        if delimiter in text:
            return [name.strip() for name in text.rstrip().removesuffix(delimiter).split(delimiter)]
    return text.split()


def _attributes(path: str, text: str, number: int) -> dict[str, str]:
    try:
        if len(text) > _LONGEST:
            raise ValueError
        # Literals alone, never code; what is too deep is refused like any mistake.
        values: Any = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise mistake(path, "what is in braces is no table of attributes", line(number)) from None
    if not isinstance(values, dict):
        raise mistake(path, "what is in braces is no table of attributes", line(number))
    return {str(key): str(value) for key, value in values.items()}
