"""A bar: whatever takes long shows one if asked, in a script and in a notebook, and says nothing if not."""

import inspect

import pytest
import wordofmouth as wom
from wordofmouth.runs.bar import bar, shown
from wordofmouth.tasks.sweep.design import Design

FUNCTIONS = {name: of for name in wom.__all__ if inspect.isfunction(of := getattr(wom, name))}
LONG = {name for name, of in FUNCTIONS.items() if "progress" in inspect.signature(of).parameters}
FEW = {"replications": 3, "workers": 0}
# By name, what is called with a bar: small, and of so many runs or cases.
CALLS = {
    "run": lambda **how: wom.run("small", **FEW, **how),
    "compare": lambda **how: wom.compare(
        "small", wom.Scenario.load("small").varied({"name": "b", "brand.quality": 0.4}), **FEW, **how
    ),
    "validate": lambda **how: wom.validate(["bass_curve"], short=True, workers=0, **how),
    "value": lambda **how: wom.value(
        wom.Scenario.load("small").varied({"market": 10_000}), consumers=[1], replications=2, **how
    ),
}


def test_whatever_takes_long_shows_a_bar_if_asked():
    """All that is called with how much is done takes true as well; these are they."""
    assert {"run", "branch", "compare", "sweep", "calibrate", "optimise", "value", "validate"} <= LONG
    for name in sorted(LONG):
        takes = str(inspect.signature(getattr(wom, name)).parameters["progress"].annotation)
        assert takes == "Shown" or "bool" in takes, name


@pytest.mark.parametrize("name", CALLS)
def test_a_bar_is_shown_to_its_end(name, capsys):
    """On standard error, so that what is printed can be piped; without being asked, nothing."""
    CALLS[name](progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "100%" in err.splitlines()[-1]
    CALLS[name]()
    assert capsys.readouterr() == ("", "")


def test_an_interrupted_sweep_keeps_what_was_done_and_says_how_to_go_on(tmp_path, capsys):
    """The bar stands where it was; going on, it begins there."""
    factors = {"brand.quality": [0.3, 0.9]}
    design = Design(name="mine", scenario="small", replications=4, factors=factors)
    done = []

    def interrupt(now):
        done.append(now.runs)
        if now.runs >= 4:
            raise KeyboardInterrupt

    folder = tmp_path / "mine"
    with pytest.raises(KeyboardInterrupt) as stopped:
        wom.sweep(design, out=folder, workers=0, progress=interrupt)
    assert any("resume=True" in note for note in stopped.value.__notes__)
    wom.sweep(design, out=folder, workers=0, resume=True, progress=True)
    lines = capsys.readouterr().err.replace("\r", "\n").split("\n")
    shown_first = next(line for line in lines if "Simulating" in line)
    assert f"{done[-1]}/8" in shown_first
    assert "8/8" in "".join(lines)


def test_work_that_becomes_more_has_a_longer_bar(capsys):
    """As runs until precise do."""
    show = bar()
    show(2, 4)
    show(4, 8)
    show(8, 8)
    assert "8/8" in capsys.readouterr().err


def test_what_is_given_is_called():
    seen = []
    assert shown(seen.append, 3) == seen.append
    shown(None, 3)(1)
    shown(False, 3)(1)
    assert seen == []
