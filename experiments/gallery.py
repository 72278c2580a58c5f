"""Gallery: every preset that has variants, compared with them, as a picture: ``python -m experiments.gallery``."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from experiments.comparison import compare
from experiments.figures import read_metadata
from experiments.files import atomic
from simulation.scenario import Scenario, presets

GALLERY = Path(__file__).parent.parent / "results" / "gallery"
REPLICATIONS = 12
_COLORS = 96


def draw(name: str, folder: Path = GALLERY, replications: int = REPLICATIONS) -> str:
    """Draw the comparison of a preset with its variants into a folder; return what it shows in one sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    comparison = compare(name, replications=replications, workers=0)
    path = folder / f"{name}.png"
    comparison.save_figure(path)
    _make_small(path)
    return comparison.finding()


def _make_small(path: Path) -> None:
    """Write a picture again in as few colours as it needs, a third of its size, with its metadata."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    kept = PngInfo()
    for key, text in read_metadata(path).items():
        kept.add_text(key, text)
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    with atomic(path) as unfinished:
        small.save(unfinished, format="PNG", optimize=True, pnginfo=kept)


def main(names: Sequence[str]) -> None:
    """Draw some presets, or all that have variants."""
    names = names or [name for name in presets() if Scenario.load(name).variants]
    # Each process takes a preset at a time: cheaper than starting processes for every preset.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, finding in zip(names, pool.map(draw, names), strict=True):
            print(f"{name}: {finding}")


if __name__ == "__main__":
    main(sys.argv[1:])
