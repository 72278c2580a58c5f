"""When the parent goes, all go: workers, what they share, and what lies in folders for what is not kept."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from busy import Busy
from patience import PATIENCE, until
from wordofmouth.runs.processes import Died, Processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
# What a worker is at: waiting for a task; a task that lets others run; one that does not; stopped by somebody.
PARENT = """
import sys, threading, time
sys.path.insert(0, {folder!r})
from busy import Busy
from wordofmouth.results.files import temporary_folder
from wordofmouth.runs.processes import Processes

def work():
    with temporary_folder() as folder, Processes(2, Busy, {told!r}) as processes:
        (folder / "network.csv").write_text("1,2")
        print(folder, flush=True)
        for _ in processes.run({tasks!r}):
            time.sleep(600)

if {in_thread!r}:
    threading.Thread(target=work).start()
else:
    work()
"""


def shares_memory(pid):
    return "/dev/shm" in Path(f"/proc/{pid}/maps").read_text()


def is_there(pid):
    try:
        return " Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1][:2]
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(
    ("tasks", "in_thread"), [(["works", "waits"], False), (["works", "waits"], True), (["stopped", "at rest"], False)]
)
def test_no_worker_outlives_whoever_asked(tmp_path, number, tasks, in_thread):
    """Whatever it is at, nothing is left of it: no process and no folder; in shared memory it never had anything."""
    (tmp_path / "pids").mkdir()
    program = PARENT.format(
        folder=str(Path(__file__).parent), told=str(tmp_path / "pids"), tasks=tasks, in_thread=in_thread
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        folder = Path(process.stdout.readline().strip())
        pids = until(lambda: len(found := list((tmp_path / "pids").iterdir())) == 2 and found, process)
        assert not any(shares_memory(pid) for pid in (process.pid, *(path.name for path in pids)))
        process.send_signal(number)
        assert process.wait(PATIENCE) == -number
    until(lambda: not any(is_there(pid.name) for pid in pids))
    until(lambda: not folder.exists())


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.slow
def test_a_task_whose_process_always_ends_costs_only_itself(tmp_path, workers):
    with Processes(workers, Busy, tmp_path) as processes:
        results = dict(processes.run(["one", "dies", "two", "three"]))
    assert {task for task, result in results.items() if task == result} == {"one", "two", "three"}
    assert results["dies"] == Died()


def test_where_no_process_can_be_started_the_work_is_done_here(tmp_path, monkeypatch):
    def start(*_):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("wordofmouth.results.steps.start_process", start)
    with Processes(2, Busy, tmp_path) as processes:
        assert [task for task, result in processes.run(["one", "two", "three"]) if task == result] == [
            "one",
            "two",
            "three",
        ]
    assert {path.name for path in tmp_path.iterdir()} == {str(os.getpid())}
