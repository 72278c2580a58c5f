"""Whatever comes in kinds is added by one file of product code, in the tree or out of it.

In the tree a file is put into the family's room of a copy of the package; out of it the same file lies in a folder of
one's own and is imported. Twin and paragraph of a rule come besides: other tests here demand them by name.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from places import PACKAGE, ROOT
from reference_levers import KINDS as LEVER_TWINS
from reference_textbook import RULES
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.reference import MODEL

LEVER = '''"""Free samples: a lever."""

from typing import ClassVar, Literal

from wordofmouth.market.world import World
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import SETTING, field


class FreeSamples(Lever):
    """Hands out samples in the street."""

    kind: Literal["free_samples"] = "free_samples"
    words = {"name": "Free samples", "text": "People may try it in the street."}
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ("spent",)
    each: float = field(2.0, "cost of a sample", unit="money", source=SETTING, ge=0, le=100, label="Each")

    def act(self, world: World, brand: int) -> None:
        """Pay for a hundred samples."""
        world.charge(self, brand, min(100, self.affordable(world, self.each)) * self.each)
'''

MODELS = '''"""Everybody at once: a model."""

from typing import Literal

import numpy as np

from wordofmouth.diffusion.diffusion import State
from wordofmouth.diffusion.textbook import TextbookModel


class AtOnce(TextbookModel):
    """All adopt in the first period."""

    kind: Literal["at_once"] = "at_once"
    states = (State("waiting", "who wait"), State("users", "who use it", adopted=True))

    def begin(self, run):
        """Keep nothing."""

    def step(self, run):
        """Let all adopt."""
        run.state[:] = 1
'''

OUTCOME = """
from wordofmouth.statistics.outcomes import Outcome, register

register(Outcome("first_buyers", "consumers", lambda runs: runs.cube("buyers")[:, 0]))
"""

COMMAND = '''"""Greet: a command."""

from wordofmouth.cli.options import command


@command(65, example="wom greet")
def greet() -> None:
    """Say hello."""
    print("hello")
'''

PROGRAM = """
import json, sys
import wordofmouth as wom
from wordofmouth.cli import commands
for module in {modules!r}:
    __import__(module)
if {mine!r}:
    commands.__path__.append({mine!r})
from wordofmouth.cli.main import app
from wordofmouth.lab.widgets.cards import lever_name
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.words.catalogue import Words
import typer

small = wom.Scenario(consumers=40, weeks=3, network={{"kind": "random"}})
sold = wom.run(small.varied({{"campaign": [{{"kind": "free_samples"}}]}}), replications=1, workers=0)
adopted = wom.run(small.varied(model="at_once"), replications=1, workers=0, baseline=False)
print(json.dumps({{
    "cost": float(sold.table["spent_on_free_samples"].sum()),
    "name": [lever_name(Words(language), "free_samples") for language in ("en", "fr")],
    "adopted": float(adopted.table["penetration"].iloc[0]),
    "outcome": outcome("first_buyers").label,
    "commands": "greet" in typer.main.get_command(app).commands,
    "from": wom.__file__,
}}))
"""


def told_by(program: str, *path: str) -> dict:
    """Run a program with these folders to import from, uncompiled, and return the JSON that it prints."""
    env = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_one_file_each_is_enough_in_the_tree(tmp_path):
    room = tmp_path / "simulation" / "wordofmouth"
    shutil.copytree(PACKAGE, room, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("scenarios", "experiments"):
        (tmp_path / folder).symlink_to(ROOT / folder, target_is_directory=True)
    for path, text in {
        "market/levers/free_samples.py": LEVER,
        "diffusion/models/at_once.py": MODELS,
        "cli/commands/greet.py": COMMAND,
    }.items():
        (room / path).write_text(text, encoding="utf-8")
    # Outcomes are one list in one file.
    with (room / "statistics" / "outcomes.py").open("a", encoding="utf-8") as file:
        file.write('\n\nregister(Outcome("first_buyers", "consumers", lambda runs: runs.cube("buyers")[:, 0]))\n')
    told = told_by(PROGRAM.format(modules=[], mine=""), str(tmp_path / "simulation"))
    assert told.pop("from") == str(room / "__init__.py")
    assert told == EXPECTED


def test_one_file_each_is_enough_out_of_the_tree(tmp_path):
    mine = tmp_path / "commands"
    mine.mkdir()
    (mine / "greet.py").write_text(COMMAND, encoding="utf-8")
    for name, text in (("free_samples", LEVER), ("at_once", MODELS), ("first_buyers", OUTCOME)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    modules = ["free_samples", "at_once", "first_buyers"]
    told = told_by(PROGRAM.format(modules=modules, mine=str(mine)), str(tmp_path), str(PACKAGE.parent))
    del told["from"]
    assert told == EXPECTED


EXPECTED = {
    "cost": 600.0,
    "name": ["Free samples", "Free samples"],
    "adopted": 1.0,
    "outcome": "first buyers",
    "commands": True,
}


@pytest.mark.parametrize("kind", Lever.kinds)
def test_every_lever_has_a_twin(kind):
    """The rule once more, per agent, in ``tests/twin/reference_levers.py``."""
    assert kind in LEVER_TWINS, f"the lever {kind!r} has no twin: write it in tests/twin/reference_levers.py"


@pytest.mark.parametrize("kind", [kind for kind, model in Model.kinds.items() if "campaigns" not in model.knows])
def test_every_textbook_model_has_a_twin(kind):
    """The rule once more, per agent, in ``tests/twin/reference_textbook.py``."""
    assert kind in RULES, f"the model {kind!r} has no twin: write it in tests/twin/reference_textbook.py"


@pytest.mark.parametrize(
    "kind", [*Lever.kinds, *Channel.kinds, *Behaviour.kinds, *(kind for kind in Model.kinds if kind != "consumer")]
)
def test_every_rule_has_its_paragraph(kind):
    """What it does, where its numbers come from: by its kind in MODEL.md, outside of the tables that are generated."""
    text = MODEL.read_text(encoding="utf-8")
    written = re.sub(r"<!-- (\w+): generated -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    assert f"`{kind}`" in written, f"simulation/MODEL.md has no paragraph on `{kind}`"
