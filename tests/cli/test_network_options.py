"""Networks in files: every command that takes one is told how to read it, and tells what it is before it runs."""

import pytest
from in_process import wom
from typer.main import get_command
from wordofmouth.cli import kept_runs
from wordofmouth.cli.main import app
from wordofmouth.cli.networks import READING, network_words
from wordofmouth.errors import DesignError, RequestError
from wordofmouth.tasks.bench import cascades
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

# Two columns before the ends, and one behind that looks like a weight: nothing that is guessed is right.
ROWS = "\n".join(f"{k % 3};x{k};p{k};p{(k + step) % 12};{k};{k + step}" for k in range(12) for step in (1, 2, 5))
TIES = f"Welle;Bogen;wer;wen;count;nah\n{ROWS}\n"
HOW = ("--source", "wer", "--target", "4", "--strength", "nah", "--influence", "forward", "--nodes", "people.csv")
HEAD = "ties.csv: 13 people, 36 directed ties, 2 components; strength from 'nah'\n  'p0' is heard by 'p1'"
SALES = "period,value\n1,5\n2,8\n3,13\n4,21\n5,34\n6,21\n"
MORRIS = 'scenario = "small"\ndesign = "morris"\npoints = 2\n'
# A design and a goal that fix another network.
FIXED = '[fixed]\n"network.kind" = "small_world"\n"network.mean_degree" = 6\n"brand.price" = 7\n'
ADS = '[[campaign]]\nkind = "advertising"\nname = "ads"\n'
VARIED = {
    Design: '[factors]\n"brand.quality" = [0.5, 0.9]\n',
    Goal: f'[vary]\n"campaign.ads.reach" = [0.1, 0.2]\n{ADS}',
}

# What each is given beside the network.
WORDS = {
    "look": ("ties.csv",),
    "run": ("small", "--network", "ties.csv"),
    "compare": ("bad_news", "--network", "ties.csv"),
    "sweep": ("sweep.toml", "--network", "ties.csv"),
    "sensitivity": ("morris.toml", "--network", "ties.csv"),
    "calibrate": ("small", "sales.csv", "--vary", "brand.quality=0.3:1", "--network", "ties.csv"),
    "optimise": ("best_launch", "--network", "ties.csv"),
    "seeds": ("small", "--network", "ties.csv"),
    "value": ("small", "--consumer", "p3", "--network", "ties.csv"),
    "response": ("small", "--vary", "brand.quality=0.3:0.9", "--network", "ties.csv"),
    "peers": ("ties.csv", "adoption.csv"),
    "survey": ("small", "--network", "ties.csv"),
    "listen": ("small", "--network", "ties.csv"),
    "story": ("small", "--network", "ties.csv"),
    "page": ("small", "--network", "ties.csv"),
    "bench": ("cascade", "--network", "ties.csv"),
}


class Stopped(RequestError):
    """What ends a command where it would begin to simulate."""


def stop(*_, **__):
    raise Stopped("stopped here")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return a folder with all that is named above, in which commands stop before they simulate at length."""
    for name, text in {
        "ties.csv": TIES,
        "sales.csv": SALES,
        "people.csv": "id;age\n" + "".join(f"p{k};{20 + k}\n" for k in range(13)),
        "adoption.csv": "id;toa\n" + "".join(f"p{k};{(3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 2, 4)[k]}\n" for k in range(12)),
        "sweep.toml": 'scenario = "small"\n[factors]\n"brand.quality" = [0.5, 0.9]\n',
        "morris.toml": f'{MORRIS}[factors]\n"brand.quality" = {{ from = 0.5, to = 0.9 }}\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kept_runs, "kept_runs", stop)
    monkeypatch.setattr(cascades, "measure", stop)
    return tmp_path


def readers():
    """Return the commands that are given the file of a network, by what they ask for."""
    found = {}
    for name, command in get_command(app).commands.items():
        options = {asked.opts[0] for asked in command.params}
        if options & {"--network", "--source"}:
            found[name] = options
    return found


def test_all_commands_that_take_networks_are_known():
    assert set(readers()) == set(WORDS)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_way_to_say_how_a_file_is_read_is_an_option(name):
    """The same words everywhere, whatever else a command asks for."""
    assert {f"--{field}" for field in READING} <= readers()[name]


@pytest.mark.parametrize("name", sorted(WORDS))
def test_what_a_file_is_taken_for_is_told_before_anything_runs(files, name):
    """As it is read with the options, and not as it would be guessed."""
    how = [word for word in HOW if name != "peers" or word not in ("--nodes", "people.csv")]
    status, out, err = wom(name, *WORDS[name], *how)
    told = out if name == "look" else err
    head = HEAD.replace("13", "12").replace("2 components", "1 component") if name == "peers" else HEAD
    assert told.startswith(head)
    assert (status, "stopped here" in err) in ((0, False), (2, True)), err


@pytest.mark.parametrize("name", sorted(set(WORDS) - {"look", "peers", "seeds"}))
def test_words_on_reading_need_a_file(files, name):
    """Words that nothing follows from are refused."""
    words = [word for word in WORDS[name] if word not in ("--network", "ties.csv")]
    status, _, err = wom(name, *words, "--shape", "matrix")
    assert status == 2
    assert "--shape: says how to read a file, and there is no --network" in err


@pytest.mark.parametrize(("kind", "varied"), VARIED.items(), ids=["design", "goal"])
def test_another_network_takes_the_place_of_all_that_is_fixed_of_one(files, kind, varied):
    """Nothing is left of the network that was there; whatever else is fixed is."""
    budget = "budget = 100\n" if kind is Goal else ""
    (files / "fixed.toml").write_text(f'scenario = "small"\n{budget}{FIXED}{varied}')
    network = {"network.kind": "file", "network.path": str(files / "ties.csv"), "network.source": "wer"}
    base = kind.load(files / "fixed.toml", network).base
    assert (base.network.kind, base.network.source, base.brands[0].price) == ("file", "wer", 7)
    assert kind.load(files / "fixed.toml").base.network.kind == "small_world"


def test_a_design_that_varies_the_network_itself_is_given_none(files):
    (files / "kinds.toml").write_text('scenario = "small"\n[factors]\n"network.kind" = ["random", "small_world"]\n')
    with pytest.raises(DesignError, match=r"kinds\.toml.*which one it is varies in this design"):
        Design.load(files / "kinds.toml", {"network.kind": "file", "network.path": str(files / "ties.csv")})


def test_the_words_that_go_on_are_those_that_began(files):
    """Quoted as a shell wants them."""
    assert (
        network_words(files / "ties.csv", {"sheet": "my ties"}) == f" --network {files / 'ties.csv'} --sheet 'my ties'"
    )
    assert network_words(None, {}) == ""
