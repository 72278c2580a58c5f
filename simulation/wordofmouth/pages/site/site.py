"""Site: a folder of pages that any static host serves, or a browser opens: a front page, lessons, games, markets."""

import shlex
from collections.abc import Callable
from pathlib import Path

from wordofmouth.engine.cores import usable_cores
from wordofmouth.errors import RequestError
from wordofmouth.pages.recorded import title
from wordofmouth.pages.site.contents import Contents
from wordofmouth.pages.site.front import front_page
from wordofmouth.pages.site.gallery import gallery_page, pictures
from wordofmouth.pages.site.made import Part, maker
from wordofmouth.pages.site.preview import Preview, checked, with_preview
from wordofmouth.results.files import new_folder
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages


def write_site(
    folder: Path,
    chosen: Contents,
    *,
    names: bool = False,
    url: str = "",
    command: str = "",
    force: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write a site to a folder, all of it or nothing; return the bytes of each of its files.

    Args:
        folder: where; it is made.
        chosen: what it has.
        names: whether people have the names that the file of their network gives them; else they are numbers.
        url: the address at which it will stand, if its links are to have a preview elsewhere; else it has none.
        command: what makes the same site, as its front page says.
        force: whether what the folder holds is replaced.
        workers: processes; as many as there are cores unless given.
        progress: called with the number of parts made.

    Raises:
        FolderError: if the folder holds other things, unless ``force``.
        RequestError: if a page comes to nothing, or the address is none.
    """
    address = checked(url)
    # The longest first, so that no process is left alone with one in the end.
    parts: list[Part] = [*chosen.games, *chosen.lessons, *chosen.markets.values()]
    files: dict[str, bytes] = {}
    previews: dict[str, Preview] = {}
    with Processes(usable_cores() if workers is None else workers, maker, (names, bool(address))) as processes:
        for done, (_, made) in enumerate(processes.run(parts), 1):
            if isinstance(made, Died) or made.wrong:
                raise RequestError(made.reason if isinstance(made, Died) else made.wrong)
            files |= made.files
            previews |= made.previews
            if progress:
                progress(done)
    again = command or shlex.join(["uv", "run", "wom", "site", folder.name])
    files |= _around(chosen, again, [place for place in files if place.startswith("handouts/")])
    say = Words()
    front_picture = next((preview.picture for preview in previews.values() if preview.picture), "")
    previews["index.html"] = Preview(say("pages.site.title"), say("pages.site.lead"), front_picture)
    if address:
        for place, preview in previews.items():
            files[place] = with_preview(files[place].decode(), place, preview, address).encode()
    with new_folder(folder, force) as unfinished:
        for place, content in sorted(files.items()):
            target = unfinished / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return {place: len(content) for place, content in sorted(files.items())}


def _around(chosen: Contents, command: str, handouts: list[str]) -> dict[str, bytes]:
    """Return the pages around those of the parts: the front, and the gallery if there is one."""
    markets = {
        name: {code: title(scenario, Words(code)) for code in languages()} for name, scenario in chosen.markets.items()
    }
    shown = pictures() if chosen.ours else {}
    files = {f"gallery/{place}": path.read_bytes() for place, path in shown.items()}
    if shown:
        files["gallery.html"] = gallery_page(shown).encode()
    front = front_page(chosen.lessons, chosen.games, markets, command, handouts=bool(handouts), gallery=bool(shown))
    return files | {"index.html": front.encode()}
