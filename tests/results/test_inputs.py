"""Inputs: a folder of a result is enough to make it again elsewhere, gives away no name, and says what it lacks."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from wordofmouth import Scenario, compare, run
from wordofmouth.catalogue import load_result
from wordofmouth.cli.main import app
from wordofmouth.errors import DesignError, ScenarioError
from wordofmouth.networks.files.copies import write_copy
from wordofmouth.networks.files.reader import read_network
from wordofmouth.networks.network import Network
from wordofmouth.results.inputs import INPUTS
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

TIES = "".join(f"anna{i},anna{(i + step) % 50}\n" for i in range(50) for step in (1, 7))
SCENARIO = 'weeks = 4\nnetwork = { kind = "file", path = "ties.csv" }\n[variants.other]\n"network.path" = "more.csv"\n'


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return a folder with a scenario and its networks; one is elsewhere."""
    folder = tmp_path / "asked"
    folder.mkdir()
    (folder / "ties.csv").write_text(TIES)
    (folder / "more.csv").write_text(TIES + "anna0,anna25\n")
    (folder / "s.toml").write_text(SCENARIO)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return folder


def reproduced(folder):
    done = CliRunner().invoke(app, ["reproduce", str(folder), "--workers", "0"])
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def sent(asked, folder, target):
    """Return the folder of a result as a co-author has it, who has nothing else."""
    shutil.move(folder, target)
    shutil.rmtree(asked)
    for path in target.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"anna" not in data, path
            assert str(asked).encode() not in data, path
    return target


@pytest.mark.parametrize("task", ["run", "compare"])
def test_a_result_that_is_sent_is_made_again(asked, tmp_path, task):
    made = run if task == "run" else compare
    made(asked / "s.toml", replications=2, workers=0).save(tmp_path / "result")
    there = sent(asked, tmp_path / "result", tmp_path / "elsewhere" / "sent")
    status, printed = reproduced(there)
    assert status == 0, printed
    kept = json.loads((there / "manifest.json").read_text())
    assert kept["scenario"]["network"]["path"].startswith("inputs/ties-")
    # What is missing, or another, is named.
    (copy,) = there.glob(f"{INPUTS}/ties-*.parquet")
    network = read_network(copy)
    write_copy(copy, network.with_communities(np.arange(network.n)))
    status, printed = reproduced(there)
    assert (status, "network ties" in printed) == (2, True)
    copy.unlink()
    status, printed = reproduced(there)
    assert (status, copy.name in printed) == (2, True)


def test_a_sweep_that_is_sent_is_made_again_and_can_be_moved(asked, tmp_path):
    """Networks and scenarios that factors name are beside the design, and then in the folder of the result."""
    (asked / "o.toml").write_text(SCENARIO.replace("weeks = 4", "weeks = 3"))
    (asked / "points.csv").write_text("brand.price,scenario,network.path\n20,,\n20,o.toml,\n20,,more.csv\n")
    (asked / "d.toml").write_text('scenario = "s.toml"\ndesign = "list"\ntable = "points.csv"\nreplications = 2\n')
    sweep(Design.load(asked / "d.toml"), out=tmp_path / "result", workers=0).save(tmp_path / "copy", figure=False)
    shutil.rmtree(tmp_path / "result")
    there = sent(asked, tmp_path / "copy", tmp_path / "elsewhere" / "sent")
    status, printed = reproduced(there)
    assert status == 0, printed
    design = load_result(there).design
    assert [design.scenario_at(design.point(n).values).weeks for n in range(3)] == [4, 3, 4]
    # A copy of a scenario holds what it says, and nothing else.
    (copied,) = there.glob(f"{INPUTS}/*.toml")
    assert "weeks = 3" in copied.read_text(encoding="utf-8")
    assert "talk_rate" not in copied.read_text(encoding="utf-8")


TABLE = '{ kind = "file", path = "more.csv" }'
PLACES = {
    "fixed": f'fixed = {{ network = {TABLE} }}\nfactors = {{ "brand.quality" = [0.3, 0.9] }}\n',
    "factors": f'factors = {{ network = [{TABLE}, {{ kind = "random", mean_degree = 4.0 }}] }}\n',
    "cases": f'design = "list"\ncases = [{{ network = {TABLE} }}, {{ "brand.quality" = 0.3 }}]\n',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_network_that_is_named_in_a_table_goes_along(asked, tmp_path, place):
    """Wherever a design has it: the copy is in the folder, which is enough to make it again, and tells no path."""
    (asked / "d.toml").write_text(f'scenario = "s.toml"\nreplications = 2\n{PLACES[place]}')
    sweep(Design.load(asked / "d.toml"), out=tmp_path / "result", workers=0)
    there = sent(asked, tmp_path / "result", tmp_path / "elsewhere" / "sent")
    assert list(there.glob(f"{INPUTS}/more-*"))
    status, printed = reproduced(there)
    assert status == 0, printed


def test_a_variant_that_names_a_network_in_a_table_tells_no_path(asked, tmp_path):
    (asked / "s.toml").write_text(SCENARIO.replace('"network.path" = "more.csv"', f"network = {TABLE}"))
    run(Scenario.load(asked / "s.toml"), replications=1, workers=0).save(tmp_path / "result")
    sent(asked, tmp_path / "result", tmp_path / "elsewhere" / "sent")


@pytest.mark.parametrize("kind_first", [True, False])
def test_the_order_in_which_a_network_is_told_does_not_matter(asked, kind_first):
    """Its kind decides which fields there are, wherever it stands among them."""
    told = [("network.kind", "file"), ("network.path", str(asked / "more.csv"))]
    changes = dict(told if kind_first else told[::-1])
    assert Scenario.load("small").varied(changes).network.path == str(asked / "more.csv")


def test_a_sweep_goes_on_with_the_old_copy(asked, tmp_path):
    (asked / "d.toml").write_text('scenario = "s.toml"\nreplications = 2\n[factors]\n"brand.quality" = [0.3, 0.9]\n')

    def interrupt(progress):
        raise KeyboardInterrupt

    design = Design.load(asked / "d.toml")
    whole = sweep(design, out=tmp_path / "whole", workers=0)
    with pytest.raises(KeyboardInterrupt):
        sweep(design, out=tmp_path / "result", workers=0, progress=interrupt)
    (asked / "ties.csv").write_text(TIES + "anna1,anna30\n")
    changed = Design.load(asked / "d.toml")
    result = sweep(changed, out=tmp_path / "result", resume=True, old_inputs=True, workers=0)
    assert result.manifest.is_same(whole.manifest)


def test_names_are_kept_if_that_is_asked_for(asked, tmp_path):
    run(asked / "s.toml", replications=1, workers=0).save(tmp_path / "result", names=True)
    (copy,) = (tmp_path / "result" / INPUTS).glob("ties-*")
    assert read_network(copy).names[:2] == ("anna0", "anna1")


def test_paths_in_a_file_are_from_its_folder_wherever_they_stand(asked):
    """In a scenario and its variants; fixed, as factors and as cases of a design; fixed in a goal."""
    scenario = Scenario.load(asked / "s.toml")
    assert scenario.variant("other").network.path == str(asked / "more.csv")
    fixed = 'scenario = "s.toml"\nfixed = { "network.path" = "more.csv" }\n'
    (asked / "d.toml").write_text(fixed + 'factors = { "network.path" = ["ties.csv", "more.csv"] }\n')
    design = Design.load(asked / "d.toml")
    assert design.base.network.path == str(asked / "more.csv")
    assert design.scenario_at(design.point(0).values).network.path == str(asked / "ties.csv")
    (asked / "g.toml").write_text(fixed + 'budget = 1\nvary = { "campaign.seeding.count" = [1, 2] }\n'
                                  '[[campaign]]\nkind = "seeding"\n')  # fmt: skip
    assert Goal.load(asked / "g.toml").base.network.path == str(asked / "more.csv")
    (asked / "more.csv").unlink()
    with pytest.raises(DesignError, match=r"there is no such file"):
        Design.load(asked / "d.toml")


def test_no_digest_has_a_path_in_it(asked, tmp_path):
    """The same files in another folder have the same digests; other content has others."""
    shutil.copytree(asked, tmp_path / "moved")
    here, there = (Scenario.load(folder / "s.toml") for folder in (asked, tmp_path / "moved"))
    assert here.digest == there.digest != here.variant("other").digest
    assert here.inputs() == there.inputs()
    text = 'scenario = "s.toml"\nfactors = { "network.path" = ["ties.csv", "more.csv"], scenario = ["s.toml"] }\n'
    for folder in (asked, tmp_path / "moved"):
        (folder / "d.toml").write_text(text)
    first, second = (Design.load(folder / "d.toml") for folder in (asked, tmp_path / "moved"))
    assert (first.digest, first.inputs()) == (second.digest, second.inputs())
    (tmp_path / "moved" / "more.csv").write_text(TIES)
    assert Design.load(tmp_path / "moved" / "d.toml").digest != first.digest


def test_a_network_that_is_gone_is_named(asked):
    scenario = Scenario.load(asked / "s.toml")
    (asked / "ties.csv").unlink()
    with pytest.raises(ScenarioError, match=r"ties\.csv"):
        scenario.digest  # noqa: B018


@settings(max_examples=60)
@given(st.data())
def test_a_copy_is_the_network(tmp_path_factory, data):
    """Whatever ties, strengths, communities and directions there are; and nothing of how a file is read changes it."""
    n = data.draw(st.integers(2, 12))
    ends = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.booleans()), max_size=30))
    source, target, strong = (np.array([end[k] for end in ends], dtype=kind) for k, kind in enumerate((int, int, bool)))
    network = Network.from_ties(
        n,
        source,
        target,
        strong,
        community=np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))),
        directed=data.draw(st.booleans()),
        names=[f"anna {i}" for i in range(n)],
    )
    path = tmp_path_factory.mktemp("copies") / "copy.parquet"
    write_copy(path, network)
    again = read_network(path, strong_share=0.5, influence="reversed", strength="strong", key=5)
    assert (again.digest, again.names) == (network.digest, None)
    write_copy(path, network, names=True)
    assert read_network(path).names == network.names
