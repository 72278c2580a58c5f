"""Choosing seeds from the command line and in Python: the right network, honest numbers, readable mistakes."""

import csv
import json
import re

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner
from wordofmouth import Scenario
from wordofmouth.cli.main import app
from wordofmouth.networks.building import network_of
from wordofmouth.tasks.seeds.record import SeedChoice, interval
from wordofmouth.tasks.seeds.task import STRATEGY, choices, every_strategy, scenario_of, seeds

TIES = "from,to\n" + "\n".join(f"hub,friend {i}" for i in range(12)) + "\nloner,other\n"


def run(*words):
    return CliRunner().invoke(app, ["seeds", *words])


@pytest.fixture
def star(tmp_path):
    path = tmp_path / "star.csv"
    path.write_text(TIES)
    return path


@pytest.mark.parametrize("strategy", [STRATEGY, "greedy", "degree", "degree_discount"])
def test_the_hub_of_a_star_is_chosen_by_name(star, strategy):
    result = run(str(star), "--count", "1", "--strategy", strategy, "--set", "model.probability=0.5", "--json")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert found["names"] == ["hub"]
    # Seed and half of her twelve friends.
    low, high = found["interval"]
    assert low - 0.05 < 7 < high + 0.05


def test_all_strategies_are_compared_best_first(star):
    result = run(str(star), "--count", "2", "--strategy", "all", "--json")
    found = json.loads(result.stdout)
    assert {choice["strategy"] for choice in found} == set(every_strategy(_network(star)))
    reached = [choice["reached"] for choice in found]
    assert reached == sorted(reached, reverse=True)
    assert [bool(choice["guarantee"]) for choice in found] == [choice["strategy"] == STRATEGY for choice in found]


def test_seeds_are_written_whole(star, tmp_path):
    path = tmp_path / "seeds.csv"
    result = run(str(star), "--count", "3", "--out", str(path))
    assert result.exit_code == 0, result.output
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0] == {"rank": "1", "consumer": rows[0]["consumer"], "name": "hub", "degree": "12"}
    assert "hub" in result.output


def test_the_direction_of_a_file_matters(star):
    """Reversed, the friends influence the hub, and nobody reaches more than her."""
    words = ("--count", "1", "--set", "model.probability=1.0", "--json")
    forward, back = (json.loads(run(str(star), *words, "--influence", way).stdout) for way in ("forward", "reversed"))
    assert forward[0]["reached"] == 13
    assert back[0]["reached"] == 2


def test_a_market_is_asked_for_gifts():
    result = run("small", "--count", "3", "--set", "weeks=8", "--json")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert found["unit"] == "buyers more than without them"
    assert len(found["seeds"]) <= 3


@pytest.mark.parametrize("quality", [0.0, 1e-9, 0.5])
def test_a_model_that_is_named_can_be_set_and_quality_be_nil(star, quality):
    """A hub whose twelve ties carry for certain reaches q + 12 q² who are positive; where q is tiny, nobody more."""
    settings = ("--set", f"model.quality={quality}", "--set", "model.probability=1.0")
    result = run(
        "small",
        *settings,
        "--model",
        "negative_cascade",
        "--set",
        "network.kind=file",
        "--set",
        f"network.path={star}",
        "--count",
        "1",
        "--json",
    )
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert found["names"] == ["hub"] or quality < 0.01
    assert found["reached"] == pytest.approx(quality + 12 * quality**2)


def test_the_same_seed_chooses_the_same(star):
    scenario = scenario_of(str(star), "weighted_cascade", {}, {})
    network = network_of(scenario, 0)
    one, two = (choices(scenario, network, 4, [STRATEGY, "random"], 100, 7) for _ in range(2))
    assert [choice.seeds.tolist() for choice in one] == [choice.seeds.tolist() for choice in two]
    assert [choice.reached for choice in one] == [choice.reached for choice in two]


def test_python_answers_as_the_command_does(star):
    """The same seeds, best first, of a file of ties and of a scenario in memory."""
    words = ("--count", "2", "--strategy", "all", "--set", "model.probability=0.5", "--seed", "3", "--json")
    printed = json.loads(run(str(star), *words).stdout)
    for source in (star, Scenario.from_dict({"network": {"kind": "file", "path": str(star)}})):
        changes = {"model.probability": 0.5}
        answer = seeds(source, model="independent_cascade", count=2, strategy="all", seed=3, changes=changes)
        assert answer.best == answer.choices[0]
        assert [choice.strategy for choice in answer.choices] == [choice["strategy"] for choice in printed]
        assert [choice.seeds.tolist() for choice in answer.choices] == [choice["seeds"] for choice in printed]
        assert [choice.reached for choice in answer.choices] == [choice["reached"] for choice in printed]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["lunch"], "no scenario is called so; did you mean 'launch'?"),
        (["small", "--model", "bass"], "--model: seeds are not chosen for 'bass'"),
        (["bass"], "model: seeds are not chosen for 'bass'; name one of them with --model"),
        (
            ["small", "--model", "linear_threshold", "--strategy", "dgree"],
            "none is called 'dgree'; did you mean 'degree'?",
        ),
        (["small", "--model", "linear_threshold", "--count", "999"], "--count: 999 is not allowed"),
        (["small", "--aim", "fame"], "--aim: 'fame' is neither 'buyers' nor 'profit'"),
        (["small", "--out", "seeds.txt"], "the name of a file of seeds ends in .csv"),
        (["small", "--strategy", "degree"], "--strategy: a market tries them all"),
        (
            ["small", "--model", "weighted_cascade", "--strategy", "greedy", "--set", "consumers=70000"],
            "greedy is for up to 67,108 consumers, and there are 70,000; reverse_reachable is for any",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(words, line):
    result = run(*words)
    assert result.exit_code == 2
    assert line in result.output
    assert len(result.output.strip().splitlines()) == 1


def _network(path):
    return network_of(scenario_of(str(path), "", {}, {}), 0)


def test_the_interval_is_of_95_per_cent():
    """Of the mean over many runs: as many standard errors to either side as a normal estimate reaches."""
    low, high = interval(SeedChoice("degree", np.arange(3), reached=200.0, error=10.0, guarantee=""))
    assert (low, high) == pytest.approx(stats.norm.interval(0.95, 200.0, 10.0), abs=1e-3)


def test_what_is_guaranteed_can_be_asked_for(star):
    """A smaller epsilon takes more sets; an impossible one, or one in a market, is one line."""
    network = Scenario.from_dict(
        {"network": {"kind": "scale_free"}, "consumers": 400, "model": {"kind": "independent_cascade"}}
    )
    loose, tight, usual = (seeds(network, count=5, epsilon=epsilon).best.guarantee for epsilon in (0.4, 0.02, None))
    sets = [int(re.search(r"([\d,]+) reverse", text)[1].replace(",", "")) for text in (loose, usual, tight)]
    assert sets[0] <= sets[1] <= sets[2]
    assert sets[0] < sets[2]
    for words in ((str(star), "--epsilon", "0.7"), ("small", "--epsilon", "0.1")):
        result = run(*words)
        assert result.exit_code == 2
        (line,) = (line for line in result.stderr.splitlines() if line.startswith("wom: "))
        assert "epsilon" in line
