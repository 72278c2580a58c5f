"""The catalogue: each task's results are loaded, told, drawn, reported and made again by its entry alone."""

import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name

import pyarrow
import pytest
from wordofmouth import catalogue
from wordofmouth.catalogue import TASKS, Task, load_result, task_of
from wordofmouth.errors import ManifestError, RequestError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Record, Reproduction
from wordofmouth.results.tables import digest, read_parquet
from wordofmouth.tasks.seeds.task import seeds
from wordofmouth.tasks.sensitivity.task import sensitivity

BEFORE = Path(__file__).parent / "before"
KEPT = [name for name, task in TASKS.items() if task.is_kept]
PARTS = ("record", "finding", "summary", "figure", "contents", "recipe", "reproduction", "notes")


@pytest.mark.parametrize("name", TASKS)
def test_an_entry_leads_to_what_there_is(name):
    """Each home of an entry can be called, and the records of the task know it by its name."""
    task = TASKS[name]
    assert all(callable(resolve_name(home)) for part in PARTS if (home := getattr(task, part)))
    assert task.kind.task == name


@pytest.fixture(scope="module", params=KEPT)
def record(request):
    """Return a result of each task, as earlier code has written it."""
    return load_result(BEFORE / request.param)


def test_a_result_is_loaded_told_drawn_and_reported(record):
    """Whatever its task: a sentence, rows, a figure, a page that has the sentence, and what a notebook shows."""
    from matplotlib.figure import Figure

    assert isinstance(record, TASKS[record.task].kind)
    said = record.finding()
    assert said
    assert not said.endswith(".")
    assert record.summary()
    assert record.subtitle
    assert isinstance(record.notes(), list)
    assert isinstance(record.plot(), Figure)
    words = said.replace("%", "").split()[0]
    page, shown = record.report("results/mine"), record._repr_html_()
    assert page.startswith("<!DOCTYPE html>")
    assert "wom reproduce results/mine" in page
    assert words in page
    assert words in shown
    assert "data:image/svg+xml" in shown
    assert 1 < shown.count("<tr>") <= 1 + min(len(record.summary()), 30)


def test_a_result_is_saved_and_loaded_as_it_was(record, tmp_path):
    """Its tables are the same to the bit, so that nothing differs."""
    again = load_result(record.save(tmp_path / "again", figure=False))
    assert again.manifest.digests == record.manifest.digests
    assert record.differences(again) == []
    assert again.finding() == record.finding()


def test_a_result_can_be_made_again(record):
    """There is a command that makes it from nothing, and one that makes it from the manifest."""
    task = task_of(record.manifest, "here")
    assert task.remake(record.manifest).command.startswith(f"wom {record.task} ")
    again = task.reproduce(record.manifest)
    assert callable(again.make)
    assert again.total or record.manifest.design["precision"]


def test_a_validation_is_made_again_to_the_bit():
    """As results of all other tasks are (``test_before.py``)."""
    record = load_result(BEFORE / "validate")
    again = TASKS["validate"].reproduce(record.manifest).make(0, lambda _: None)
    assert again.manifest.table_digest == record.manifest.table_digest


def test_what_is_read_off_a_sweep_is_told_and_drawn():
    """A sensitivity has no folder of its own; all the same it is told and drawn by its entry."""
    from matplotlib.figure import Figure

    found = sensitivity(load_result(BEFORE / "morris"))
    assert found.finding()
    assert found.summary()
    assert isinstance(found.plot(), Figure)


def test_a_choice_of_seeds_is_told():
    """It is kept nowhere and has no figure, and says so."""
    chosen = seeds("small", model="weighted_cascade", count=2, runs=100)
    assert chosen.finding().startswith("2 seeds reach")
    assert chosen.summary() == [chosen.best]
    assert "reverse-reachable" in chosen.notes()[0]
    with pytest.raises(RequestError, match="seeds: what it comes to has no figure"):
        chosen.plot()


class Mine(Record):
    """A record of a task of another package."""

    task = "mine"

    @classmethod
    def _of_files(cls, folder, manifest):
        return cls(read_parquet(folder / TABLE), manifest)


def told(record, *asked):
    return f"there are {record.arrow.num_rows} rows"


def made_again(manifest):
    return Reproduction(lambda workers, progress: None, 1)


def test_a_task_of_another_package_is_added_by_one_entry(tmp_path, monkeypatch):
    """And without one its results are refused in a line."""
    table = pyarrow.table({"value": [1, 2, 3]})
    manifest = Manifest(
        task="mine", scenario={}, scenario_digest="", seed=0, replications=1, table_digest=digest(table)
    )
    folder = Mine(table, manifest).save(tmp_path / "mine", figure=False)
    with pytest.raises(ManifestError, match="unknown task: 'mine'"):
        load_result(folder)
    here = Mine.__module__
    entry = Task(f"{here}:Mine", f"{here}:told", f"{here}:told", reproduction=f"{here}:made_again")
    monkeypatch.setitem(sys.modules, here, sys.modules.get(here) or sys.modules[__name__])
    monkeypatch.setitem(catalogue.TASKS, "mine", entry)
    assert load_result(folder).finding() == "there are 3 rows"


def test_differences_name_the_place():
    """Of whatever table: the column, both values, and the row by whatever says which it is."""
    manifest = Manifest(scenario={}, scenario_digest="", seed=0, replications=1, table_digest="")
    one, other = (Record(pyarrow.table({"point": [1, 2], "value": values}), manifest) for values in ([1, 2], [1, 3]))
    assert one.differences(other) == ["value: 2 and 3 in point 2"]
    assert Record(one.arrow.select(["value"]), manifest).differences(
        Record(other.arrow.select(["value"]), manifest)
    ) == ["value: 2 and 3 in row 1"]


def test_importing_the_package_hangs_up_no_more_than_a_name():
    """The catalogue and what it leads to are imported when a record is first asked, not before."""
    program = "import sys, wordofmouth; print([name for name in sys.modules if name.startswith('wordofmouth.')])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "wordofmouth.results.hook" in found
    assert "wordofmouth.catalogue" not in found
    assert "wordofmouth.results.records" not in found
