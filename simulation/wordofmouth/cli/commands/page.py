"""Page: recorded runs as one HTML file that anybody can open."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    ForceSizeOption,
    JsonOption,
    NamesOption,
    NetworkOption,
    SeedOption,
    SetOption,
    check_size,
    check_target,
    command,
    resolved,
)
from wordofmouth.errors import SizeError


@command(215, example="wom page launch -o launch.html")
@reads_network
def page(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO…", help="Presets or files, a tab each; one alone has its variants beside it as tabs."
        ),
    ],
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    seed: SeedOption = 0,
    network: NetworkOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File of the page, .html; NAME.html unless given."),
    ] = None,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=FROM:TO",
            help="A slider on the page: of five values of a range, or of those given, as in brand.price=50,60,80.",
        ),
    ] = [],  # noqa: B006 - typer reads the default and does not change it
    names: NamesOption = False,
    megabytes: Annotated[
        float,
        typer.Option(metavar="MB", min=0.1, max=200.0, help="Size that the page may have; above it, none is written."),
    ] = 4.0,
    json: JsonOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Record a run and write it as a page: one HTML file that plays it anywhere, without a server."""
    from wordofmouth.cli import output
    from wordofmouth.pages.grid import points, sliders
    from wordofmouth.pages.page import page as laid_out
    from wordofmouth.pages.page import with_variants
    from wordofmouth.pages.size import MEGABYTE, estimate
    from wordofmouth.results.files import atomic

    chosen = [resolved(scenario, set_, network, reading) for scenario in scenarios]
    grid = sliders(vary)
    chosen = chosen if grid else with_variants(chosen)
    target = out or Path(f"{chosen[0].name}.html")
    check_target(target, "a page's name ends in .html", (".html", ".htm"))
    say_network(*chosen)
    has_sliders = bool(grid) and len(chosen) == 1
    runs = points(chosen[0], grid) if has_sliders else chosen
    check_size(runs, 2, 0, force_size)
    if has_sliders:
        print(f"{target}: {len(runs)} runs, at most some {estimate(runs) / MEGABYTE:.1f} MB", file=sys.stderr)
    with output.simulating(None):
        try:
            text = laid_out(
                chosen, file=target.name, seed=seed, names=names, vary=grid, most=round(megabytes * MEGABYTE)
            )
        except SizeError as error:
            raise SizeError(f"{target}: not written: {error}") from None
    content = text.encode()
    with atomic(target) as unfinished:
        unfinished.write_bytes(content)
    size = len(content)
    if json:
        output.print_json({"file": str(target), "bytes": size, "runs": len(runs)})
    else:
        print(f"{target}: {size / MEGABYTE:.2f} MB, opens in any browser without a network")
