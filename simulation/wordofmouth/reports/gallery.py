"""Gallery: every preset that has variants, compared with them, and designs, as pictures in each language.

``python -m wordofmouth.reports.gallery`` draws all, ``python -m wordofmouth.reports.gallery launch sweep_trust`` some.
Pictures in English lie in the folder itself, those of another language in one of its own, as ``fr``.
"""

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from wordofmouth.engine.cores import usable_cores
from wordofmouth.figures.style import make_small
from wordofmouth.resources import CHECKOUT
from wordofmouth.results.files import temporary_folder
from wordofmouth.results.records import Record
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.compare.task import compare
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST, languages

GALLERY = CHECKOUT / "results" / "gallery"
REPLICATIONS = 12
# Designs have pictures of their own beside those of presets, some of which are called the same.
SWEEP = "sweep_"
DESIGNS = ("leaders", "quality_against_word_of_mouth", "bad_news", "trust")


def draw(name: str, folder: Path = GALLERY, replications: int = REPLICATIONS) -> str:
    """Draw a preset beside its variants, or a design, into a folder; return what it shows in one sentence."""
    drawn: Record
    with temporary_folder() as room:
        if name.startswith(SWEEP):
            drawn = sweep(name.removeprefix(SWEEP), out=room / "sweep", workers=0)
        else:
            drawn = compare(name, replications=replications, workers=0)
        for say in map(Words, languages()):
            path = picture(name, say.language, folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            drawn.save_figure(path, say=say, **_called(drawn, name, say))
            make_small(path)
    return drawn.finding()


def picture(name: str, language: str, folder: Path = GALLERY) -> Path:
    """Return where a picture in a language lies."""
    return (folder if language == FIRST else folder / language) / f"{name}.png"


def _called(drawn: Record, name: str, say: Words) -> dict[str, Any]:
    """Return what a preset and its variants, or a design, are called in another language than their own."""
    if say.language == FIRST:
        return {}
    if not isinstance(drawn, Comparison):
        return {"title": str(say.find(f"designs.{name.removeprefix(SWEEP)}.title") or "")}
    variants = {label: label.removeprefix(f"{name}-") if label != name else "base" for label in drawn.labels}
    called = {
        label: str(say.find(f"presets.{name}.variants.{variant}") or drawn.labels[label])
        for label, variant in variants.items()
    }
    return {"labels": called}


def main(names: Sequence[str]) -> None:
    """Draw some, or all presets that have variants and the designs."""
    compared = [name for name in presets() if Scenario.load(name).variants]
    names = names or [*compared, *(SWEEP + design for design in DESIGNS)]
    # Each process takes one at a time: cheaper than starting processes for every one.
    with ProcessPoolExecutor(usable_cores(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, finding in zip(names, pool.map(draw, names), strict=True):
            print(f"{name}: {finding}")


if __name__ == "__main__":
    main(sys.argv[1:])
