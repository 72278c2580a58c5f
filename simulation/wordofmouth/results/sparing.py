"""What presents a result may fail; the result is whole all the same."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class PresentationWarning(UserWarning):
    """A figure or a sentence could not be made of a result, which is whole."""


@contextmanager
def sparing(what: str, but: type[Exception] | tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Let the failure of a figure or a sentence be told as a warning, and go on; ``but`` are mistakes of who asked."""
    try:
        yield
    except but:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        warnings.warn(f"{what} could not be made ({why}); the result is whole", PresentationWarning, stacklevel=3)
