"""Parts of one's own: loaded once accepted, in a market only if it names them, known by what is in them."""

import importlib.metadata
import pickle
import shutil

import pytest
import typer
import wordofmouth as wom
from in_process import wom as command
from own_parts import NAMES, SAYS, accepted, forget, write
from wordofmouth.cli.main import app
from wordofmouth.errors import FolderError, KeptError, LinkError, ManifestError, PluginError, ScenarioError, UploadError
from wordofmouth.lab.server.uploads import _scenario
from wordofmouth.lab.sharing.links import decode, encode
from wordofmouth.results.inputs import INPUTS
from wordofmouth.runs.identity import run_address
from wordofmouth.runs.kept import save
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.worker import packed
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Part
from wordofmouth.scenario.plugins import loading
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import to_toml
from wordofmouth.statistics.outcomes import KNOWN, belonging_to
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

SMALL = {"consumers": 200, "weeks": 6, "brands": [{"name": "Ours", "known_by": 0.8}]}
each_kind = pytest.mark.parametrize("what", NAMES)


def market(what, **more):
    """Return what a scenario says that names a part of one's own, and has it."""
    return {**SMALL, **SAYS[what], "plugins": [f"{NAMES[what]}.py"], **more}


def table_of(scenario):
    """Return what a run measures, as text: what is missing equals itself there."""
    return repr({name: values.tolist() for name, values in simulate(scenario, seed=3).table().items()})


@each_kind
def test_importing_a_part_changes_no_market(own_parts, what):
    """Digest, address, columns and numbers of a market that does not name it are what they were, to the bit."""

    def seen():
        scenario = wom.Scenario.load("launch").varied(consumers=120, weeks=4)
        outcomes = [name for name in KNOWN if name in belonging_to(scenario.plugins, KNOWN)]
        return scenario.digest, run_address(scenario, 0, 0), table_of(scenario), outcomes, scenario.plugins

    before = seen()
    wom.use(write(own_parts, what))
    assert seen() == before


@each_kind
def test_a_part_is_in_a_market_that_names_it(own_parts, what):
    wom.use(write(own_parts, what))
    scenario = Scenario.from_dict(market(what))
    (name, digest), *_ = scenario.plugin_digests.items()
    assert (name, len(digest)) == (f"plugin {NAMES[what]}.py", 64)
    assert scenario.inputs() == scenario.plugin_digests
    if what == "outcome":
        assert NAMES[what] in belonging_to(scenario.plugins, KNOWN)
    else:
        plain = Scenario.from_dict(SMALL)
        assert table_of(scenario) != table_of(plain)
        # Whoever has its part has it, named or not.
        del (said := market(what))["plugins"]
        assert Scenario.from_dict(said).digest == scenario.digest


def test_what_is_in_a_file_counts_and_not_where_it_lies(own_parts):
    file = write(own_parts, "lever")
    wom.use(file)
    here = Scenario.from_dict(market("lever"))
    (own_parts / "copy").mkdir()
    elsewhere = shutil.copy(file, own_parts / "copy" / "other_name.py")
    there = here.varied(plugins=[str(elsewhere)])
    assert (there.digest, run_address(there, 0, 0)) == (here.digest, run_address(here, 0, 0))
    file.write_text(file.read_text() + "\n# another version\n")
    wom.use(file)
    changed = Scenario.from_dict(market("lever"))
    assert changed.digest != here.digest
    assert run_address(changed, 0, 0) != run_address(here, 0, 0)


def test_a_design_a_goal_and_every_point_name_what_their_file_names(own_parts):
    wom.use(write(own_parts, "lever"))
    named = {"plugins": ["own_lever.py"], "folder": str(own_parts)}
    design = Design(
        scenario={**SMALL, "campaign": [{"kind": "own_lever"}]},
        factors={"campaign.own_lever.receivers": [0, 9]},
        **named,
    )
    goal = Goal(
        scenario={**SMALL},
        campaign=[{"kind": "own_lever"}],
        vary={"campaign.own_lever.receivers": [0, 9]},
        budget=9,
        **named,
    )
    for asked in (design, goal):
        assert asked.base.plugins == (str(own_parts / "own_lever.py"),)
        assert "plugins" not in asked.model_dump()
        # Said in full, it is the same without the file.
        assert type(asked)(**asked.resolved()).digest == asked.digest


class TestTrust:
    def test_code_that_nobody_accepted_is_not_run(self, own_parts, tmp_path):
        """Exit status 2, and a line that says what would be loaded and how it is accepted; then it is remembered."""
        file = own_parts / "own_lever.py"
        write(own_parts, "lever")
        file.write_text("open('it_ran', 'w').close()\n" + file.read_text())
        (own_parts / "s.toml").write_text(to_toml(market("lever")))
        status, _, complaint = command("check", "s.toml")
        assert (status, complaint.count("\n")) == (2, 1)
        assert "OwnLever (Lever)" in complaint
        assert "--trust own_lever.py" in complaint
        assert not (own_parts / "it_ran").exists()
        assert command("check", "s.toml", "--trust", "own_lever.py")[0] == 0
        assert (own_parts / "it_ran").exists()
        assert len(accepted(tmp_path)) == 1
        forget()
        assert command("check", "s.toml")[0] == 0
        # Another version is another file.
        file.write_text(file.read_text() + "\n# changed\n")
        forget()
        assert command("check", "s.toml")[0] == 2
        assert "plugins" not in str(accepted(tmp_path))

    def test_who_is_asked_decides(self, own_parts):
        file = write(own_parts, "lever")
        asked = []
        loading.trust.ask_with(lambda what: bool(asked.append(what)))
        with pytest.raises(ScenarioError, match=r"own_lever\.py"):
            Scenario.from_dict(market("lever"))
        loading.trust.ask_with(lambda what: True)
        assert Scenario.from_dict(market("lever")).plugins == (str(file),)
        assert "OwnLever (Lever)" in asked[0]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("x = 1 +", "line 1: it cannot be loaded: SyntaxError"),
            ("x = 1\n1 / 0\n", "line 2: it cannot be loaded: ZeroDivisionError: division by zero"),
            ("import no_such_module", "line 1: it cannot be loaded: ModuleNotFoundError"),
            (None, "this plugin cannot be read: No such file or directory"),
        ],
    )
    def test_what_cannot_be_loaded_is_told_in_a_line(self, own_parts, text, line):
        if text is not None:
            (own_parts / "broken.py").write_text(text)
        with pytest.raises(PluginError) as refusal:
            wom.use("broken.py")
        assert line in str(refusal.value)
        assert len(refusal.value.lines) == 1

    def test_nothing_is_left_of_a_file_that_broke_off(self, own_parts):
        file = write(own_parts, "lever")
        file.write_text(file.read_text() + "\n1 / 0\n")
        with pytest.raises(PluginError):
            wom.use(file)
        assert "own_lever" not in Lever.kinds

    @pytest.mark.parametrize(("what", "ours"), [("lever", "discount"), ("outcome", "penetration"), ("model", "bass")])
    def test_nobody_takes_a_name_of_ours(self, own_parts, what, ours):
        file = write(own_parts, what)
        file.write_text(file.read_text().replace(f'"{NAMES[what]}"', f'"{ours}"'))
        with pytest.raises(PluginError, match=f"is called '{ours}' already"):
            wom.use(file)

    def test_two_versions_do_not_meet(self, own_parts):
        file = write(own_parts, "lever")
        (own_parts / "other.py").write_text(file.read_text() + "\n# another version\n")
        wom.use(file)
        wom.use("other.py")
        with pytest.raises(ScenarioError, match="leave one of them out"):
            Scenario.from_dict({**SMALL, "plugins": ["own_lever.py", "other.py"]})

    def test_no_package_is_guessed(self, own_parts):
        with pytest.raises(ScenarioError, match="no package has parts called 'own_lever'"):
            Scenario.from_dict({**SMALL, "plugins": ["own_lever"]})

    def test_a_package_brings_parts_by_its_entry_point(self, own_parts, monkeypatch):
        """It was accepted by being installed; a scenario names it, and its digest is that of its source."""
        room = own_parts / "their_package"
        room.mkdir()
        write(own_parts, "lever").rename(room / "parts.py")
        (room / "__init__.py").write_text("")
        point = importlib.metadata.EntryPoint("theirs", "their_package.parts", loading.ENTRY_POINTS)
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
        monkeypatch.syspath_prepend(str(own_parts))
        assert "own_lever" not in Lever.kinds
        scenario = Scenario.from_dict({**SMALL, **SAYS["lever"], "plugins": ["theirs"]})
        assert scenario.plugins == ("theirs",)
        (digest,) = scenario.plugin_digests.values()
        sent = loading.sent()
        forget()
        with pytest.raises(PluginError, match="another here than where it was asked for"):
            loading.receive([sent[0]._replace(digest="0" * 64)])
        loading.receive(sent)
        assert scenario.varied(weeks=3).plugin_digests == {"plugin theirs": digest}
        with pytest.raises(ScenarioError, match="did you mean 'theirs'"):
            Scenario.from_dict({**SMALL, "plugins": ["their"]})


@pytest.mark.parametrize("word", typer.main.get_command(app).commands)
def test_every_command_that_may_meet_parts_takes_them(word):
    """But for those that read no scenario and no result, the one that is about parts, and packs, which bring theirs."""
    options = {option for each in typer.main.get_command(app).commands[word].params for option in each.opts}
    assert ({"--with", "--trust"} <= options) != (word in {"bench", "clean", "look", "part", "study"})


def test_a_command_has_the_parts_it_is_given(own_parts):
    """What is given with --with is named by what is run, and found by the commands that tell of fields."""
    file = write(own_parts, "lever")
    status, told, _ = command("show", "small", "--changed", "--with", file, "--set", "consumers=50")
    assert status == 0
    assert str(file) in told
    forget()
    assert "own_lever" not in Lever.kinds
    status, told, _ = command("fields", "campaign", "--with", file)
    assert (status, "own_lever" in told) == (0, True)


class TestTravels:
    def test_a_worker_is_sent_what_was_loaded(self, own_parts):
        """Whatever has become of the file: it comes along, and the worker neither reads it nor asks anybody."""
        file = write(own_parts, "lever")
        wom.use(file)
        scenario = Scenario.from_dict(market("lever"))
        expected, sent, pack = table_of(scenario), pickle.dumps(loading.sent()), pickle.dumps(scenario)
        forget()
        file.unlink()
        loading.receive(pickle.loads(sent))
        unpacked = pickle.loads(pack)
        assert table_of(unpacked) == expected
        assert unpacked.varied(weeks=5).plugins == scenario.plugins

    def test_a_class_of_a_script_is_refused_with_what_helps(self):
        """What a notebook defines itself no other process can import."""

        class OfMyCell(Lever):
            """Not a kind: it is never registered."""

            kind: str

            def act(self, world, brand):
                """Do nothing."""

        OfMyCell.__module__, OfMyCell.__qualname__ = "__main__", "OfMyCell"
        with pytest.raises(PluginError, match=r"save it in a file.*wom\.use"):
            packed(Part, OfMyCell(kind="of_my_cell"))

    def test_a_result_keeps_what_it_was_made_with(self, own_parts, tmp_path):
        """It is loaded and made again with its own copy, the file being gone; another version is refused in a line."""
        file = write(own_parts, "lever")
        wom.use(file)
        result = wom.run(Scenario.from_dict(market("lever")), replications=1, workers=0, baseline=False)
        result.save(own_parts / "r", figure=lambda folder: None)
        (copy,) = (own_parts / "r" / INPUTS).iterdir()
        assert copy.read_bytes() == file.read_bytes()
        assert str(tmp_path) not in (own_parts / "r" / "manifest.json").read_text()
        file.unlink()
        forget()
        again = wom.load_result(own_parts / "r")
        (scenario,) = again.manifest.scenarios()
        assert wom.run(scenario, replications=1, workers=0, baseline=False).manifest.is_same(again.manifest)
        forget()
        copy.write_bytes(copy.read_bytes() + b"# changed\n")
        loading.trust.accept_file(copy)
        with pytest.raises(ManifestError, match="is not what was run"):
            wom.load_result(own_parts / "r").manifest.scenarios()

    def test_kept_runs_go_on_with_the_same_version_alone(self, own_parts):
        file = write(own_parts, "lever")
        wom.use(file)
        run = simulate(Scenario.from_dict(market("lever")), seed=0, until=2)
        save(run, "kept.run")
        forget()
        assert wom.load_run("kept.run").scenario.plugins == (str(file),)
        file.write_text(file.read_text() + "\n# changed\n")
        forget()
        wom.use(file)
        with pytest.raises(KeptError) as refusal:
            wom.load_run("kept.run")
        assert "\n" not in str(refusal.value)

    def test_a_sweep_goes_on_with_the_same_version_alone(self, own_parts):
        file = write(own_parts, "lever")
        (own_parts / "s.toml").write_text(to_toml(market("lever")))
        design = {"scenario": "s.toml", "replications": 1, "factors": {"campaign.own_lever.receivers": [0, 9]}}
        (own_parts / "d.toml").write_text(to_toml(design))
        wom.use(file)
        wom.sweep("d.toml", out="w", workers=0)
        forget()
        assert "own_lever" in str(wom.sweep("d.toml", out="w", workers=0, resume=True).outcomes.column_names)
        file.write_text(file.read_text() + "\n# changed\n")
        forget()
        wom.use(file)
        with pytest.raises(FolderError, match=r"plugin own_lever\.py: changed since this sweep began"):
            wom.sweep("d.toml", out="w", workers=0, resume=True)


class TestLab:
    def test_no_visitor_has_anything_loaded(self, own_parts):
        """Neither by a file nor by a link, accepted or not, though it lie on this machine."""
        write(own_parts, "lever")
        loading.trust.accept_file("own_lever.py")
        with pytest.raises(UploadError, match="whoever starts the lab"):
            _scenario("mine.toml", to_toml(market("lever")).encode())
        loading.close("closed")
        with pytest.raises(ScenarioError, match="closed"):
            Scenario.from_dict(market("lever"))
        assert "own_lever" not in Lever.kinds

    def test_what_the_lab_was_started_with_is_there_without_its_place(self, own_parts, tmp_path):
        wom.use(write(own_parts, "lever"))
        loading.close("closed")
        scenario = Scenario.from_dict(market("lever"))
        assert scenario.plugins == ("own_lever.py",)
        assert decode(encode(scenario, 3)).scenario.digest == scenario.digest
        link = encode(scenario, 3)
        forget()
        with pytest.raises(LinkError, match="names_a_plugin"):
            decode(link)
