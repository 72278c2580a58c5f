"""Site: lessons and markets as a folder of pages that needs no server."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import ForceOption, JsonOption, NamesOption, WorkersOption, command


@command(216, example="wom site our_class my_lesson.toml my_market.toml")
def site(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the site, which is made.")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Lessons, games and scenarios of your own, files.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="The site has these files alone, and nothing of ours.")] = False,
    url: Annotated[
        str, typer.Option("--url", metavar="ADDRESS", help="Address at which it will stand, for previews of its links.")
    ] = "",
    names: NamesOption = False,
    workers: WorkersOption = None,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Write lessons, games and markets as a static site: from a folder, a stick or any host, without a server."""
    from wordofmouth.cli import output
    from wordofmouth.errors import RequestError
    from wordofmouth.pages.site.contents import contents
    from wordofmouth.pages.site.site import write_site
    from wordofmouth.pages.size import MEGABYTE

    own = files or []
    if only and not own:
        raise RequestError("--only: there is no file; name the lessons, games and scenarios that the site is to have")
    chosen = contents(own, ours=not only)
    options = [*(["--only"] if only else []), *(["--url", url] if url else []), *(["--names"] if names else [])]
    asked = ["uv", "run", "wom", "site", folder.name, *(path.name for path in own), *options]
    with output.simulating(len(chosen.lessons) + len(chosen.games) + len(chosen.markets)) as progress:
        again = shlex.join(asked)
        written = write_site(
            folder, chosen, names=names, url=url, command=again, force=force, workers=workers, progress=progress
        )
    if json:
        output.print_json({"folder": str(folder), "bytes": sum(written.values()), "pages": written})
    else:
        size = sum(written.values()) / MEGABYTE
        print(f"{folder}: {len(written)} files, {size:.1f} MB; open {folder / 'index.html'} in any browser")
