"""Cleaning: what is kept beside results and only saves time, how much that is, and dropping it."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, command

WHAT = ("kernels", "runs")


@command(195, example="wom clean kernels", plugins=False)
def clean(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHAT]",
            help="Store that is emptied: kernels (compiled once for all clones and environments of a user), or runs "
            "(kept for the results of a folder). Unless given, it is said how much is kept, and nothing is dropped.",
        ),
    ] = None,
    results: Annotated[Path, typer.Option(metavar="DIR", help="Folder of results whose kept runs are meant.")] = Path(
        "results"
    ),
    json: JsonOption = False,
) -> None:
    """Empty a store of what only saves time, or say how much is in each."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.engine.kernel_store import KernelStore, kernel_store
    from wordofmouth.errors import RequestError
    from wordofmouth.runs.store import RunStore
    from wordofmouth.scenario.parts import nearest
    from wordofmouth.words.numbers import counted

    if what not in (None, *WHAT):
        raise RequestError(f"clean: there is no store called {what!r}; {nearest(what, WHAT)}")
    stores: dict[str, KernelStore | RunStore] = {"kernels": kernel_store(), "runs": RunStore(results)}
    sizes = {name: store.size() for name, store in stores.items()}
    asked = [name for name in WHAT if what in (None, name)]
    if json:
        print_json(
            [
                {
                    "store": name,
                    "folder": stores[name].folder and str(stores[name].folder),
                    **sizes[name]._asdict(),
                    "dropped": what is not None,
                }
                for name in asked
            ]
        )
    else:
        for name in asked:
            count, n_bytes = sizes[name]
            amount = f"{counted(count, name.removesuffix('s'))}, {n_bytes / 1e6:.1f} MB"
            print(f"{name}: {amount}, in {stores[name].folder or 'no folder'}")
    if what is not None:
        stores[what].empty()
        if not json:
            print("All dropped.")
