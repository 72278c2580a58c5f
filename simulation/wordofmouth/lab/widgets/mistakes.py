"""Mistakes: what a visitor is told of whatever could not be done, in the visitor's language where it has the words."""

from wordofmouth.errors import LimitReached, LinkError, QueueFull, Refused, without_folder
from wordofmouth.words.catalogue import Words


def explanation(say: Words, error: Exception) -> str:
    """Return in a line why something could not be done; no file of a visitor's is told with its folder."""
    if isinstance(error, LimitReached):
        return say(f"page.limits.{error.reason}", count=error.limit)
    if isinstance(error, QueueFull):
        return say("compare.crowded")
    if isinstance(error, LinkError):
        return say(f"page.links.{error.reason}", detail=without_folder(error.detail))
    if isinstance(error, Refused):
        return say(f"class.refused.{error.reason}")
    return without_folder(str(error).splitlines()[0])
