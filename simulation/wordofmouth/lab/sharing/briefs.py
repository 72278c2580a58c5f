"""Briefs in an address: what a brief says, in a line of letters, and back."""

from wordofmouth.briefs.brief import Brief
from wordofmouth.errors import LinkError, ScenarioError
from wordofmouth.lab.sharing.links import packed, unpacked


def encoded(brief: Brief) -> str:
    """Return the line of a brief.

    Raises:
        LinkError: if there is too much to say.
    """
    return packed({"brief": brief.tables()})


def decoded(link: str) -> Brief:
    """Return the brief of a line, which anybody may have written.

    Raises:
        LinkError: if it holds none.
    """
    tables = unpacked(link)
    if tables.keys() != {"brief"} or not isinstance(tables["brief"], dict):
        raise LinkError("no_brief")
    try:
        return Brief(**tables["brief"])
    except ScenarioError as error:
        raise LinkError("no_scenario", error.lines[0]) from None
