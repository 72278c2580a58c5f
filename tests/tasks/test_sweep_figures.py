"""Figures of a sweep: true to the runs, and readable whatever its factors are."""

import io
import math
import re

import numpy as np
import pytest
from PIL import Image
from test_figures import collisions, texts
from test_sweep_summaries import LEADERS, QUALITY, STRATEGY, noise, swept
from wordofmouth.figures.style import house_style
from wordofmouth.reports.gallery import draw
from wordofmouth.results.provenance import read_metadata
from wordofmouth.tasks.sweep.figure import sweep_figure
from wordofmouth.tasks.sweep.summary import summarise
from wordofmouth.words.catalogue import Words

HEED, TRUST = "survey.heed_criticism", "channels.friends.trust"
ADS = {"kind": "advertising", "name": "ads", "weeks": [1, 3]}
SAMPLED = {
    QUALITY: {"from": 0.1, "to": 0.9},
    HEED: {"from": 0.1, "to": 0.9},
    LEADERS: {"from": 1, "to": 100, "scale": "log"},
    STRATEGY: ["random", "leaders"],
}
CASES = {
    "a number": {"factors": {QUALITY: [0.2, 0.4, 0.6, 0.8]}},
    "numbers far apart": {"factors": {LEADERS: [0, 1, 2, 4, 8, 16, 32, 64, 128]}},
    "many numbers": {"factors": {QUALITY: {"from": 0.1, "to": 0.9, "steps": 60}}},
    "one run": {"factors": {QUALITY: [0.2, 0.4]}, "replications": 1},
    "money": {"factors": {QUALITY: [0.2, 0.4]}, "measure": "profit"},
    "words": {"factors": {STRATEGY: ["random", "degree", "leaders", "pagerank"]}},
    "campaigns": {"factors": {"campaign": [[], [ADS], [ADS, {"kind": "discount", "name": "sale", "week": 3}]]}},
    "a number and campaigns": {"factors": {QUALITY: [0.2, 0.4], "campaign": [[], [ADS]]}},
    "lists": {"factors": {"campaign.launch_ads.weeks": [[1, 3], [1, 6]]}},
    "tables": {"factors": {"network": [{"kind": "small_world"}, {"kind": "scale_free", "mean_degree": 8.0}]}},
    "one point": {"factors": {QUALITY: [0.4]}},
    "cases": {"design": "list", "cases": [{QUALITY: 0.4}, {QUALITY: 0.4, LEADERS: 5}, {LEADERS: 3}]},
    "many cases": {"design": "list", "cases": [{QUALITY: place / 40, LEADERS: 2} for place in range(30)]},
    "two numbers": {"factors": {QUALITY: [0.2, 0.4, 0.6], HEED: [0.1, 0.3]}},
    "two numbers, many": {
        "factors": {QUALITY: {"from": 0.1, "to": 0.9, "steps": 14}, HEED: {"from": 0.1, "to": 0.9, "steps": 16}},
        "replications": 2,
    },
    "a number and words": {"factors": {QUALITY: [0.2, 0.4, 0.6], STRATEGY: ["random", "degree", "leaders"]}},
    "words and words": {"factors": {"campaign.leaders.disclosed": [True, False], STRATEGY: ["random", "leaders"]}},
    "three": {"factors": {QUALITY: [0.2, 0.4, 0.6], HEED: [0.1, 0.3], LEADERS: [0, 5, 10]}},
    "four": {"factors": {QUALITY: [0.2, 0.4, 0.6], HEED: [0.1, 0.3], LEADERS: [0, 5, 9], STRATEGY: ["random", "core"]}},
    "five": {
        "factors": {
            QUALITY: [0.2, 0.6],
            HEED: [0.1, 0.3],
            LEADERS: [0, 5],
            STRATEGY: ["random", "core"],
            TRUST: [0.5, 2.0],
        },
        "replications": 3,
    },
    "sampled": {"design": "sobol", "points": 64, "factors": SAMPLED, "replications": 2},
    "not measured": {"factors": {QUALITY: [0.2, 0.4]}, "measure": "npv"},
}


def outcome(at, replication):
    """Return what follows from every factor that there is, and from noise."""
    share = at.get(QUALITY, 0.5) / 2 + at.get(HEED, 0.1) / 5 + at.get(LEADERS, 1) ** 0.3 / 50
    return share + (at.get(STRATEGY) == "leaders") / 20 + noise(replication, 0.02)


def result(tmp_path, case):
    given = {"title": "What it asks, in one line"} | CASES[case]
    values = {"money": lambda at, r: 1e6 * outcome(at, r), "not measured": lambda at, r: math.nan}
    return swept(tmp_path, values.get(case, outcome), **given)


# In the other language those whose texts come from other places.
FRENCH = ("a number", "money", "words", "cases", "two numbers", "three", "five", "sampled", "not measured")
# English that no French text has; values of factors are what a scenario says.
ENGLISH = re.compile(
    r"\b(with|highest|lowest|Difference|runs?|points? less|consumers|explains|between|Upwards|framed|average|seed)\b"
)


@pytest.mark.parametrize(("case", "language"), [*((case, "en") for case in CASES), *((case, "fr") for case in FRENCH)])
def test_no_text_overlaps_another_or_the_edge(tmp_path, case, language):
    """And none is too small to read from the back of a room; the title is the finding, in the language asked for."""
    found, measure, say = result(tmp_path, case), CASES[case].get("measure", "penetration"), Words(language)
    with house_style():
        figure = sweep_figure(found, measure, say)
        figure.canvas.draw()
        assert not collisions(figure)
        width, height = figure.canvas.get_width_height()
        for text, box in texts(figure):
            assert 0 < box.x0 < box.x1 < width, text
            assert 0 < box.y0 < box.y1 < height, text
        assert min(text.get_fontsize() for text in figure.findobj(lambda part: hasattr(part, "get_fontsize"))) >= 12
        if language == "fr":
            assert not [text for text, _ in texts(figure) if ENGLISH.search(text)]
    assert figure.texts[0].get_text().replace("\n", " ").replace("\xa0", " ") == found.finding(measure, say=say)


def test_a_line_is_that_of_the_means(tmp_path):
    found = result(tmp_path, "a number")
    means = [100 * row.mean for row in summarise(found)]
    left, right = sweep_figure(found).axes
    assert np.allclose(left.lines[-1].get_ydata(), means)
    assert np.allclose(right.lines[-1].get_ydata(), np.array(means) - means[0])
    assert left.get_xlabel().startswith("quality")


def test_a_heat_map_has_the_means_in_their_places(tmp_path):
    found = result(tmp_path, "two numbers")
    axes = sweep_figure(found).axes[0]
    (cells,) = axes.images
    means = {tuple(row.values.values()): row.mean for row in summarise(found)}
    expected = [[100 * means[quality, heed] for quality in (0.2, 0.4, 0.6)] for heed in (0.1, 0.3)]
    assert np.allclose(cells.get_array(), expected)
    assert [text.get_text() for text in axes.texts] == [f"{value:.1f}" for line in expected for value in line]


def test_small_multiples_show_every_point(tmp_path):
    found = result(tmp_path, "four")
    axes = sweep_figure(found).axes
    drawn = np.concatenate([line.get_ydata() for panel in axes for line in panel.lines if line.get_marker() != "None"])
    assert np.allclose(np.sort(drawn), np.sort([100 * row.mean for row in summarise(found)]))
    assert len({panel.get_ylim() for panel in axes}) == 1


def test_the_same_sweep_gives_the_same_bytes(tmp_path):
    files = []
    for _ in range(2):
        files.append(io.BytesIO())
        with house_style():
            sweep_figure(result(tmp_path, "sampled")).savefig(files[-1], format="png", metadata={"Software": None})
    assert files[0].getvalue() == files[1].getvalue()


def test_a_figure_in_the_sweeps_own_folder_is_listed_by_its_manifest(tmp_path):
    found = result(tmp_path, "a number")
    found.save_figure(tmp_path / "elsewhere.svg")
    assert found.manifest.files == ("elsewhere.svg",)
    (tmp_path / "other").mkdir()
    found.save_figure(tmp_path / "other" / found.figure_name)
    assert found.manifest.files == ("elsewhere.svg",)
    assert read_metadata(tmp_path / "other" / "sweep.png")["design"] == found.design.digest


def test_the_gallery_draws_designs(tmp_path, monkeypatch):
    design = tmp_path / "mine.toml"
    design.write_text('scenario = "small"\nreplications = 3\n[factors]\n"brand.quality" = [0.3, 0.9]\n')
    monkeypatch.setattr("wordofmouth.tasks.sweep.design.DESIGNS", tmp_path)
    assert "quality" in draw("sweep_mine", tmp_path / "gallery")
    picture, in_french = (tmp_path / "gallery" / name for name in ("sweep_mine.png", "fr/sweep_mine.png"))
    assert picture.read_bytes() != in_french.read_bytes()
    with Image.open(picture) as image:
        assert image.width == 1430
