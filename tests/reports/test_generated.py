"""Generated pages, pictures and tables: made again they are the same bytes, whenever and wherever that is."""

import os
import platform
import re
import socket
import struct
import time
import zlib
from pathlib import Path

import pyarrow.parquet
import pytest
from places import ROOT
from wordofmouth.reports import gallery
from wordofmouth.results.files import MANIFEST
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.run.task import run
from wordofmouth.tasks.validate import page
from wordofmouth.tasks.validate.case import cases
from wordofmouth.tasks.validate.record import Validation
from wordofmouth.tasks.validate.task import measured

# Pages of which git keeps a generated form or part; one whose subject is speed would be excepted.
KEPT = [page.PAGE, ROOT / "scenarios" / "README.md", *sorted((ROOT / "results").glob("*.png"))]
KEPT += [ROOT / "results" / "README.md", *sorted(gallery.GALLERY.rglob("*.png")), *sorted(page.RESULTS.iterdir())]
WHEN = re.compile(
    rb"\b(19|20)\d\d-[01]\d-[0-3]\d\b|\b\d\d:\d\d:\d\d\b|\b[\d.]+ (ms|s|sec|seconds?|minutes?|hours?)\b"
    rb"|\b(finished|seconds|machine|processor|hostname|commit)\b\W*[:=|]"
    rb"|\b(Linux|Windows|Darwin|macOS)-\S*",
    re.IGNORECASE,
)


def pretend(monkeypatch, epoch, name):
    """Let clocks and machine be others: what the standard library says of them, and what is read from outside."""
    # The class `datetime` stays: compiled libraries rely on it. A date that is written is seen for what it is, below.
    ticks = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: float(epoch))
    monkeypatch.setattr(time, "process_time", lambda: float(epoch % 1000 * next(ticks)))
    monkeypatch.setattr(time, "perf_counter", lambda: float(epoch % 1000 * next(ticks)))
    monkeypatch.setattr(platform, "platform", lambda *_: name)
    monkeypatch.setattr(platform, "node", lambda: name)
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    monkeypatch.setattr(os, "cpu_count", lambda: epoch % 7 + 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    monkeypatch.setenv("USER", name)
    monkeypatch.setenv("HOSTNAME", name)


def make(folder):
    """Make what git keeps, small, and a report; return all files by name, and the page of the validation."""
    village = run(Scenario.load("small").varied({"consumers": 100, "weeks": 6}), replications=2, workers=0)
    village.save(folder / "run")
    village.save_figure(folder / "curve.svg")
    (folder / "report.html").write_text(village.report(), encoding="utf-8")
    gallery.draw("threshold_cascade", folder / "gallery", replications=1)
    validation = Validation.of([measured(cases()["pattern_groups"](short=True))], short=True)
    validation.save(folder / "validation")
    (folder / "VALIDATION.md").write_text(page.text(validation), encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path for path in files}


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Make everything on two machines at two times."""
    made = []
    for epoch, name in ((1_000_000_003, "first.example"), (1_700_000_005, "second.example")):
        with pytest.MonkeyPatch.context() as monkeypatch:
            folder = tmp_path_factory.mktemp("made")
            pretend(monkeypatch, epoch, name)
            made.append(make(folder))
    return made


def test_what_is_made_again_is_the_same_to_the_byte(twice):
    """Page, pictures, tables, reports, and the manifest of a validation; that of a run alone tells when and where."""
    first, second = twice
    assert first.keys() == second.keys()
    assert {Path(name).suffix for name in first} == {".png", ".svg", ".html", ".md", ".json", ".parquet", ".csv"}
    record = str(Path("run", MANIFEST))
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == [record]
    assert [name for name, path in first.items() if WHEN.search(text_of(path))] == [record]


def text_of(path):
    """Return what a file says in words: of a picture all but its points."""
    data = path.read_bytes()
    if path.suffix == ".parquet":
        return repr(pyarrow.parquet.read_schema(path).metadata).encode()
    if path.suffix != ".png":
        return data
    said, place = [], 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        content = data[place + 8 : place + 8 + length]
        if kind == b"zTXt":
            content = zlib.decompress(content.split(b"\0", 1)[1][1:])
        if kind not in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs"):
            said.append(kind + b" " + content)
        place += length + 12
    return b"\n".join(said)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_git_keeps_tells_neither_when_nor_where_it_was_made(path):
    said = text_of(path)
    assert [found[0] for found in WHEN.finditer(said)] == []
    assert b"tIME" not in said
    assert b"eXIf" not in said


@pytest.mark.parametrize(
    "said",
    [
        "| bass | 26 met | took 3 s |",
        "3.8 minutes of one core",
        '"finished": "now"',
        "on 2026-11-22",
        "at 15:00:52",
        "Linux-6.1-x86_64",
    ],
)
def test_times_are_seen(said):
    """What precedes would hold of all pages if it were blind."""
    assert WHEN.search(said.encode())
