"""Seeds: whom to convince first in a network, by a strategy, and how many are reached through them."""

import math
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from wordofmouth.errors import RequestError, ScenarioError
from wordofmouth.runs.identity import address_of, made_with
from wordofmouth.runs.store import Entry, RunStore, entry_of
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.seeds.record import Aim, SeedChoice, SeedChoices

if TYPE_CHECKING:
    from wordofmouth.diffusion.seeded import SeededModel
    from wordofmouth.networks.network import Network
    from wordofmouth.seeding.spreading import Spreading

STRATEGY = "reverse_reachable"
RUNS = 10_000
LARGEST_FOR_GREEDY = 20_000


def seeds(
    source: Scenario | str | Path,
    *,
    model: str = "",
    count: int = 10,
    strategy: str = "",
    changes: Mapping[str, object] | None = None,
    influence: str | None = None,
    reading: Mapping[str, str] | None = None,
    aim: Aim = "buyers",
    budget: float = math.inf,
    runs: int = RUNS,
    epsilon: float | None = None,
    seed: int = 0,
    store: RunStore | str | Path | None = None,
) -> SeedChoices:
    """Choose whom to convince first, so that word of mouth reaches most (influence maximisation).

    Args:
        source: a file of ties, or a scenario, its name or its file.
        model: how word spreads, as in ``weighted_cascade``; ``consumer`` for a market that is simulated. That of the
            scenario unless given, ``independent_cascade`` for a file of ties.
        count: number of seeds; in a market the most.
        strategy: which chooses them, ``reverse_reachable`` unless given; ``all`` compares all. A market tries its own.
        changes: other values of the scenario, by path.
        influence: which way influence runs along a tie of the file: forward, reversed, mutual.
        reading: how the file is read besides, by the fields of a network of the kind ``file``.
        aim: in a market, whether buyers or profit count.
        budget: in a market, what the gifts may cost together.
        runs: number of cascades by which the seeds are judged.
        epsilon: by how much less than 1 − 1/e of the best is guaranteed by reverse-reachable sets, 0.05 unless given;
            half of it takes about four times as many sets.
        seed: seed of all random numbers.
        store: folder of results, as ``"results"``, of whose kept runs and choices those that are there are not made
            again, and where the others are kept; none unless given.

    Raises:
        ScenarioError: if there is no such source, model or strategy, or a number is out of range.
        RequestError: if a strategy is asked for in a market, or an aim that there is none of.

    Source: Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD.
    """
    from wordofmouth.networks.building import network_of

    how = {**(reading or {}), **({} if influence is None else {"influence": influence})}
    scenario = scenario_of(source, model, changes or {}, how)
    network, own = network_of(scenario, seed), RunStore.of(store)
    if "campaigns" in scenario.model.knows:
        if strategy:
            raise RequestError("`strategy`: a market tries them all; to use one say how word spreads, with `model`")
        if epsilon is not None:
            raise RequestError(
                "`epsilon`: a market guarantees nothing; cascades do: say how word spreads, with `model`"
            )
        chosen = [in_the_market(scenario, network, count, aim, budget, seed, own)]
    else:
        names = every_strategy(network) if strategy == "all" else [strategy or STRATEGY]
        chosen = choices(scenario, network, count, names, runs, seed, own, epsilon)
    return SeedChoices(scenario, network, tuple(sorted(chosen, key=lambda choice: -choice.reached)))


def scenario_of(
    source: Scenario | str | Path, model: str, changes: Mapping[str, object], reading: Mapping[str, str]
) -> Scenario:
    """Return the scenario whose network is meant: itself, a preset, a scenario's file, or one made of a network's file.

    Raises:
        ScenarioError: if there is no such thing, or seeds are not chosen for the model.
    """
    models = {kind: part for kind, part in Model.kinds.items() if issubclass(part, Model)}
    able = [kind for kind, part in models.items() if "seeds" in part.knows]
    if model and model not in able:
        raise ScenarioError([f"`model`: seeds are not chosen for {model!r}; {nearest(model, able)}"])
    base, values = _base_of(source, model)
    values |= {f"network.{name}": value for name, value in reading.items()}
    if model and model != base.model.kind:
        values["model"] = {"kind": model}
        if "campaigns" not in models[model].knows:
            values["campaign"] = []
    scenario = base.varied(values | dict(changes))
    if "seeds" not in scenario.model.knows:
        raise ScenarioError([f"model: seeds are not chosen for {scenario.model.kind!r}; name one of them with `model`"])
    return scenario


def _base_of(source: Scenario | str | Path, model: str) -> tuple[Scenario, dict[str, object]]:
    """Return the scenario that a source is, and what must be changed in it for the network of a file."""
    if isinstance(source, Scenario):
        return source, {}
    source = str(source)
    if source.partition("/")[0] in presets() or ".toml" in source:
        return Scenario.load(source), {}
    if not Path(source).is_file():
        known = nearest(source, presets())
        raise ScenarioError([f"{source}: there is no such network file, and no scenario is called so; {known}"])
    base = Scenario.from_dict({"model": {"kind": model or "independent_cascade"}})
    return base, {"network.kind": "file", "network.path": str(Path(source).absolute())}


def choices(
    scenario: Scenario,
    network: "Network",
    count: int,
    names: Sequence[str],
    runs: int,
    seed: int,
    store: RunStore | None = None,
    epsilon: float | None = None,
) -> list[SeedChoice]:
    """Return what each of some strategies chooses, tried on the same cascades, which had no say in the choice.

    Choices that are in a ``store`` are taken from it, and others are kept there.

    Raises:
        ScenarioError: if a strategy is unknown or not for so many consumers, or ``count`` is out of range.
    """
    from wordofmouth.engine.randomness import key_for, purpose, run_key
    from wordofmouth.seeding.strategies import greedy
    from wordofmouth.seeding.strategies.reverse_reachable import EPSILON, GREEDY_SHARE
    from wordofmouth.seeding.strategy import strategies

    epsilon = EPSILON if epsilon is None else epsilon
    if not 0 < epsilon < GREEDY_SHARE:
        line = f"`epsilon`: {epsilon:g} is not allowed: above 0 and below {GREEDY_SHARE:.3f}, which is 1 − 1/e"
        raise ScenarioError([line])

    wrong = [name for name in names if name not in strategies()]
    if wrong:
        raise ScenarioError([f"`strategy`: none is called {wrong[0]!r}; {nearest(wrong[0], strategies())}"])
    most = greedy.LARGEST_TABLE // greedy.RUNS
    if "greedy" in names and network.n > most:
        line = f"`strategy`: greedy is for up to {most:,} consumers, and there are {network.n:,}; {STRATEGY} is for any"
        raise ScenarioError([line])
    if not 0 <= count <= network.n:
        raise ScenarioError([f"`count`: {count} is not allowed: the network has {network.n:,} consumers"])
    spreading = cast("SeededModel", scenario.model).spreading(network)
    key = run_key(seed)
    trial = key_for(key, purpose("seeds: trial"))

    def choice(name: str) -> SeedChoice:
        def chosen() -> Entry:
            made = _choice(spreading, count, name, runs, key, trial, epsilon)
            content = {"reached": made.reached, "error": made.error, "guarantee": made.guarantee}
            return Entry(content, {"seeds": np.asarray(made.seeds)})

        def address() -> bytes:
            model = scenario.model.model_dump_json()
            return address_of("seeds", model, network.digest, count, name, runs, seed, epsilon, made_with())

        with store or nullcontext():
            entry = entry_of(store, address, chosen)
        return SeedChoice(name, entry.arrays["seeds"], **entry.content)

    return [choice(name) for name in names]


def _choice(
    spreading: "Spreading", count: int, name: str, runs: int, key: np.uint64, trial: np.uint64, epsilon: float
) -> SeedChoice:
    from wordofmouth.seeding.spread import spread
    from wordofmouth.seeding.strategies.reverse_reachable import guaranteed_seeds
    from wordofmouth.seeding.strategy import choose

    guarantee = ""
    if name == STRATEGY:
        guaranteed = guaranteed_seeds(spreading, count, epsilon, key=key)
        chosen = guaranteed.seeds
        guarantee = (
            f"That is at least {100 * guaranteed.share:.0f} % of what the best choice reaches, with a chance of error "
            f"of {guaranteed.delta:.1g} (OPIM-C, {guaranteed.n_sets:,} reverse-reachable sets)."
        )
    else:
        chosen = choose(name, spreading, count, key)
    reached = spread(spreading, chosen, runs, trial)
    return SeedChoice(name, chosen, reached.mean, reached.error, guarantee)


def in_the_market(
    scenario: Scenario,
    network: "Network",
    count: int,
    aim: Aim,
    budget: float,
    seed: int,
    store: RunStore | None = None,
) -> SeedChoice:
    """Return whom to give the product in a market of ours, found by simulating it; judged on runs of their own.

    Raises:
        RequestError: if the aim is unknown, or a number is out of range.
    """
    from wordofmouth.tasks.seeds.under_the_market import under_the_market

    choice = under_the_market(scenario, count, aim=aim, budget=budget, seed=seed, store=store)
    tried = ", ".join(f"{name} {value:,.0f}" for name, value in sorted(choice.tried.items(), key=lambda pair: -pair[1]))
    sentence = f"On the runs on which they were chosen, {aim} came to: {tried}."
    return SeedChoice(choice.how, choice.seeds, *choice.added, sentence, f"{aim} more than without them")


def every_strategy(network: "Network") -> list[str]:
    """Return the strategies that are quick enough for a network of this size."""
    from wordofmouth.seeding.strategy import strategies

    return [name for name in strategies() if name != "greedy" or network.n <= LARGEST_FOR_GREEDY]
