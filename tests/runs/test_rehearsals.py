"""Rehearsals: what a run calls is known before it is, whatever the preset, and each kernel is compiled once."""

import functools

import numpy as np
import pytest
from wordofmouth.engine import kernel_loading
from wordofmouth.engine.kernels import Kernel, rehearsed
from wordofmouth.runs import simulate as seam
from wordofmouth.scenario.scenario import Scenario, presets

# Of one run; a rehearsal may name a function or two that happen not to be called.
MOST_FUNCTIONS = 60
MOST_TOO_MANY = 2
# Presets of long years and many levers; the others call as many kernels.
LONG = {
    "bloggers", "co_creation", "contract", "durable", "leaders", "loyalty", "moral_guarantee", "online_confidence",
    "helpful_first", "promise", "refunds_abused", "service", "trust_gap", "two_brands", "who_listens",
    "word_of_mouth_only", "young_community",
}  # fmt: skip


@pytest.fixture(scope="module")
def kinds():
    """For which kinds of arguments each kernel is called, over all presets."""
    return {}


@pytest.mark.parametrize(
    "preset", [pytest.param(preset, marks=[pytest.mark.slow] * (preset in LONG)) for preset in presets()]
)
def test_a_rehearsal_foresees_what_a_run_calls(preset, kinds, monkeypatch):
    """No preset compiles more than 60 functions, nor any that was not foreseen."""
    scenario = Scenario.load(preset)
    called = {}
    run_compiled = Kernel.__call__

    def call(kernel, *arguments):
        called.setdefault(kernel.name, kernel)
        kinds.setdefault(kernel.name, set()).add(
            tuple(str(kernel_loading._widened(_type_of(argument))) for argument in arguments)
        )
        return run_compiled(kernel, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Kernel, "__call__", call)
        seam.simulate(scenario, seed=1)
    needed = {name for kernel in called.values() for name in kernel.weights}
    monkeypatch.setattr(kernel_loading._Dispatcher, "is_at_hand", lambda dispatcher, arguments: False)
    calls = rehearsed(functools.partial(seam._rehearse, scenario, ()))
    foreseen = {name for call in calls for name in call.weights}
    assert needed <= foreseen
    assert len(foreseen - needed) <= MOST_TOO_MANY
    assert len(foreseen) <= MOST_FUNCTIONS


def test_no_kernel_is_called_with_two_kinds_of_arguments(kinds):
    """One width of whole numbers, one layout a table: over all presets a kernel is compiled once."""
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def _type_of(argument):
    import numba

    return numba.typeof(argument.view(np.ndarray) if isinstance(argument, np.recarray) else argument)
