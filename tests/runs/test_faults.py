"""A fault at every step of a sweep: it ends in the bytes of an undisturbed one, or refuses with nothing lost."""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from faults import KINDS, STEPS, Fault, Killed, Machine
from places import ROOT
from wordofmouth.errors import WordOfMouthError
from wordofmouth.results import janitor
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.sweep import units
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.gathering import join
from wordofmouth.tasks.sweep.task import sweep

# Two parts of two runs, in a market so small that a sweep takes some milliseconds.
DESIGN = Design(
    name="tiny",
    scenario="bass",
    replications=2,
    fixed={"consumers": 20, "weeks": 3},
    factors={"model.p": [0.05, 0.2]},
)
OTHER = DESIGN.model_copy(update={"seed": 7})
# All kinds come in the random schedules; those that leave most behind, at every step.
EACH = ("full", "killed")
SOME, MANY = 40, int(os.environ.get("WORDOFMOUTH_FAULTS", "10000"))
SEED = 20261129
PAGE = ROOT / "tests" / "runs" / "FAULTS.md"


@pytest.fixture(scope="module", autouse=True)
def _quick():
    """Let a sweep cost a few milliseconds: two parts, no wait for the disk, and nothing asked about the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "_MOST_RUNS", 2)
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(join, "circumstances", lambda _: {})
        patch.setattr(janitor._JANITOR, "tell", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def whole(_quick, tmp_path_factory):
    """Return the bytes of an undisturbed sweep."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    sweep(DESIGN, out=folder, workers=0)
    return tables(folder)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def steps_of(folder: Path, resume: bool = False) -> list[str]:
    """Return the steps that an undisturbed sweep takes."""
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine().patched(patch)
        sweep(DESIGN, out=folder, resume=resume, workers=0)
    return machine.taken


def attempt(folder: Path, faults: tuple[Fault, ...]) -> bool:
    """Sweep with faults, going on where something was left; tell whether it came to its end.

    Whoever is refused is told so by an error of ours, or by one that names the file.
    """
    with pytest.MonkeyPatch.context() as patch:
        Machine(faults).patched(patch)
        try:
            sweep(DESIGN, out=folder, resume=True, workers=0)
        except Killed:
            return False
        except (WordOfMouthError, OSError) as error:
            refusal = error
        else:
            return True
    assert len(str(refusal).splitlines()) == 1
    assert not isinstance(refusal, OSError) or (refusal.filename is not None and refusal.strerror)
    return False


def finished(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a sweep that goes on undisturbed, after whatever was."""
    result = sweep(DESIGN, out=folder, resume=True, workers=0)
    assert not result.failures
    assert {path.name for path in folder.iterdir()} == {"manifest.json", *result.manifest.files}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    return tables(folder)


def test_a_sweep_takes_every_kind_of_step(tmp_path, whole):
    """Those of processes apart, which this one has none of."""
    assert set(steps_of(tmp_path / "sweep")) == set(STEPS) - {"start_process", "join_process"}


@pytest.mark.parametrize("kind", EACH)
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_fault_at_each_step(tmp_path, whole, kind, every):
    """Whichever step fails, and however: the next look ends it with the same bytes."""
    count = len(steps_of(tmp_path / "count"))
    for at in range(EACH.index(kind), count, every):
        folder = tmp_path / str(at) / "sweep"
        attempt(folder, (Fault(at, kind),))
        assert finished(folder) == whole, at


@pytest.mark.parametrize("kind", EACH)
def test_an_earlier_result_is_there_until_the_new_one_is(tmp_path, whole, kind):
    """A fault at a step of a sweep over an earlier one: that is intact, or the new one is finished by the next look."""
    count = len(steps_of(tmp_path / "count"))
    for at in range(0, count, 8):
        folder = tmp_path / str(at) / "sweep"
        sweep(OTHER, out=folder, workers=0)
        earlier = tables(folder)
        with pytest.MonkeyPatch.context() as patch:
            Machine((Fault(at, kind),)).patched(patch)
            try:
                sweep(DESIGN, out=folder, workers=0)
            except (Killed, OSError):
                if not (folder / "sweep.json").exists() and Manifest.read(folder).design_digest == OTHER.digest:
                    assert tables(folder) == earlier
                    continue
        assert finished(folder) == whole, at


def schedule(seed: int, number: int, most: int) -> list[tuple[Fault, ...]]:
    """Return what goes wrong in some attempts after each other; the same for the same seed and number."""
    chance = random.Random(f"{seed}:{number}")
    return [
        tuple(Fault(chance.randrange(most), chance.choice(KINDS)) for _ in range(chance.randint(1, 3)))
        for _ in range(chance.randint(1, 4))
    ]


def outcome_of(folder: Path, seed: int, number: int, most: int, whole: dict[str, bytes]) -> int:
    """Return how many attempts of a schedule were refused; at last the bytes are those of an undisturbed sweep."""
    refused = sum(not attempt(folder, faults) for faults in schedule(seed, number, most))
    assert finished(folder) == whole, f"schedule {number} of seed {seed}"
    return refused


def test_random_schedules_of_faults(tmp_path, whole):
    """Several faults, in several attempts after each other, at steps and of kinds that a seed decides."""
    most = len(steps_of(tmp_path / "count"))
    refused = [outcome_of(tmp_path / str(number) / "sweep", SEED, number, most, whole) for number in range(SOME)]
    assert sum(refused) > SOME


@pytest.mark.slow
def test_ten_thousand_random_schedules(tmp_path, whole):
    """As above, many times over, or `WORDOFMOUTH_FAULTS` times; a page tells how often what went wrong."""
    most, counts = len(steps_of(tmp_path / "count")), Counter()
    for number in range(MANY):
        counts[outcome_of(tmp_path / str(number) / "sweep", SEED, number, most, whole)] += 1
        shutil.rmtree(tmp_path / str(number))
        if not (number + 1) % 500 or number + 1 == MANY:
            told = [f"| {refused} | {times:,} |" for refused, times in sorted(counts.items())]
            PAGE.write_text(page(most, number + 1, told), encoding="utf-8")


def page(most: int, done: int, told: list[str]) -> str:
    """Return the page that says what was tried, and what came of it."""
    return "\n".join(
        [
            "# Faults",
            "",
            "Made by `uv run pytest -n 0 -m slow tests/runs/test_faults.py`.",
            "",
            f"A sweep of four runs in two parts takes {most} steps that touch the machine: files that are made,",
            "written, synced, renamed and removed, folders, the clock. In each of "
            f"{done:,} schedules, drawn from the seed",
            f"{SEED}, one to four attempts after each other have one to three faults each: the disk is full (and half",
            "of what was to be written stays), it cannot be written to, what was to be touched is gone, or the process",
            "is killed.",
            "",
            "Every schedule ended, at the first attempt without a fault, in the bytes of an undisturbed sweep, with no",
            "scrap left. How many attempts of a schedule were refused or killed:",
            "",
            "| attempts refused | schedules |",
            "|---|---|",
            *told,
            "",
        ]
    )
