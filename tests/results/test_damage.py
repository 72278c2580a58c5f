"""Damage: whatever happens to a file that is read back, it is named in one line, or what is read is what was written.

A hundred times in all here, five thousand times on request, counted on a page: ``pytest -m slow tests/results``.
"""

import json
import os
import random
import shutil
from collections import Counter

import pytest
from places import ROOT
from typer.testing import CliRunner
from wordofmouth import Scenario, run
from wordofmouth.catalogue import load_result
from wordofmouth.cli.main import app
from wordofmouth.errors import WordOfMouthError
from wordofmouth.results.provenance import traced
from wordofmouth.results.seals import file_digest
from wordofmouth.results.tables import digest
from wordofmouth.tasks.sweep import parts
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

SMALL = Scenario.load("small").varied(consumers=60, weeks=4, **{"campaign.leaders.count": 2})
MANY = int(os.environ.get("WORDOFMOUTH_DAMAGES", "5000"))
PAGE = ROOT / "tests" / "results" / "DAMAGE.md"


def design():
    """Return a sweep of which one point fails: a lever for more consumers than there are."""
    factors = {"brand.quality": [0.3, 0.9], "campaign.leaders.count": [2, 45], "consumers": [60, 40]}
    return Design(name="s", scenario=SMALL.model_dump(mode="json"), replications=2, factors=factors, baseline=True)


@pytest.fixture(autouse=True)
def _small_units(monkeypatch):
    monkeypatch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 3)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Return a folder with a run, a sweep, and the same sweep interrupted."""
    room = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 3)
        run(SMALL, replications=2, workers=0, by=("leader",), influence=True).save(room / "run")
        result = sweep(design(), out=room / "sweep", workers=0)
        result.save_figure(room / "sweep" / result.figure_name)

        def interrupt(progress):
            if progress.runs > 8:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sweep(design(), out=room / "interrupted", workers=0, progress=interrupt)
    return room


def damage(chance, folder, names=()):
    """Damage a file, by a bit mostly, and tell which and how; what is swapped are two files of one folder and kind."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and (not names or path.name in names))
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    how = chance.choice(["bit"] * 6 + ["cut", "emptied", "missing", "swapped"])
    if how == "bit":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[: chance.randrange(len(data))])
    elif how == "emptied":
        path.write_bytes(b"")
    elif how == "missing":
        path.unlink()
    else:
        other = chance.choice([other for other in files if (other.parent, other.suffix) == (path.parent, path.suffix)])
        path.write_bytes(other.read_bytes())
        other.write_bytes(data)
    return path, how


def read(folder):
    """Return all that is read of a result: digests of its tables, its failures, what it says and what was run."""
    result = load_result(folder)
    tables = [digest(kept) for kept in result.files().values() if not isinstance(kept, str)]
    more = (digest_of_frame(result.table), result.failures) if hasattr(result, "failures") else ()
    kept = result.manifest
    return tables, more, result.finding(), kept.scenario, kept.design, kept.seed, kept.replications


def digest_of_frame(frame):
    return frame.to_csv()


def told(call):
    """Return what a call gives; nothing if it refuses, in one line that names a file."""
    try:
        return call()
    except WordOfMouthError as error:
        (line,) = str(error).splitlines()
        assert ".json" in line or ".parquet" in line or ".png" in line or "holds other things" in line, line
        return None


def damaged_result(whole, room, tmp_path, kind, chance):
    """Damage a copy of a result; tell how, and whether it was named. If not, it reads as it was."""
    shutil.rmtree(tmp_path / kind, ignore_errors=True)
    shutil.copytree(room / kind, tmp_path / kind)
    path, how = damage(chance, tmp_path / kind)
    found = told(lambda: read(tmp_path / kind))
    assert found in (None, whole), (path.name, how)
    # Every file of it leads to its result, or is refused.
    for file in (tmp_path / kind).iterdir():
        manifest = told(lambda file=file: traced(file)[0])
        assert manifest is None or manifest.table_digest == load_result(room / kind).manifest.table_digest
    return how, found is None


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_a_damaged_result_is_named_or_reads_as_it_was(room, tmp_path, kind):
    whole, chance, tries = read(room / kind), random.Random(kind), 12
    noticed = [damaged_result(whole, room, tmp_path, kind, chance)[1] for _ in range(tries)]
    assert sum(noticed) > tries / 4


def resumed(folder):
    """Return the tables' digests and what was run of a sweep that goes on."""
    result = sweep(design(), out=folder, resume=True, workers=0)
    return [file_digest(path) for path in sorted(folder.glob("*.parquet"))], result.failures, result.manifest.runs


def undamaged(room, tmp_path):
    """Return what the interrupted sweep comes to when it goes on."""
    shutil.copytree(room / "interrupted", tmp_path / "whole")
    whole = resumed(tmp_path / "whole")
    assert whole[1]
    assert whole[0] == [file_digest(path) for path in sorted((room / "sweep").glob("*.parquet"))]
    return whole


def damaged_sweep(whole, room, tmp_path, chance):
    """Damage a copy of the interrupted sweep; tell how, and whether it was refused. If not, its bytes are the same."""
    shutil.rmtree(tmp_path / "again", ignore_errors=True)
    shutil.copytree(room / "interrupted", tmp_path / "again")
    path, how = damage(chance, tmp_path / "again")
    found = told(lambda: resumed(tmp_path / "again"))
    assert found in (None, whole), (path.name, how)
    if path.parent.name == "parts":
        assert found == whole, (path.name, how)
    return how, found is None


def test_a_sweep_with_a_damaged_part_goes_on_to_the_same_bytes(room, tmp_path):
    """Or it refuses; a part that is damaged, cut short, missing or swapped is run again."""
    whole, chance = undamaged(room, tmp_path), random.Random("parts")
    for _ in range(8):
        damaged_sweep(whole, room, tmp_path, chance)


@pytest.mark.slow
def test_five_thousand_damages(room, tmp_path):
    """As above, `WORDOFMOUTH_DAMAGES` times if that is given; a page tells what came of them."""
    chance, counts = random.Random("many"), Counter()
    whole = {kind: read(room / kind) for kind in ("run", "sweep")} | {"interrupted": undamaged(room, tmp_path)}
    for number in range(MANY):
        kind = chance.choice(sorted(whole))
        if kind == "interrupted":
            how, named = damaged_sweep(whole[kind], room, tmp_path, chance)
        else:
            how, named = damaged_result(whole[kind], room, tmp_path, kind, chance)
        counts[kind, how, named] += 1
        if not (number + 1) % 250 or number + 1 == MANY:
            PAGE.write_text(page(number + 1, counts), encoding="utf-8")


WORDS = {"run": "a run's result", "sweep": "a sweep's result", "interrupted": "an interrupted sweep"}


def page(tries, counts):
    """Return the page that says what was damaged, and what came of it."""
    rows = [
        f"| {WORDS[kind]} | {how} | {counts[kind, how, True]:,} | {counts[kind, how, False]:,} |"
        for kind, how in dict.fromkeys((kind, how) for kind, how, _ in sorted(counts))
    ]
    return "\n".join(
        [
            "# Damage",
            "",
            "Made by `uv run pytest -n 0 -m slow tests/results`.",
            "",
            f"In each of {tries:,} tries one file was damaged that is read back: of the result of a run, of that of a",
            "sweep, or of a sweep that was interrupted. Then it was read, or gone on with. Either the file was named",
            "in one line, or all came out as it was: what is damaged was not needed, or it was simulated again.",
            "",
            "| of | damage | named | came out as it was |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def test_a_part_that_is_damaged_while_it_is_joined_is_named_and_no_part_is_lost(room, tmp_path, monkeypatch):
    shutil.copytree(room / "interrupted", tmp_path / "sweep")
    joined = parts.checked

    def damaged(folder, unit, kind):
        path = parts.path_of(folder, unit, kind)
        if kind == parts.TABLE:
            path.write_bytes(path.read_bytes()[:-1])
        return joined(folder, unit, kind)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "checked", damaged)
        with pytest.raises(WordOfMouthError, match="`resume` runs it again"):
            resumed(tmp_path / "sweep")
    assert not (tmp_path / "sweep" / "manifest.json").exists()
    assert resumed(tmp_path / "sweep")[2] == 16


@pytest.mark.parametrize("name", ["table.parquet", "breakdown.parquet", "influence.parquet", "manifest.json"])
def test_what_is_damaged_is_not_reproduced(room, tmp_path, name):
    """The command says so in one line before it simulates anything, with status 2."""
    shutil.copytree(room / "run", tmp_path / "run")
    path = tmp_path / "run" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    for word in ("reproduce", "report", "plot"):
        done = CliRunner().invoke(app, [word, str(tmp_path / "run")])
        assert done.exit_code == 2
        (line,) = done.stderr.splitlines()
        assert str(path) in line


def test_what_earlier_versions_left_is_read_and_said_to_be_unchecked(room, tmp_path):
    shutil.copytree(room / "run", tmp_path / "run")
    path = tmp_path / "run" / "manifest.json"
    said = json.loads(path.read_text())
    new = ("seal", "contents", "tables", "code", "inputs")
    path.write_text(json.dumps({name: value for name, value in said.items() if name not in new}))
    assert read(tmp_path / "run") == read(room / "run")
    done = CliRunner().invoke(app, ["plot", str(tmp_path / "run")])
    assert done.exit_code == 0
    assert "not checked: made by an earlier version" in done.stderr
