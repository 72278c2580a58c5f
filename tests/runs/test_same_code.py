"""Same code: a worker whose code decides other numbers does nothing, whatever the task."""

import pytest
from wordofmouth import Scenario, compare, run
from wordofmouth.errors import ClusterError
from wordofmouth.results.code import code
from wordofmouth.runs import same_code
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.tasks.validate.task import validate

SMALL = Scenario.load("small").varied(consumers=60, weeks=4)
DATA = SMALL.model_dump(mode="json")
VARY = {"campaign.leaders.count": {"from": 0, "to": 9}}
TASKS = {
    "run": lambda folder: run(SMALL, replications=1, workers=1),
    "compare": lambda folder: compare(SMALL, SMALL.varied({"brand.quality": 0.1}), replications=1, workers=1),
    "sweep": lambda folder: sweep(
        Design(scenario=DATA, factors={"brand.quality": [0.1]}, replications=1), out=folder / "sweep", workers=1
    ),
    "optimise": lambda folder: optimise(
        Goal(scenario=DATA, budget=9.0, vary=VARY, trials=1, replications=2, fresh=2), workers=1
    ),
    "validate": lambda folder: validate(["bass_networks"], short=True, workers=1),
}


@pytest.mark.parametrize("task", TASKS)
def test_a_worker_with_other_code_does_nothing(tmp_path, monkeypatch, task):
    here = dict(code())
    monkeypatch.setattr(same_code, "code", lambda: here | {"market": "0" * 16})
    with pytest.raises(ClusterError, match=r"worker on .* decides other numbers .* \(market\)"):
        TASKS[task](tmp_path)


def test_each_process_looks_once(monkeypatch):
    """And one that does the work itself does not look at all."""
    monkeypatch.setattr(same_code, "code", None)
    run(SMALL, replications=2, workers=0)
