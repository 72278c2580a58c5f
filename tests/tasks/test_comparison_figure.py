"""The comparison's figure: true to the table, and readable in every odd case."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from test_figures import LONG, WIDE, collisions, market, texts
from wordofmouth import Scenario
from wordofmouth.figures.style import house_style
from wordofmouth.reports.gallery import draw
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.provenance import read_metadata
from wordofmouth.results.tables import stacked
from wordofmouth.tasks.compare.figure import MOST_DRAWN, comparison_figure
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words, languages

NAMES = tuple(f"scenario_{letter}" for letter in "abcdefgh")


def comparison(*sizes, titles=(), n_runs=5, measure="penetration", base_title="As it is"):
    """Return the comparison of markets that differ in how many buy, with money that follows from it."""
    tables, scenarios = {}, []
    for place, bought in enumerate(sizes):
        title = base_title if not place else titles[place - 1] if titles else f"Another way {place}"
        scenarios.append(Scenario(name=NAMES[place], title=title, weeks=52))
        table = market(n_runs=n_runs, bought=bought)
        buyers = np.asarray(table["new_buyers"]) * 30.0
        tables[NAMES[place]] = table.append_column("profit", [buyers - 500]).append_column("campaign_cost", [buyers])
    table = stacked(tables)
    manifest = Manifest.of_run(
        scenarios[0], task="compare", others=scenarios[1:], measure=measure, seed=7, replications=n_runs, table=table,
        baseline=None, network_digests=(), notes=(), by=(), seconds=0,
    )  # fmt: skip
    return Comparison(table, manifest)


CASES = {
    "two": comparison(0.5, 0.6),
    "two alike": comparison(0.5, 0.5),
    "the second worse": comparison(0.6, 0.5),
    "one run": comparison(0.5, 0.6, n_runs=1),
    "three": comparison(0.5, 0.6, 0.4),
    "six": comparison(0.5, 0.6, 0.4, 0.45, 0.7, 0.2),
    "six nearly alike": comparison(0.5, 0.501, 0.502, 0.499, 0.5005, 0.4995),
    "eight": comparison(0.5, 0.6, 0.4, 0.45, 0.7, 0.2, 0.1, 0.8),
    "long names": comparison(0.5, 0.6, 0.4, titles=[name[:40] for name in LONG[:2]], base_title=LONG[2][:40]),
    "wide names": comparison(0.5, 0.6, 0.4, titles=[name[:39] for name in WIDE[:2]], base_title=WIDE[2][:40]),
    "nobody buys": comparison(0, 0.0, 0.001),
    "profit": comparison(0.5, 0.6, 0.55, measure="profit"),
    "net present value": comparison(0.5, 0.6, measure="npv"),
    "rating": comparison(0.5, 0.6, 0.4, measure="rating"),
    "campaign cost": comparison(0.5, 0.6, 0.4, measure="campaign_cost"),
    "not measured": comparison(0.5, 0.6, 0.4, measure="cost_per_customer"),
}


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("case", CASES)
def test_no_text_overlaps_another_or_the_edge(case, language):
    """And none is too small to read from the back of a room."""
    with house_style():
        figure = comparison_figure(CASES[case], Words(language))
        figure.canvas.draw()
        assert not collisions(figure)
        width, height = figure.canvas.get_width_height()
        for text, box in texts(figure):
            assert box.x0 > 0, text
            assert box.x1 < width, text
            assert box.y0 > 0, text
            assert box.y1 < height, text
        assert min(text.get_fontsize() for axes in figure.axes for text in axes.texts) >= 12


@pytest.mark.parametrize("case", CASES)
def test_the_title_is_the_finding(case):
    title = comparison_figure(CASES[case]).texts[0].get_text().replace("\n", " ").replace("\xa0", " ")
    finding = CASES[case].finding()
    assert title == finding or (title.endswith("…") and finding.startswith(title.removesuffix("…")))


def test_a_figure_speaks_the_language_that_is_asked():
    labels = {name: f"marché {name}" for name in CASES["three"].labels}
    written = [text.replace("\n", " ") for text, _ in texts(comparison_figure(CASES["three"], Words("fr"), labels))]
    assert {"semaine", "À la fin", "Mieux"} <= set(written)
    for words in ("nombres aléatoires communs", "points de pourcentage"):
        assert any(words in text for text in written)
    assert not [text for text in written if re.search(r"\b(week|runs?|seed|difference|consumers|the|of)\b", text, re.I)]


def test_curves_are_those_of_the_tables():
    drawn = comparison_figure(CASES["three"])
    curves = CASES["three"].curves("penetration")
    base, *others = curves.values()
    left, right = ([line.get_ydata() for line in axes.lines if len(line.get_ydata()) == 52] for axes in drawn.axes[:2])
    for curve in curves.values():
        assert any(np.allclose(found, 100 * np.median(curve, axis=0)) for found in left)
    for curve in others:
        assert any(np.allclose(found, 100 * np.mean(curve - base, axis=0)) for found in right)


def test_more_than_can_be_told_apart_are_not_drawn():
    figure = comparison_figure(CASES["eight"])
    written = " ".join(text for text, _ in texts(figure))
    assert f"the first {MOST_DRAWN} of 8 scenarios" in written
    assert "Another way 5" in written
    assert "Another way 6" not in written


def test_the_same_comparison_gives_the_same_bytes(tmp_path):
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        with house_style():
            CASES["six"].plot().savefig(file, format="png", metadata={"Software": None})
    assert first.getvalue() == second.getvalue()


def test_a_picture_of_the_gallery_is_small_and_says_where_it_comes_from(tmp_path, monkeypatch):
    mine = Scenario.load("small").varied({"weeks": 10, "variants": {"poor": {"brand.quality": 0.3}}})
    monkeypatch.setattr("wordofmouth.tasks.compare.task.Scenario.load", lambda name: mine)
    assert "poor" in draw("mine", tmp_path, replications=3)
    picture = tmp_path / "mine.png"
    assert picture.stat().st_size < 150_000
    assert json.loads(read_metadata(picture)["manifest.json"])["replications"] == 3
    with Image.open(picture) as image:
        assert image.width == 1430
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")) == [
        "fr/mine.png",
        "mine.png",
    ]
