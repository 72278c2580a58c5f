"""Recorded: all that a page knows of one run; of many runs, several at a time."""

import base64
from collections.abc import Sequence
from typing import Any, NamedTuple

from wordofmouth.engine.cores import usable_cores
from wordofmouth.errors import RequestError
from wordofmouth.pages.convinced import convinced
from wordofmouth.pages.stories import DIRECTION, MOST_TOLD, Told, told, without_direction
from wordofmouth.player.packing import drawn
from wordofmouth.player.recording import Recording
from wordofmouth.reports.reproduction import shared_toml
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.runs.worker import Work
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.run.finding import finding
from wordofmouth.tasks.run.task import run
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

# Runs for which another process is worth its start.
_WORTH_A_PROCESS = 4


class Asked(NamedTuple):
    """What all runs of a page share: their seed, and whether people have the names of their network's file."""

    seed: int
    names: bool


def recorded(scenario: Scenario, seed: int, names: bool) -> dict[str, Any]:
    """Return all that a page knows of one run; its stories as sentences (see :class:`wordofmouth.pages.stories.Told`).

    Raises:
        RequestError: if the run comes to nothing.
    """
    result = run(scenario, replications=1, seed=seed, workers=0, baseline=False)
    recording = Recording(scenario, seed)
    recording.want()
    recording.record()
    if recording.error or recording.network is None:
        raise RequestError(recording.error)
    people, has_market = recording.network.n, "campaigns" in scenario.model.knows
    stories: Told | None = None
    if has_market and people <= MOST_TOLD:
        stories = told(scenario, seed, recording.network.names if names else None)
    curves = [recording.measures.get(name, []) for name in ("buyers", "aware")]
    highest = max((value or 0.0 for curve in curves for value in curve), default=0.0)
    return {
        "title": {language: title(scenario, Words(language)) for language in languages()},
        "finding": {language: without_direction(f"{finding(result, Words(language))}.") for language in languages()},
        "weeks": scenario.weeks,
        "seeds": list(dict.fromkeys(person for lever in scenario.campaign for person in lever.named)),
        "toml": escaped_toml(scenario),
        "highest": 100.0 * highest / people,
        "manifest": result.manifest.digest,
        "bought": (curves[0][-1] or 0.0) / people if curves[0] else 0.0,
        "stories": stories,
        "convinced": packed(convinced(scenario, seed)) if has_market and not recording.crowd else "",
        "map": packed(drawn(recording, names)),
        "states": packed(recording.weeks(0, most_bytes=2**62)),
    }


def all_recorded(scenarios: Sequence[Scenario], seed: int, names: bool) -> list[dict[str, Any]]:
    """Return what a page knows of each of its runs, in their order; many are simulated several at a time.

    Raises:
        RequestError: if one comes to nothing.
    """
    workers = min(usable_cores(), len(scenarios) // _WORTH_A_PROCESS) if len(scenarios) >= 2 * _WORTH_A_PROCESS else 0
    with Processes(workers, recorder, Asked(seed, names)) as processes:
        done = {place: result for (place, _), result in processes.run(enumerate(scenarios))}
    for result in done.values():
        if isinstance(result, Died):
            raise RequestError(result.reason)
    return [done[place] for place in range(len(scenarios))]


def recorder(asked: Asked) -> Work:
    """Return what records a scenario, that comes with its place, in a process."""
    return lambda task: recorded(task[1], *asked)


def title(scenario: Scenario, say: Words) -> str:
    """Return a scenario's title; that of a preset in the language of the page, if it has it."""
    own = scenario.title or scenario.name
    known = say.find(f"presets.{scenario.name}.title") if scenario.name in presets() else None
    if known and own == Scenario.load(scenario.name).title:
        own = str(known)
    return without_direction(" ".join(own.split()))


def packed(content: bytes) -> str:
    """Return bytes as letters."""
    return base64.b64encode(content).decode()


def escaped_toml(scenario: Scenario) -> str:
    """Return a scenario as TOML in which marks of direction stand as their numbers, which mean the same in strings."""
    return DIRECTION.sub(lambda mark: f"\\u{ord(mark[0]):04x}", shared_toml(scenario))
