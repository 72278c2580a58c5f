"""Cleaning: what is kept beside results and only saves time, how much that is, and dropping it."""

from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, command

WHAT = ("kernels",)


@command(195, example="wom clean kernels")
def clean(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHAT]",
            help="Store that is emptied: kernels (compiled once for all clones and environments of a user). Unless "
            "given, it is said how much is kept, and nothing is dropped.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Empty a store of what only saves time, or say how much is in each."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.engine.kernel_store import kernel_store
    from wordofmouth.errors import RequestError
    from wordofmouth.scenario.parts import nearest
    from wordofmouth.words.numbers import counted

    if what not in (None, *WHAT):
        raise RequestError(f"clean: there is no store called {what!r}; {nearest(what, WHAT)}")
    store = kernel_store()
    size, folder = store.size(), store.folder and str(store.folder)
    if json:
        print_json([{"store": "kernels", "folder": folder, **size._asdict(), "dropped": what is not None}])
    else:
        print(f"kernels: {counted(size.kernels, 'kernel')}, {size.bytes / 1e6:.1f} MB, in {folder or 'no folder'}")
    if what is not None:
        store.empty()
        if not json:
            print("All dropped.")
