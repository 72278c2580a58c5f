"""Shown: a page in Python, which a notebook shows in a frame of its own, and which a folder keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wordofmouth.errors import RequestError
from wordofmouth.pages import size
from wordofmouth.pages.grid import sliders
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.page import snippet, with_variants
from wordofmouth.reports.html import element
from wordofmouth.results.files import atomic
from wordofmouth.results.records import Record
from wordofmouth.runs.networks import SHARED
from wordofmouth.scenario.scenario import Scenario

# Pixels in which a notebook shows it.
_HEIGHT = 900


@dataclass(frozen=True, repr=False)
class Page:
    """Recorded runs as one HTML file that plays them anywhere, without a server.

    Attributes:
        html: all of it.
        title: what it is about.
        file: what its file is called in the command that makes it again.
    """

    html: str
    title: str
    file: str

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<page {self.file!r}: {self.title}, {len(self.html.encode()) / size.MEGABYTE:.2f} MB>"

    def _repr_html_(self) -> str:
        """Return it in a frame in which its scripts may run, and which knows nothing of the notebook."""
        frame = {"width": "100%", "height": str(_HEIGHT), "style": "border:0"}
        return element(
            "iframe", "", srcdoc=self.html, title=self.title, sandbox="allow-scripts allow-downloads", **frame
        )

    def save(self, path: str | Path | None = None) -> Path:
        """Write it to a file, ``file`` unless another is given; return where it is."""
        target = Path(path or self.file)
        with atomic(target) as unfinished:
            unfinished.write_bytes(self.html.encode())
        return target

    def snippet(self, address: str = "") -> str:
        """Return the HTML that puts it on another page, from an address; its own file beside that page unless given."""
        return str(snippet(address or self.file, self.title))


def page(
    *scenarios: Scenario | str | Path,
    seed: int = 0,
    names: bool = False,
    vary: Mapping[str, Sequence[float]] | Sequence[str] = (),
    file: str | None = None,
    megabytes: float = size.MOST / size.MEGABYTE,
) -> Page:
    """Record runs and return them as a page: the same as ``wom page`` writes.

    Args:
        scenarios: one, whose variants are tabs beside it, or several, a tab each: scenarios, presets or files.
        seed: from which all random numbers come, which the runs share.
        names: whether people have the names that the file of their network gives them; else they are numbers.
        vary: sliders: levels by path, or words as on the command line, ``["brand.quality=0.3:0.95"]``; then the page is
            of one scenario, without its variants.
        file: what its file is to be called.
        megabytes: how large it may be.

    Raises:
        ScenarioError: if a scenario has mistakes, or may not vary so.
        RequestError: if there is none, or too many, or a run comes to nothing.
        SizeError: if it would be too large, with what would fit.
    """
    if not scenarios:
        raise RequestError("scenarios: none is given; a page shows at least one")
    chosen = [each if isinstance(each, Scenario) else Scenario.load(each) for each in scenarios]
    grid = sliders(vary)
    name, most = file or f"{chosen[0].name}.html", round(megabytes * size.MEGABYTE)
    shown = chosen if grid else with_variants(chosen)
    html = laid_out(shown, file=name, seed=seed, names=names, vary=grid, most=most)
    return Page(html, chosen[0].title or chosen[0].name, name)


def page_of(record: Record, names: bool = False) -> Page:
    """Return the page of a result's scenarios, a tab each: of the first of its runs.

    Raises:
        RequestError: if its runs went on from others, stopped early, or are of a network that no scenario names.
    """
    manifest = record.manifest
    if manifest.lineage or manifest.until:
        raise RequestError("page: these runs went on from others or stopped early; a page is of whole runs")
    scenarios = manifest.scenarios()
    known = set(manifest.network_digests)
    if known and SHARED.of(scenarios[0], manifest.seed).digest not in known:
        raise RequestError("page: the network of these runs was given in Python; a page is of networks that files name")
    html = laid_out(scenarios, file=f"{scenarios[0].name}.html", seed=manifest.seed, names=names)
    return Page(html, scenarios[0].title or scenarios[0].name, f"{scenarios[0].name}.html")
