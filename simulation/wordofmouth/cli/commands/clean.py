"""Cleaning: what is kept beside results and only saves time, how much that is, and dropping it."""

from typing import Annotated

import typer

from wordofmouth.cli.options import command

WHAT = ("kernels",)


@command(195, example="wom clean kernels")
def clean(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHAT]",
            help="Store that is emptied: kernels (compiled once for all clones and environments, and again when needed). "
            "Unless given, it is said how much there is, and nothing is dropped.",
        ),
    ] = None,
) -> None:
    """Empty a store of what only saves time, or say how much is in each."""
    from wordofmouth.engine.kernel_store import kernel_store
    from wordofmouth.errors import RequestError
    from wordofmouth.scenario.parts import nearest
    from wordofmouth.words.numbers import counted

    if what not in (None, *WHAT):
        raise RequestError(f"clean: there is no store called {what!r}; {nearest(what, WHAT)}")
    store = kernel_store()
    size = store.size()
    print(f"kernels: {counted(size.kernels, 'kernel')}, {size.bytes / 1e6:.1f} MB, in {store.folder or 'no folder'}")
    if what is not None:
        store.empty()
        print("All dropped.")
