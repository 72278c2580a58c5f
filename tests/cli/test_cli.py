"""The command: every word works, and no mistake ends in a traceback or leaves files behind."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tomllib

import pytest
from in_process import wom
from patience import PATIENCE
from wordofmouth.cli.main import app
from wordofmouth.results.seals import SEAL, sealed
from wordofmouth.runs.store import RUNS_FOLDER
from wordofmouth.scenario.scenario import preset_path, presets

LAUNCH = preset_path("launch").read_text(encoding="utf-8")
MINE = """weeks = 8
consumers = 200
[[campaign]]
kind = "advertising"
reach = 0.1
[variants.quiet]
title = "No advertising"
"campaign.advertising.reach" = 0.0
[variants.poor]
"brand.quality" = 0.3
"""
TIES = "source,target,weight\n" + "".join(f"{i},{(i * 7 + 1) % 40},{1 + i % 3}\n" for i in range(40))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run_small(*words):
    return wom("run", "small", "--replications", 3, "--workers", 0, *words)


def test_run_leaves_table_manifest_and_curve(tmp_path):
    status, printed, _ = run_small("--set", "brand.quality=0.9", "--csv")
    assert status == 0
    assert "have bought after 26 weeks" in printed
    assert "The campaign of Aster cost" in printed
    tables = ("table", "baseline", "known", "known_baseline")
    written = {f"{name}.{ending}" for name in tables for ending in ("csv", "parquet")}
    assert {path.name for path in (tmp_path / "results" / "small").iterdir()} == {
        *written,
        "adoption.png",
        "manifest.json",
    }
    manifest = json.loads((tmp_path / "results" / "small" / "manifest.json").read_text())
    assert manifest["scenario"]["brands"][0]["quality"] == 0.9


def resealed(manifest, **changes):
    """Return the text of a manifest with other values, sealed as if it had been written so."""
    content = json.loads(manifest) | changes
    del content[SEAL]
    return json.dumps(sealed(content))


def test_reproduce_tells_same_from_different(tmp_path):
    run_small("--out", "kept", "--seed", 5)
    assert wom("reproduce", "kept", "--workers", 0)[0] == 0
    path = tmp_path / "kept" / "manifest.json"
    whole = path.read_text()
    path.write_text(whole.replace('"seed": 5', '"seed": 6'))
    assert wom("reproduce", "kept", "--workers", 0)[0] == 2
    # Whoever changes it and seals it anew finds that other numbers come out.
    path.write_text(resealed(whole, seed=6))
    status, printed, _ = wom("reproduce", "kept", "--workers", 0)
    assert status == 1
    assert "Not reproduced" in printed
    assert "buyers" in printed


def test_without_a_baseline_only_what_was_earned_is_told(tmp_path):
    status, printed, _ = run_small("--out", "kept", "--no-baseline")
    assert status == 0
    assert "net present value of the profit" in printed
    assert "The campaign of Aster" not in printed
    assert not (tmp_path / "kept" / "baseline.parquet").exists()
    assert wom("reproduce", "kept", "--workers", 0)[0] == 0


def test_a_changed_baseline_is_not_reproduced(tmp_path):
    run_small("--out", "kept")
    path = tmp_path / "kept" / "manifest.json"
    path.write_text(resealed(path.read_text(), baseline_digest="0" * 64))
    status, printed, complained = wom("reproduce", "kept", "--workers", 0)
    assert (status, printed) == (2, "")
    assert "baseline.parquet: this is not the table" in complained


def test_compare_leaves_tables_manifest_and_figure(tmp_path):
    (tmp_path / "mine.toml").write_text(MINE)
    words = ("compare", "mine.toml", "small", "--replications", 3, "--workers", 0, "--set", "weeks=8")
    status, printed, _ = wom(*words)
    assert status == 0
    assert "3 runs of each, common random numbers" in printed
    assert "net present value" in printed
    folder = tmp_path / "results" / "mine-compared"
    assert {path.name for path in folder.iterdir()} == {
        "baseline.parquet",
        "comparison.png",
        "manifest.json",
        "table.parquet",
    }
    assert json.loads((folder / "manifest.json").read_text())["others"][0]["weeks"] == 8
    before = (folder / "comparison.png").read_bytes()
    (folder / "comparison.png").unlink()
    assert wom("plot", folder)[0] == 0
    assert (folder / "comparison.png").read_bytes() == before
    assert "simulations" in wom("plot", folder, "--language", "fr", "--out", "mine.png")[1]
    assert wom("reproduce", folder, "--workers", 0)[0] == 0


def test_a_scenario_alone_is_compared_with_its_variants(tmp_path):
    (tmp_path / "mine.toml").write_text(MINE)
    words = ("--replications", 2, "--workers", 0, "--measure", "profit", "--json", "--csv", "--out", "kept")
    status, printed, _ = wom("compare", "mine.toml", "--precision", 1e12, *words)
    assert status == 0
    told = json.loads(printed)
    assert told["replications"] == 40  # the fewest by which a precision may be thought to be reached
    assert {row["scenario"] for row in told["differences"]} == {"mine-poor", "mine-quiet"}
    assert (tmp_path / "kept" / "table.csv").read_text().startswith('"scenario","replication","week"')
    assert wom("run", "mine.toml/poor", "--replications", 1, "--workers", 0)[0] == 0


def test_what_never_differs_is_better_in_no_share_of_runs(tmp_path):
    (tmp_path / "mine.toml").write_text(MINE + '[variants.alike]\n"brand.unit_cost" = 20.0\n')
    status, printed, _ = wom("compare", "mine.toml", "mine.toml/alike", "--replications", 2, "--workers", 0)
    assert status == 0
    assert "better in" in printed
    assert not [line for line in printed.splitlines() if line.rstrip().endswith("50 %")]


def test_plot_draws_again(tmp_path):
    run_small("--out", "kept")
    before = (tmp_path / "kept" / "adoption.png").read_bytes()
    (tmp_path / "kept" / "adoption.png").unlink()
    assert wom("plot", "kept")[0] == 0
    assert (tmp_path / "kept" / "adoption.png").read_bytes() == before
    assert wom("plot", "kept", "--out", "curve.svg")[0] == 0
    assert (tmp_path / "curve.svg").read_text().startswith("<?xml")
    assert wom("plot", "kept", "--out", "curve.gif")[0] == 2
    assert "ont acheté au bout de" in wom("plot", "kept", "--out", "courbe.png", "--language", "fr")[1]
    status, _, complaint = wom("plot", "kept", "--language", "de")
    assert status == 2
    assert "a result of run is drawn in en, fr" in complaint


def test_list_names_every_preset():
    _, printed, _ = wom("list")
    assert sorted(line.split()[0] for line in printed.splitlines() if line.startswith("  ")) == sorted(presets())
    assert {row["name"] for row in json.loads(wom("list", "--json")[1])} == presets().keys()


@pytest.mark.parametrize("preset", presets())
def test_show_is_a_scenario_again(preset, tmp_path):
    for options in ((), ("--changed",)):
        (tmp_path / "shown.toml").write_text(wom("show", preset, *options)[1])
        assert json.loads(wom("show", "shown.toml", "--json")[1]) == json.loads(wom("show", preset, "--json")[1])


def test_new_writes_a_scenario_that_runs(tmp_path):
    assert wom("new", "mine")[0] == 0
    assert wom("check", "mine.toml")[0] == 0
    assert wom("new", "mine")[0] == 2
    assert tomllib.loads((tmp_path / "mine.toml").read_text())["name"] == "mine"
    changes = ("--set", "consumers=100", "--set", "weeks=3")
    assert wom("run", "mine.toml", "--replications", 1, "--workers", 0, *changes)[0] == 0


def test_check_reports_all_mistakes_of_all_files(tmp_path):
    (tmp_path / "one.toml").write_text("consumers = 1\nweks = 3\n")
    (tmp_path / "two.toml").write_text("[network]\nkind = 'smallworld'\n")
    status, _, complaint = wom("check", "one.toml", "two.toml", "launch")
    assert status == 2
    assert "one.toml: consumers: 1 is not allowed" in complaint
    assert "did you mean 'weeks'" in complaint
    assert "did you mean 'small_world'" in complaint


def test_fields_explain():
    assert "survey.follow_praise = 0.62" in wom("fields", "survey")[1]
    assert json.loads(wom("fields", "--json")[1])
    assert "did you mean 'survey'" in wom("fields", "survy")[2]


def test_json_is_json():
    _, printed, _ = run_small("--json")
    assert json.loads(printed)["summary"]


def test_other_peoples_files_are_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    status, _, complaint = run_small("--out", "mine")
    assert status == 2
    assert "--force" in complaint
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def scenario_mutilations():
    """Yield launch with one thing broken in it: a word, a sign, a bound, a type, a double."""
    lines = LAUNCH.splitlines()
    for number, line in enumerate(lines):
        key, sign, value = line.partition("#")[0].strip().partition(" = ")
        if not sign:
            continue
        broken = [f"{key}x = {value}", f"{key} = ", f"{key} = {{}}", line + "\n" + line, f"{key} {value}"]
        if value[0].isdigit():
            broken += [f"{key} = -7.5", f'{key} = "many"']
        for replacement in broken:
            yield "\n".join([*lines[:number], replacement, *lines[number + 1 :]])
    yield LAUNCH.replace("[network]", "[network")
    yield LAUNCH.replace('"', "“")
    yield LAUNCH[: len(LAUNCH) // 2] + "\x00"
    yield "[" * 5000


def network_mutilations():
    """Yield names and contents of network files with one thing broken in each."""
    packed = gzip.compress(TIES.encode(), mtime=0)
    lines = TIES.splitlines()
    yield from (
        ("empty.csv", b""),
        ("one.csv", b"source,target\n1,2"[:13]),
        ("ties.xlsx", b"PK"),
        ("ties.csv.zip", b"PK"),
    )
    yield from ((f"cut{share}.csv.gz", packed[: len(packed) * share // 10]) for share in range(1, 10))
    for number in range(1, 31, 3):
        for name, broken in (
            ("more", lines[number] + ",1"),
            ("fewer", lines[number].split(",")[0]),
            ("weight", lines[number].rpartition(",")[0] + ",heavy"),
            ("negative", lines[number].rpartition(",")[0] + ",-1"),
            ("nothing", ",," + lines[number].rpartition(",")[2]),
        ):
            yield f"{name}{number}.csv", "\n".join([*lines[:number], broken, *lines[number + 1 :]]).encode()
    for suffix in ("graphml", "gexf", "gml", "net", "parquet", "csv.gz", "graphml.gz"):
        yield f"noise.{suffix}", bytes(range(128, 256)) * 4
        yield f"text.{suffix}", b"<graphml><graph edgedefault='directed'><node id='1'>"
    yield "bomb.graphml", b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><graphml><graph/></graphml>'


def holds(status, printed, complaint, before, folder):
    """Tell what an answer to a broken file must be: status 2, readable, no traceback, nothing left behind."""
    assert status == 2
    lines = [line for line in complaint.splitlines() if not line.startswith("Preparing the engine")]
    assert lines
    assert all(line.startswith("wom: ") for line in lines)
    assert not any(
        word in complaint + printed for word in ("Traceback", "pydantic", "Input should", "https://", "type=")
    )
    assert all(len(line) < 400 for line in complaint.splitlines())
    assert sorted(folder.rglob("*")) == before


def test_mutilated_scenarios_are_refused(tmp_path):
    mutilations = list(dict.fromkeys(scenario_mutilations()))
    assert len(mutilations) >= 80
    for text in mutilations:
        (tmp_path / "broken.toml").write_text(text, encoding="utf-8")
        before = sorted(tmp_path.rglob("*"))
        holds(*wom("run", "broken.toml", "--workers", 0, "--replications", 1), before, tmp_path)


def test_mutilated_networks_are_refused(tmp_path):
    mutilations = dict(network_mutilations())
    assert len(mutilations) >= 70
    for name, content in mutilations.items():
        (tmp_path / name).write_bytes(content)
        before = sorted(tmp_path.rglob("*"))
        words = ("--workers", 0, "--replications", 1, "--set", "campaign.leaders.count=1")
        holds(*wom("run", "launch", "--network", name, *words), before, tmp_path)


def test_a_mistake_found_by_another_process_is_told_as_well(tmp_path):
    (tmp_path / "ties.csv").write_text("a,b\n1,2\n3\n")
    status, _, complaint = wom("run", "launch", "--network", "ties.csv", "--workers", 1)
    assert status == 2
    assert "line 3" in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["ties.csv"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "lanch"], "did you mean 'launch'"),
        (["run", "launch", "--set", "quality"], "PATH=VALUE"),
        (["run", "launch", "--set", "brand.qualty=1"], "did you mean 'quality'"),
        (["run", "launch", "--set", "consumers=1e300"], "consumers"),
        (["run", "launch", "--network", "nowhere.csv"], "no such file"),
        (["run", "launch", "--influence", "reversed"], "--network"),
        (["run", "launch", "--out", "/dev/null/x"], "/dev/null"),
        (["run", "launch", "--replications", "0"], "replications"),
        (["run", "launch", "--seed", "-1"], "seed"),
        (["compare", "launch", "lunch"], "did you mean 'launch'"),
        (["compare", "small"], "no variants"),
        (["compare", "small", "small"], "same market"),
        (["compare", "small", "launch"], "52 weeks"),
        (["compare", "small", "bad_product", "--measure", "pofit"], "did you mean 'profit'"),
        (["compare", "small", "bad_product", "--precision", "0"], "above 0"),
        (["compare", "small", "bad_product", "--precision", "nan"], "above 0"),
        (["show", "nothing.toml"], "no such file"),
        (["plot", "nowhere"], "no such file"),
        (["reproduce", "nowhere"], "no such file"),
        (["new", "a/b/c"], "no folder"),
        (["dance"], "dance"),
    ],
)
def test_a_wrong_request_is_told_what_is_right(words, says, tmp_path):
    status, _, complaint = wom(*words)
    assert status == 2
    assert says in complaint
    assert not list(tmp_path.iterdir())


def test_help_has_an_example_for_every_word():
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        status, printed, _ = wom(name, "--help")
        assert status == 0
        assert f"wom {name}" in printed.replace("\n", " ")


def test_interrupting_leaves_nothing_and_says_130(tmp_path):
    """Ctrl-C in a long run: status 130, no results, no half-written folder; the runs that are done are kept."""
    words = [
        sys.executable,
        "-m",
        "wordofmouth",
        "run",
        "launch",
        "--set",
        "consumers=20000",
        "--replications",
        "500",
    ]
    # What a terminal would show tells that runs are done, and more are under way.
    shown = {"COLUMNS": "80", "TERM": "xterm", "TTY_COMPATIBLE": "1"}
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, cwd=tmp_path, env=os.environ | shown, start_new_session=True
    ) as process:
        complaint = b""
        while not re.search(rb"[1-9]\d*/500", complaint):
            more = os.read(process.stderr.fileno(), 4096)
            assert more, complaint
            complaint += more
        os.killpg(process.pid, signal.SIGINT)
        complaint += process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 130
    assert b"Traceback" not in complaint
    assert [path.name for path in (tmp_path / "results").iterdir()] == [RUNS_FOLDER]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_the_folder_one_is_in_is_never_replaced(tmp_path):
    for folder in (".", "..", "", tmp_path):
        status, _, complaint = run_small("--out", folder, "--force")
        assert status == 2
        assert "the folder you are in" in complaint
    assert not list(tmp_path.iterdir())


def test_another_network_is_a_matter_of_its_kind(tmp_path):
    """What the new kind has too is kept, though one file writes 8 and another kind 8.0."""
    assert run_small("--set", "network.kind=small_world")[0] == 0
    manifest = json.loads((tmp_path / "results" / "small" / "manifest.json").read_text())
    assert manifest["scenario"]["network"]["mean_degree"] == 8


def test_what_cannot_be_written_is_told():
    status, _, complaint = run_small("--out", "/proc/x")
    assert status == 2
    assert "/proc" in complaint


@pytest.mark.slow
def test_any_terminal_and_any_reader_will_do(tmp_path):
    """Neither letters that a terminal lacks nor a reader who has read enough make a run fail."""
    words = [sys.executable, "-m", "wordofmouth", "run", "small", "--replications", "2", "--workers", "0"]
    plain = subprocess.run(words, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert plain.returncode == 0
    pipe = subprocess.Popen([sys.executable, "-m", "wordofmouth", "fields"], stdout=subprocess.PIPE)
    pipe.stdout.readline()
    pipe.stdout.close()
    assert pipe.wait(PATIENCE) == 0
