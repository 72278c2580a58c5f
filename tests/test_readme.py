"""The pages at the top: what they say can be done can be done, and the files for other tools say what is so."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import typer
import wordofmouth as wom
import yaml
from wordofmouth.cli.main import app
from wordofmouth.results.inputs import INPUTS
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("*/README.md")),
    ROOT / "simulation" / "MODEL.md",
    ROOT / "experiments" / "CLUSTERS.md",
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORDS = typer.main.get_command(app).commands
NOT_YET_THERE = {"my_launch", "my_launch.toml"}


def blocks(language):
    """Return the blocks of code in a language, by page and number."""
    return {
        f"{page.relative_to(ROOT)}:{number}": text
        for page in PAGES
        for number, text in enumerate(re.findall(rf"(?ms)^```{language}\n(.*?)^```", page.read_text(encoding="utf-8")))
    }


def command_lines():
    """Return what pages tell to type after `wom`, word by word, in blocks and in sentences."""
    found = [line.partition("#")[0] for text in blocks("bash").values() for line in text.splitlines()]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found += re.findall(r"(?m)^    (wom .*)$", text) + re.findall(r"`((?:uv run )?wom [^`]*)`", text)
    return sorted({tuple(line.split("wom ", 1)[1].split()) for line in found if "wom " in line})


@pytest.mark.parametrize("block", blocks("python").values(), ids=blocks("python"))
def test_snippets_of_python_run(block, tmp_path, monkeypatch):
    """As they stand, but on small markets: what costs time is no matter of names and arguments."""
    small = {"consumers": 200, "weeks": 5}
    load = Scenario.load.__func__
    monkeypatch.setattr(Scenario, "load", classmethod(lambda kind, source: load(kind, source).varied(small)))
    design = Design.load.__func__
    fixed = {"fixed": small, "replications": 2}
    monkeypatch.setattr(Design, "load", classmethod(lambda kind, source: design(kind, source).model_copy(update=fixed)))
    monkeypatch.chdir(tmp_path)
    namespace = {}
    exec(block, namespace)
    assert namespace


def test_there_are_snippets_and_commands():
    assert "wom.run" in blocks("python")["README.md:0"]
    assert len(command_lines()) > 25


@pytest.mark.parametrize("words", command_lines(), ids=" ".join)
def test_commands_on_pages_exist(words):
    """Each is a command of ours with options that it has, and the presets, designs and goals are there."""
    if words[0] == "--version":
        return
    command = WORDS[words[0]]
    options = {name: each for each in command.params for name in (*each.opts, *each.secondary_opts)}
    plain, rest = [], list(words[1:])
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            assert word in options, words
            if not options[word].is_flag and rest:
                rest.pop(0)
        else:
            plain.append(word)
    known = {"run": presets, "compare": presets, "story": presets, "survey": presets, "listen": presets}
    for word in plain[:1] if words[0] in known else []:
        name = word.partition("/")[0]
        assert not re.fullmatch(r"[a-z_0-9]+", name) or name in {*presets(), *NOT_YET_THERE}, words
    load = {"sweep": Design.load, "sensitivity": Design.load, "optimise": Goal.load}.get(words[0])
    for word in plain if load else []:
        # A scenario stands for the design that varies its assumptions; in capitals for any; a result for its design.
        stands = {*presets(), "SCENARIO", "RESULT"} if words[0] == "sensitivity" else set()
        assert word in stands or load(word.removeprefix("results/"))


def test_the_citation_is_of_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["license"]) == (wom.__version__, PROJECT["project"]["license"])
    assert [each["name"] for each in cited["authors"]] == [each["name"] for each in PROJECT["project"]["authors"]]
    assert cited["keywords"] == PROJECT["project"]["keywords"]


def test_hooks_are_what_ci_runs():
    """The same tools, from the same environment, and none that reaches elsewhere for its own."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"].split(" --")[0] for hook in repository["hooks"]] == [
        "uv run ruff check",
        "uv run ruff format",
    ]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "SECURITY.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_files_that_are_there(page):
    """Links that are no addresses, and the files and folders that are named."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / link).exists(), link
    for named in re.findall(r"`([a-z_]+/[\w/]+\.py|[a-z_]+/(?:[a-z_]+/)*)`", text):
        homes = (ROOT, ROOT / "simulation", ROOT / "simulation" / "wordofmouth", page.parent)
        # What runs leave in `results/` is not there yet, nor the copies in each of them.
        left_by_runs = named.startswith("results/") or (page.parent.name == "results" and named == f"{INPUTS}/")
        assert left_by_runs or any((home / named).exists() for home in homes), named


def test_what_users_bring_is_never_evaluated():
    """SECURITY.md's first promise: no code of ours evaluates text, or unpickles a file; but plugins, once accepted."""
    calls = [
        (path.name, ast.unparse(node.func))
        for path in (ROOT / "simulation" / "wordofmouth").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    assert len(calls) > 5000
    forbidden = {"eval", "exec", "pickle.load", "pickle.loads", "marshal.load", "marshal.loads", "yaml.load"}
    # A worker process is sent its job by the process that started it, as multiprocessing sends everything.
    assert sorted(call for call in calls if call[1] in forbidden) == [
        ("loading.py", "exec"),
        ("worker.py", "pickle.loads"),
    ]
