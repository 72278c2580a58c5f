"""Cores: no more are used than this process may use, whoever sets the limit."""

import multiprocessing
import os
import subprocess
import sys

import pytest
from wordofmouth import Scenario
from wordofmouth.engine import cores
from wordofmouth.engine.cores import can_start_processes, usable_cores
from wordofmouth.runs.processes import useful_workers

LARGE = Scenario(consumers=1_000_000, weeks=100)


@pytest.fixture(autouse=True)
def _eight_cores(monkeypatch, tmp_path):
    """Bind this process to eight cores, without any other limit."""
    monkeypatch.setattr(os, "process_cpu_count", lambda: 8, raising=False)
    monkeypatch.setattr(cores, "_MEMBERSHIP", tmp_path / "cgroup")
    monkeypatch.setattr(cores, "_GROUPS", tmp_path / "groups")
    for name in ("SLURM_CPUS_PER_TASK", "PYTEST_XDIST_WORKER_COUNT"):
        monkeypatch.delenv(name, raising=False)


def limits(tmp_path, member, files):
    (tmp_path / "cgroup").write_text(member)
    for name, content in files.items():
        path = tmp_path / "groups" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def test_without_a_limit_all_are_used():
    assert usable_cores() == 8
    assert useful_workers([LARGE], 100) == 8
    assert useful_workers([LARGE], 3) == 3
    assert useful_workers([Scenario(consumers=100, weeks=10)], 3) == 0


@pytest.mark.parametrize(
    ("member", "files", "expected"),
    [
        ("0::/a/b\n", {"a/b/cpu.max": "150000 100000\n"}, 2),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n", "a/cpu.max": "300000 100000\n"}, 3),
        ("0::/a/b\n", {"a/b/cpu.max": "10000 100000\n"}, 1),
        ("0::/\n", {"cpu.max": "400000 100000\n"}, 4),
        # In a container the path is often the host's.
        ("0::/docker/123\n", {"cpu.max": "200000 100000\n"}, 2),
        ("0::/a\n", {"a/cpu.max": "9900000 100000\n"}, 8),
        ("0::/a\n", {"a/cpu.max": "nonsense\n"}, 8),
        (
            "3:cpuset:/x\n4:cpu,cpuacct:/job\n",
            {"cpu/job/cpu.cfs_quota_us": "250000\n", "cpu/job/cpu.cfs_period_us": "100000\n"},
            3,
        ),
        (
            "4:cpu,cpuacct:/docker/1\n",
            {"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"},
            1,
        ),
        ("4:cpu:/job\n", {"cpu/job/cpu.cfs_quota_us": "-1\n", "cpu/job/cpu.cfs_period_us": "100000\n"}, 8),
    ],
)
def test_a_container_has_its_quota(tmp_path, member, files, expected):
    """Of control groups of both versions: that of the group, or of any around it, whichever is less."""
    limits(tmp_path, member, files)
    assert usable_cores() == expected
    assert useful_workers([LARGE], 100) == expected


def test_a_batch_job_has_its_cores(monkeypatch):
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "3")
    assert usable_cores() == 3
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "many")
    assert usable_cores() == 8


def test_a_worker_of_tests_has_its_share(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "3")
    assert usable_cores() == 2
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "16")
    assert usable_cores() == 1


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only some systems bind processes to cores")
@pytest.mark.parametrize("before", ["", "import os; os.__dict__.pop('process_cpu_count', None); "])
def test_a_process_that_is_bound_keeps_to_its_cores(before):
    """As under ``taskset``; on a Python that does not count them itself, too."""
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); from wordofmouth.engine import cores;"
    done = subprocess.run(
        [sys.executable, "-c", f"{before}{code} print(cores.usable_cores())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "1"


def test_a_daemon_starts_no_processes():
    """Python forbids it: what is asked there is done there."""
    assert can_start_processes()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(can_start_processes) is False
        assert pool.apply(useful_workers, ([LARGE], 100)) == 0
