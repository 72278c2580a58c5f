"""Told: what was said in one run, and the story of the consumer to whom most happened, beside its result."""

from pathlib import Path

from wordofmouth.instruments.log import listen
from wordofmouth.instruments.story.story import story
from wordofmouth.results.files import atomic
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario

LOG, STORY = "log.parquet", "story.txt"


def tell(folder: Path, scenario: Scenario, *, seed: int, replication: int, names: bool = False) -> None:
    """Write the log and the story of a run to the folder of its result, whose manifest lists them.

    People are numbers there unless ``names``.

    Raises:
        ScenarioError: if the scenario's model has no market.
    """
    listen(scenario, folder / LOG, seed=seed, replication=replication, names=names)
    with atomic(folder / STORY) as unfinished:
        text = story(scenario, seed=seed, replication=replication, names=names).text
        unfinished.write_text(f"{text}\n", encoding="utf-8")
    manifest = Manifest.read(folder)
    manifest.listing(folder, (*manifest.files, LOG, STORY)).write(folder)
