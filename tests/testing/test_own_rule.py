"""Whoever writes a part of one's own: the page is true, each skeleton keeps all laws, and each law can be broken."""

import re
import subprocess
import sys

import pytest
from in_process import wom as command
from own_parts import NAMES, write
from places import ROOT
from wordofmouth.errors import RequestError
from wordofmouth.scenario.plugins.loading import plugins_of, use
from wordofmouth.testing import laws
from wordofmouth.testing.skeletons import KINDS, skeleton, used

PAGE = (ROOT / "simulation" / "OWN_RULE.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = [line.split()[1:] for line in re.findall(r"^    (wom .*)$", PAGE, re.MULTILINE)]
PROGRAM = re.search(r"<!-- run -->\n```python\n(.*?)```", PAGE, re.DOTALL)[1]


@pytest.fixture
def compiled(monkeypatch):
    """Leave out the process without the compiler, which takes two seconds each time."""
    monkeypatch.setattr(laws, "_uncompiled", lambda plugin, scenarios: "")


def broken(path):
    """Return the laws that the parts of a file break, and how."""
    (plugin,) = plugins_of([use(path)])
    verdicts = [*laws.verdicts(plugin)]
    assert verdicts
    return {each.law: each.broken for each in verdicts if each.broken}


@pytest.mark.parametrize("what", KINDS)
def test_what_is_written_to_begin_with_keeps_all_laws(own_parts, compiled, what):
    """And says in which market it is: a scenario with these lines has it."""
    assert broken(write(own_parts, what)) == {}
    (own_parts / "s.toml").write_text(f'plugins = ["{NAMES[what]}.py"]\n{used(what, NAMES[what])}\n')
    assert command("check", "s.toml")[0] == 0


BREAKS = {
    ("lever", "receivers: int = field(50", "receivers: int = field(-1"): "fields have bounds and sources",
    ("lever", ", ge=0, le=1_000)", ")"): "fields have bounds and sources",
    ("lever", "source=SETTING, ge=0, le=1_000)", "ge=0, le=1_000)"): "fields have bounds and sources",
    ("lever", '{"receivers": 0}', '{"each": 0}'): "idle changes nothing",
    ("lever", '("brand_states.aware", "spent")', '("spent",)'): "reads and writes what it declares",
    ("lever", "world.brand_states.aware[receivers, brand] = True", "world.won[:, brand] -= 5"): "bounds hold",
    ("behaviour", '"brand_states.owner")', ")"): "reads and writes what it declares",
    (
        "behaviour",
        "words(world.key, _FORGETS, world.week, consumer, brand)[0]",
        "__import__('random').getrandbits(32)",
    ): ("the same seed gives the same run"),
    ("model", "words(run.key, _ADOPTS, run.week, consumer, 0)[0]", "__import__('random').getrandbits(32)"): (
        "the same seed gives the same run"
    ),
    ("outcome", '"consumers", own_outcome', '"share", own_outcome'): "one number a run",
    ("outcome", ' - runs.cube("buyers")[:, -1]', ".sum()"): "one number a run",
}


@pytest.mark.parametrize(("change", "law"), BREAKS.items(), ids=lambda value: str(value)[:40])
def test_each_law_can_be_broken(own_parts, compiled, change, law):
    what, before, after = change
    file = write(own_parts, what)
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    assert law in broken(file)


def test_money_that_does_not_add_up_is_noticed(own_parts, compiled, monkeypatch):
    """No part can take money past the ledger: so the ledger is made to lie."""
    from wordofmouth.market import measures

    right = measures._money
    monkeypatch.setattr(measures, "_money", lambda *given: right(*given) | {"campaign_cost": right(*given)["cost"] + 1})
    assert "money adds up" in broken(write(own_parts, "lever"))


@pytest.mark.slow
@pytest.mark.parametrize("what", KINDS)
def test_the_rules_are_the_same_without_the_compiler(own_parts, what):
    """In a process of its own, as `wom part check` tries it."""
    status, told, _ = command("part", "check", write(own_parts, what))
    assert status == 0
    assert what == "outcome" or "same bits compiled or not: holds" in told


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("levre", "free_samples"), "no kind of part called 'levre'; did you mean 'lever'?"),
        (("lever", "Free Samples"), "small letters, digits and _"),
        (("lever", "class"), "small letters, digits and _"),
    ],
)
def test_a_skeleton_is_refused_in_a_line(words, rule):
    with pytest.raises(RequestError, match=re.escape(rule)):
        skeleton(*words)


def test_nothing_is_written_over(own_parts):
    assert command("part", "new", "lever", "mine")[0] == 0
    assert command("part", "new", "lever", "mine")[0] == 2
    assert command("part", "new", "lever", "mine", "--force")[0] == 0
    (own_parts / "empty.py").write_text("x = 1\n")
    status, _, complaint = command("part", "check", "empty.py")
    assert (status, complaint.count("\n")) == (2, 1)
    assert "brings no part" in complaint


@pytest.mark.parametrize("error", ["1 / 0", "world.no_such_thing", "raise ValueError"])
def test_what_goes_wrong_in_a_part_is_told_by_its_line(own_parts, error):
    """And no traceback: it is a mistake of whoever wrote the part."""
    file = write(own_parts, "lever")
    text = file.read_text().replace(
        "        receivers = self.aimed", f"        {error}\n        receivers = self.aimed"
    )
    file.write_text(text)
    number = 1 + text[: text.index(error)].count("\n")
    (own_parts / "s.toml").write_text('consumers = 60\nweeks = 2\n[[campaign]]\nkind = "own_lever"\n')
    status, _, complaint = command("story", "s.toml", "--with", file)
    assert (status, complaint.count("\n")) == (2, 1)
    assert f"{file}, line {number}, in act: " in complaint


def test_the_page_has_parts_that_keep_all_laws(own_parts, compiled):
    """And scenario and design that name them."""
    for name, text in FILES.items():
        (own_parts / name).write_text(text, encoding="utf-8")
    for name in FILES:
        if name.endswith(".py"):
            assert broken(own_parts / name) == {}
        else:
            assert command("check", name)[0] == 0


@pytest.mark.slow
def test_the_page_can_be_followed(own_parts):
    """Each command as it stands, one after another in an empty folder, and the program at its end."""
    assert ["part", "new", "lever", "free_samples"] in COMMANDS
    for words in COMMANDS:
        status, _, complaint = command(*words)
        assert status == 0, complaint
        for name, text in FILES.items():
            (own_parts / name).write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "people who know it and have not bought" in done.stdout
