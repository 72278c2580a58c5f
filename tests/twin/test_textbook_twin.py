"""The textbook models equal their slow twins: the published rules written per agent, to the last consumer."""

import hashlib
import os
import subprocess
import sys
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, currently_in_test_context, given, note, settings
from hypothesis import strategies as st
from reference_textbook import RULES, ReferenceTextbook
from strategies import networks, populations, replications, seeds, shares, tables
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.seeded import SeededModel
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario

KINDS = sorted(RULES)
SEEDED = [kind for kind in KINDS if issubclass(Model.kinds[kind], SeededModel)]
# What a small market takes some periods over; all that is allowed leaves most of them idle, or done at once.
LIVELY: dict[str, st.SearchStrategy[Any]] = {
    "p": shares(0.0, 0.1),
    "q": shares(0.0, 2.0) | st.just(100.0),
    "around": st.sampled_from(["neighbours", "neighbours", "everyone"]),
    "steps": st.integers(1, 3),
    "advertising": shares(0.0, 0.2),
    "strong_effect": shares(0.0, 0.5),
    "weak_effect": shares(0.0, 0.2),
    "weak_ties": st.integers(0, 10),
    "dissatisfied": shares(),
    "negative_weight": st.floats(0.0, 4.0),
    "prior_variance": st.sampled_from([0.5, 10.0]),
    "strong_variance": st.sampled_from([0.1, 0.5, 2.0]),
    "weak_variance": st.sampled_from([0.1, 1.0]),
    "adopt_above": shares(0.5, 0.9),
    "reject_above": shares(0.5, 0.9),
    "quality_spread": shares(),
    "needed": st.integers(1, 4),
    "seeds": st.integers(0, 5),
    "threshold": st.sampled_from([0.25, 1 / 3, 0.5]) | shares(),
    "spread": st.just(0.0) | shares(),
}


def test_every_model_has_a_twin() -> None:
    """No textbook's model is left out."""
    assert {"consumer", *RULES} == Model.kinds.keys()


@st.composite
def textbook_scenarios(draw: Any, kind: str, **given: Any) -> Scenario:
    """Draw scenarios of one model, on networks of every kind."""
    consumers, network = draw(populations())
    ids = st.lists(st.integers(0, consumers - 1), min_size=1, max_size=5).map(tuple)
    lively = {name: few for name, few in LIVELY.items() if name in Model.kinds[kind].model_fields}
    table = draw(tables(Model.kinds[kind], **lively, **({"consumers": ids} if kind in SEEDED else {}))) | given
    model = Model.parse({"kind": kind, **table})
    assume(not model.mistakes(consumers))
    return Scenario(consumers=consumers, weeks=draw(st.integers(1, 12)), model=model, network=network)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data(), seed=seeds, replication=replications)
def test_a_model_equals_its_twin(data: st.DataObject, seed: int, replication: int, kind: str) -> None:
    """Every count of every period, and everyone's state in the end, are the same in both."""
    assert_same(data.draw(textbook_scenarios(kind)), seed, replication)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data(), seed=seeds)
def test_a_model_equals_its_twin_on_any_network(data: st.DataObject, seed: int, kind: str) -> None:
    """So they are on networks that no generator makes, with loners, one-way ties and odd communities."""
    scenario = data.draw(textbook_scenarios(kind))
    assert_same(scenario, seed, network=data.draw(networks(scenario.consumers)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_equals_its_twin_where_ties_go_one_way(kind: str) -> None:
    """So they are among 60 of whom most influence others than those who influence them."""
    source, target = np.random.default_rng(1).integers(0, 60, (2, 200))
    network = Network.from_ties(60, source, target, np.ones(200, bool), community=np.arange(60) % 4, directed=True)
    model = {"kind": kind} | ({"seeds": 6} if kind in SEEDED else {})
    for seed in range(5):
        assert_same(Scenario(consumers=60, weeks=8, model=model), seed, network=network)


@pytest.mark.parametrize("strategy", get_args(SeededModel.model_fields["strategy"].annotation))
@settings(max_examples=20)
@given(data=st.data(), seed=seeds, count=st.integers(0, 10))
def test_every_strategy_seeds_the_same(data: st.DataObject, seed: int, count: int, strategy: str) -> None:
    """Seeds are those of the twin, from none to many."""
    scenario = data.draw(textbook_scenarios("independent_cascade", strategy=strategy, seeds=count))
    assert_same(scenario, seed, network=data.draw(st.none() | networks(scenario.consumers)))


@pytest.mark.parametrize("seed", range(10))
def test_whoever_came_first_of_a_crowd_is_the_same(seed: int) -> None:
    """Where a dozen of either mind reach everyone in one period, the twin has the same one be first."""
    model = {"kind": "negative_cascade", "probability": 0.5, "quality": 0.5, "seeds": 12}
    assert_same(Scenario(consumers=40, weeks=3, model=model, network={"kind": "complete"}), seed)


def test_uncompiled_models_give_the_same_bits() -> None:
    """With NUMBA_DISABLE_JIT=1 every model is the same, and no number overflows on the way."""
    uncompiled = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import test_textbook_twin; print(test_textbook_twin.digest())"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert not uncompiled.stderr
    assert uncompiled.stdout.strip() == digest()


def digest() -> str:
    """Return the SHA-256, in hexadecimal, of all models' tables on two networks."""
    found = hashlib.sha256()
    lively = {"bass": {"around": "neighbours", "hazard": "independent"}, "negative_cascade": {"quality": 0.5}}
    for kind in KINDS:
        # Few are enough to convince, so that something happens.
        fields = {"seeds": 20, "probability": 0.3, "noise": 0.1, "strong_effect": 0.2, "weak_effect": 0.05}
        known = {name: value for name, value in fields.items() if name in Model.kinds[kind].model_fields}
        for network in ({"kind": "lattice", "rewiring": 0.3}, {"kind": "cliques", "size": 7}):
            model = {"kind": kind, **known, **lively.get(kind, {})}
            run = Diffusion(Scenario(consumers=144, weeks=8, model=model, network=network), seed=3)
            run.run()
            found.update(repr({name: column.tolist() for name, column in run.table().items()}).encode())
            found.update(run.state)
    return found.hexdigest()


def assert_same(scenario: Scenario, seed: int, replication: int = 0, network: Network | None = None) -> None:
    """Simulate a scenario in both, and compare them."""
    if currently_in_test_context():
        note(f"Scenario.from_dict({scenario.model_dump()})")
    run = Diffusion(scenario, seed, replication, network)
    twin = ReferenceTextbook(scenario, seed, replication, network)
    run.run()
    twin.run()
    table = run.table()
    for name in run.history:
        assert table[name].tolist() == [row[name] for row in twin.rows], name
    assert run.state.tolist() == [consumer.state for consumer in twin.consumers]
