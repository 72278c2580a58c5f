"""The report of a study of peers."""

import math
import shlex
from pathlib import Path

from wordofmouth.reports.chapters import Contents
from wordofmouth.reports.html import paragraphs, table
from wordofmouth.reports.reproduction import Recipe
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.peers.finding import summary
from wordofmouth.tasks.peers.record import PeerStudy
from wordofmouth.words.numbers import percent
from wordofmouth.words.numbers import three_digits as digits
from wordofmouth.words.sentences import capitalised


def contents(result: PeerStudy) -> Contents:
    """Return the report of a study."""
    effects = [
        (row.name, *(digits(math.exp(end)) for end in (row.value, row.low, row.high))) for row in summary(result)
    ]
    exposed = [
        (row["contacts"], f"{row['at_risk']:,}", percent(row["adopted"] / row["at_risk"]))
        for row in result.exposed.to_pylist()
        if row["at_risk"]
    ]
    chapters = [
        (
            "How sure that is",
            table("By what the chance to adopt is multiplied", ("", "by", "2.5 %", "97.5 %"), effects),
        ),
        ("What speaks against it", paragraphs([f"{capitalised(note)}." for note in result.manifest.notes])),
        ("What was asked", paragraphs([f"{result.subtitle}."])),
        ("All numbers", table("By contacts who had adopted", ("", "at risk", "adopted in a period"), exposed)),
    ]
    design = result.manifest.design
    about = f"{Path(design['network']).name} · {Path(design['adoption']).name}"
    return Contents(chapters, result.manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that studies contacts' adoption again, from the files that it names."""
    asked = manifest.design
    words = [
        "wom",
        "peers",
        asked["network"],
        asked["adoption"],
        "--id",
        asked["person"],
        "--time",
        asked["period"],
        "--periods",
        str(asked["periods"]),
        "--exposure",
        asked["exposure"],
        "--link",
        asked["link"],
    ]
    words += ["--influence", asked["influence"]] * (asked["influence"] != "auto")
    words += [word for name in asked["covariates"] for word in ("--covariate", name)]
    for name in ("group", "placebo", "product"):
        words += [f"--{name}", asked[name]] if asked.get(name) else []
    words += ["--group-effects"] * bool(asked.get("group_effects"))
    words += ["--communities"] * bool(asked.get("communities"))
    return Recipe(shlex.join(words), {})
