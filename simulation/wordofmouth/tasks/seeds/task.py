"""Seeds: whom to convince first in a network, by a strategy, and how many are reached through them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.seeds.record import Choice

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network
    from wordofmouth.seeding.spreading import Spreading

STRATEGY = "reverse_reachable"
RUNS = 10_000
LARGEST_FOR_GREEDY = 20_000


def scenario_of(source: str, model: str, changes: dict[str, object], influence: str | None) -> Scenario:
    """Return the scenario whose network is meant: a preset, a scenario's file, or one made of a network's file.

    Raises:
        ScenarioError: if there is no such thing, or seeds are not chosen for the model.
    """
    able = [kind for kind, rules in Model.kinds.items() if "seeds" in rules.knows]
    if model and model not in able:
        raise ScenarioError([f"--model: seeds are not chosen for {model!r}; {nearest(model, able)}"])
    named = source.partition("/")[0] in presets() or ".toml" in source
    values: dict[str, object] = {}
    if not named:
        if not Path(source).is_file():
            known = nearest(source, presets())
            raise ScenarioError([f"{source}: there is no such network file, and no scenario is called so; {known}"])
        values = {"network.kind": "file", "network.path": str(Path(source).absolute())}
    if influence is not None:
        values["network.influence"] = influence
    base = Scenario.load(source) if named else Scenario(model=model or "independent_cascade")
    if named and model and model != base.model.kind:
        values |= {"model": {"kind": model}} | ({} if "campaigns" in Model.kinds[model].knows else {"campaign": []})
    scenario = base.varied(values | changes)
    if "seeds" not in scenario.model.knows:
        raise ScenarioError([f"model: seeds are not chosen for {scenario.model.kind!r}; name one of them with --model"])
    return scenario


def choices(
    scenario: Scenario, network: "Network", count: int, names: Sequence[str], runs: int, seed: int
) -> list[Choice]:
    """Return what each of some strategies chooses, tried on the same cascades, which had no say in the choice.

    Raises:
        ScenarioError: if a strategy is unknown or not for so many consumers, or ``count`` is out of range.
    """
    from wordofmouth.engine.randomness import key_for, purpose, run_key
    from wordofmouth.seeding.strategies import greedy
    from wordofmouth.seeding.strategy import strategies

    wrong = [name for name in names if name not in strategies()]
    if wrong:
        raise ScenarioError([f"--strategy: none is called {wrong[0]!r}; {nearest(wrong[0], strategies())}"])
    most = greedy.LARGEST_TABLE // greedy.RUNS
    if "greedy" in names and network.n > most:
        line = f"--strategy: greedy is for up to {most:,} consumers, and there are {network.n:,}; {STRATEGY} is for any"
        raise ScenarioError([line])
    if not 0 <= count <= network.n:
        raise ScenarioError([f"--count: {count} is not allowed: the network has {network.n:,} consumers"])
    spreading = scenario.model.spreading(network)
    key = run_key(seed)
    trial = key_for(key, purpose("seeds: trial"))
    return [_choice(spreading, count, name, runs, key, trial) for name in names]


def _choice(spreading: "Spreading", count: int, name: str, runs: int, key: np.uint64, trial: np.uint64) -> Choice:
    from wordofmouth.seeding.spread import spread
    from wordofmouth.seeding.strategies.reverse_reachable import guaranteed_seeds
    from wordofmouth.seeding.strategy import choose

    guarantee = ""
    if name == STRATEGY:
        found = guaranteed_seeds(spreading, count, key=key)
        seeds = found.seeds
        guarantee = (
            f"That is at least {100 * found.share:.0f} % of what the best choice reaches, with a chance of error of "
            f"{found.delta:.1g} (OPIM-C, {found.n_sets:,} reverse-reachable sets)."
        )
    else:
        seeds = choose(name, spreading, count, key)
    reached = spread(spreading, seeds, runs, trial)
    return Choice(name, seeds, reached.mean, reached.error, guarantee)


def in_the_market(scenario: Scenario, network: "Network", count: int, aim: str, budget: float, seed: int) -> Choice:
    """Return whom to give the product in a market of ours, found by simulating it; judged on runs of their own.

    Raises:
        ScenarioError: if the aim is unknown, or ``count`` is out of range.
    """
    from wordofmouth.tasks.seeds.under_the_market import under_the_market

    try:
        found = under_the_market(scenario, count, aim=aim, budget=budget, seed=seed)
    except ScenarioError:
        raise
    except ValueError as error:
        raise ScenarioError([f"--{error}"]) from error
    tried = ", ".join(f"{name} {value:,.0f}" for name, value in sorted(found.tried.items(), key=lambda pair: -pair[1]))
    sentence = f"On the runs on which they were chosen, {aim} came to: {tried}."
    return Choice(found.how, found.seeds, *found.added, sentence, f"{aim} more than without them")


def every_strategy(network: "Network") -> list[str]:
    """Return the strategies that are quick enough for a network of this size."""
    from wordofmouth.seeding.strategy import strategies

    return [name for name in strategies() if name != "greedy" or network.n <= LARGEST_FOR_GREEDY]
