"""The moving picture: a picture a week, the same bytes twice, and small enough for the head of a README."""

import io

import pytest
from PIL import Image
from places import ROOT
from test_page import SMALL
from wordofmouth.pages.moving import moving
from wordofmouth.player.people import readable
from wordofmouth.player.recording import CROWD
from wordofmouth.scenario.scenario import Scenario

KEPT = ROOT / "results" / "stage.gif"


def test_it_has_a_picture_a_week_and_the_same_bytes_twice():
    short = SMALL.varied(weeks=3)
    content = moving(short, seed=2)
    assert Image.open(io.BytesIO(content)).n_frames == 4
    assert moving(short, seed=2) == content
    assert moving(short, seed=3) != content


def test_a_crowd_is_not_drawn_one_by_one():
    with pytest.raises(ValueError, match="so many people"):
        moving(SMALL.varied(consumers=CROWD + 1, weeks=1))


def test_the_one_that_is_kept_is_under_a_megabyte():
    assert KEPT.stat().st_size < 1_000_000


@pytest.mark.slow
def test_the_one_that_is_kept_is_the_one_that_is_made():
    assert KEPT.read_bytes() == moving(readable(Scenario.load("launch")))
