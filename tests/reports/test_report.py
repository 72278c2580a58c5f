"""The report: one file that loads nothing, whose texts are harmless, and which says what the result says."""

import html
import io
import json
import re
import shlex
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from in_process import wom
from planted import RANGES, planted, scenario
from wordofmouth import Scenario, compare, run
from wordofmouth.market.levers.advertising import Advertising
from wordofmouth.reports.html import Html, element, joined, table
from wordofmouth.reports.report import _STYLE
from wordofmouth.reports.workbook.xlsx import workbook
from wordofmouth.statistics.accounting.campaign import campaign
from wordofmouth.statistics.outcomes import KNOWN
from wordofmouth.tasks.calibrate.task import calibrate
from wordofmouth.tasks.compare.figure import comparison_figure
from wordofmouth.tasks.compare.finding import finding as tell_comparison
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.optimise.task import optimise
from wordofmouth.tasks.run.figure import run_figure
from wordofmouth.tasks.run.finding import economics, worth
from wordofmouth.tasks.run.finding import finding as tell_run
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.words.catalogue import Words

SMALL = Scenario.load("small").varied(weeks=10)
EVIL = '<script>alert("&1")</script>'
VOID = {"meta", "img"}


class Page(HTMLParser):
    """Reads a page strictly: elements must be closed in turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.found, self.texts, self.pre = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag == "pre":
            self.pre.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if self.open[-1:] == ["pre"]:
            self.pre[-1] += data

    @property
    def text(self):
        return " ".join(self.texts).replace("\N{NO-BREAK SPACE}", " ")

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def lived():
    return run(SMALL, replications=4, seed=3, workers=0)


@pytest.fixture(scope="module")
def compared():
    poor = SMALL.varied({"name": "poor", "title": "A poor product", "brand.quality": 0.2})
    return compare(SMALL, poor, replications=4, seed=3, workers=0)


@pytest.fixture(scope="module")
def searched():
    return optimise(
        Goal(name="mine", scenario="small", fixed={"weeks": 10}, budget=100.0, trials=4, replications=2, fresh=3,
             binds="spending",
             vary={"campaign.leaders.count": [0, 2, 3], "campaign.launch_ads.reach": {"from": 0.01, "to": 0.2}}),
        workers=0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    from wordofmouth.tasks.sweep.design import Design

    design = Design(name="tried", scenario="small", fixed={"weeks": 10}, replications=2,
                    factors={"brand.quality": [0.3, 0.9]})  # fmt: skip
    return sweep(design, out=tmp_path_factory.mktemp("swept") / "tried", workers=0)


@pytest.fixture(scope="module")
def calibrated():
    """Return a market with a rating calibrated, of which buyers so far are known."""
    observed = planted(8, weeks=16)[1]
    rating = np.where(np.arange(16) < 5, np.nan, 4.0)
    observed = observed._replace(cumulative=True, rating=rating)
    how = {"ranges": RANGES, "holdout": 4, "trials": 10, "seed": 3}
    return calibrate(scenario(consumers=200, weeks=16), observed, workers=0, **how)


@pytest.fixture(params=["lived", "compared", "searched", "swept", "calibrated"])
def result(request):
    return request.getfixturevalue(request.param)


# What whoever buys media does not say, and what is said instead; names of fields and commands stay as they are.
SAID_INSTEAD = {
    r"(?<![\w./])levers?(?![\w./=])": "activity of a campaign",
    r"\bstakes?\b": "perceived risk",
    r"\bpaths?\b": "field",
    r"\bfresh (luck|seeds?|runs?)\b": "new random runs",
    r"\blog-odds\b": "nothing",
    r"\btimes what these runs could\b": "the difference and its interval",
    r"\breverse_reachable\b": "the guarantee of its method",
    r"−?\d\.\d+e-\d+": "0",
}
DIT_A_LA_PLACE = {
    r"\bleviers?\b": "activité de campagne",
    r"\benjeux?\b": "risque perçu",
    r"\bchemins?\b": "champ",
    r"\bgraines? neuves?\b": "nouvelles simulations",
    r"\bcotes? logarithmiques?\b": "rien",
    r"log-odds": "rien",
}


def texts_of(outcomes, say):
    """Return how each outcome is called in a language."""
    return [asked.label_in(say) for asked in outcomes.values()]


def barred(text, pairs):
    return {word: instead for word, instead in pairs.items() if re.search(word, text, re.IGNORECASE)}


class TestEveryReport:
    def test_speaks_as_a_marketer_does(self, result):
        """In the report, but for the commands in it, in the sentences, in notes and in the figure."""
        page = Page(result.report())
        text = page.text
        for code in page.pre:
            text = text.replace(code, "")
        drawn = [each.get_text() for each in result.plot().findobj(lambda each: hasattr(each, "get_text"))]
        assert barred(" ".join([text, result.finding(), *result.notes(), *drawn]), SAID_INSTEAD) == {}

    def test_speaks_french_as_a_marketer_does(self, lived, compared):
        say = Words("fr")
        figures = run_figure(lived, say), comparison_figure(compared, say)
        drawn = [
            each.get_text() for figure in figures for each in figure.findobj(lambda each: hasattr(each, "get_text"))
        ]
        sentences = [tell_run(lived, say), tell_comparison(compared, say), *(texts_of(KNOWN, say))]
        assert barred(" ".join([*drawn, *sentences]), DIT_A_LA_PLACE) == {}

    def test_is_whole_and_loads_nothing(self, result):
        text = result.report()
        page = Page(text)
        assert text.startswith("<!DOCTYPE html>")
        assert page.all("html") == [{"lang": "en"}]
        assert {tag for tag, _ in page.found}.isdisjoint(
            {"script", "link", "iframe", "object", "embed", "base", "form"}
        )
        for _, attributes in page.found:
            assert not {name for name in attributes if name.startswith("on")}
            assert "href" not in attributes
            assert attributes.get("src", "data:").startswith("data:")
        assert not re.search(r"url\(|@import|https?:", re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))

    def test_can_be_read_aloud(self, result):
        page = Page(result.report())
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        assert all(len(picture["alt"]) > 20 for picture in page.all("img"))
        assert page.all("img")
        assert len(page.all("caption")) == len(page.all("table")) > 0
        assert {head["scope"] for head in page.all("th")} == {"col", "row"}

    def test_says_the_finding_and_where_it_comes_from(self, result):
        page, manifest = Page(result.report()), result.manifest
        assert f"{result.finding()}." in page.text
        marks = {mark.get("name"): mark.get("content") for mark in page.all("meta")}
        assert marks["wordofmouth.manifest"] == manifest.digest
        assert marks["version.numpy"] == manifest.versions["numpy"]
        assert manifest.digest in page.text.split("How to make it again")[1]

    def test_tells_how_to_make_it_again(self, result, tmp_path, monkeypatch):
        """The files in it are written down, the command in it is given, and the same comes out, to the bit."""
        monkeypatch.chdir(tmp_path)
        page = Page(result.report())
        _, command, *contents = page.pre
        names = [text for text in page.texts if re.fullmatch(r"[\w-]+\.(toml|csv)", text)]
        for name, content in zip(names, contents, strict=True):
            (tmp_path / name).write_text(content)
        words = shlex.split(command)
        assert words[:3] == ["uv", "run", "wom"]
        assert wom(*words[3:], "--workers", 0, "--out", "again")[0] == 0
        again = json.loads((tmp_path / "again" / "manifest.json").read_text())
        assert again["table_digest"] == result.manifest.table_digest


class TestEveryWorkbook:
    def test_numbers_are_numbers_and_every_sheet_says_something(self, result):
        """And it is the same file each time."""
        content = workbook(result)
        assert workbook(result) == content
        sheets = {sheet.title: [*sheet.values] for sheet in openpyxl.load_workbook(io.BytesIO(content))}
        assert {"Answer", "Numbers", "Inputs", "Definitions"} <= set(sheets)
        assert dict(sheets["Answer"][1:])["Finding"] == f"{result.finding()}."
        for heads, *rows in sheets.values():
            assert rows
            assert all(heads)
            texts = [value for row in rows for value in row if isinstance(value, str)]
            assert not [text for text in texts if re.fullmatch(r"-?\d+\.\d+", text)]

    def test_what_begins_like_a_formula_is_none(self):
        scenario = SMALL.varied({"brand.name": "=1+1", "title": "=2+2"})
        book = openpyxl.load_workbook(io.BytesIO(workbook(run(scenario, replications=1, workers=0))))
        assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
        assert "=1+1" in next(zip(*book["Numbers"].values, strict=True))


def test_names_are_harmless():
    """A brand, a title and a lever's condition that are markup are read as they are, and change no element."""
    harmless = run(SMALL, replications=2, workers=0)
    evil = SMALL.varied({"brand.name": EVIL, "title": f'"><img src=x onerror=x> {EVIL}', "name": "small"})
    page, plain = Page(run(evil, replications=2, workers=0).report()), Page(harmless.report())
    assert EVIL in page.text
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]


@given(some.lists(some.text(), min_size=1), some.text())
def test_whatever_is_written_is_read_again(cells, attribute):
    """As text, never as markup: in cells, heads, captions and attributes."""
    written = table(cells[0], cells, [cells, cells])
    page = Page(element("p", *cells, title=attribute) + written)
    assert {tag for tag, _ in page.found} == {"p", "table", "caption", "thead", "tbody", "tr", "th", "td"} - (
        {"td"} if len(cells) == 1 else set()
    )
    assert page.all("p")[0].get("title", "") == attribute
    assert html.unescape(re.sub("<[^>]*>", "", joined(cells))) == "".join(cells)


def test_what_is_html_already_stays():
    assert joined([Html("<b>"), "<b>"]) == "<b>&lt;b&gt;"


class TestOfARun:
    def test_says_every_number_of_the_summary(self, lived):
        page = Page(lived.report())
        for row in (*lived.summary(), *economics(lived)):
            assert row.label in page.text
            if row.unit == "share" and row.value is not None:
                assert f"{100 * row.value:.1f} %" in page.text
        assert worth(lived) in page.text

    def test_says_what_was_asked(self, lived):
        text = Page(lived.report()).text
        for said in (
            "200 consumers are simulated for 10 weeks",
            "launch_ads",
            "weeks 1 to 4",
            "Aster",
            "how they are chosen",
        ):
            assert said in text

    def test_breaks_even_where_the_money_says(self, lived):
        text = Page(lived.report()).text
        added = campaign(lived.arrow, lived.baseline, lived.discount_rate)
        cost, buyers, profit = (np.median(part[:, -1]) for part in added[:3])
        needed = int(np.ceil(cost / ((profit + cost) / buyers)))
        assert f"{needed:,} added buyers pay for it" in text
        assert f"worth less than nothing in {int((added.worth[:, -1] < 0).sum())} of 4 runs" in text

    def test_without_a_campaign_there_is_nothing_to_turn(self):
        quiet = run(SMALL.varied({"campaign": [], "weeks": 2}), replications=1, workers=0)
        text = Page(quiet.report()).text
        assert "whose worth could turn" in text
        assert "a single run" in text

    def test_of_two_brands_it_says_who_is_ahead(self):
        both = Scenario.load("two_brands").varied(consumers=300, weeks=6)
        assert re.search(r"Aster ends ahead of Borealis in \d of 3 runs",
                         Page(run(both, replications=3, workers=0).report()).text)  # fmt: skip


class TestOfAComparison:
    def test_says_what_differs_and_by_how_much(self, compared):
        text = Page(compared.report()).text
        assert "brands.Aster.quality" in text
        assert "What would turn it" in text
        (pair,) = compared.pairs()
        assert ("is the other way round" in text) == pair.is_distinguishable
        assert "won by friends" in text

    def test_tells_how_many_runs_would_be_needed(self):
        near = SMALL.varied({"name": "near", "brand.quality": 0.79})
        result = compare(SMALL, near, replications=3, workers=0)
        (pair,) = result.pairs()
        assert not pair.is_distinguishable
        needed = int(np.ceil(3 * (pair.half_width / pair.difference) ** 2)) if pair.difference else 0
        assert (f"about {needed:,} runs" if needed else "no difference in any run") in Page(result.report()).text


class TestOfASearch:
    def test_says_what_less_money_would_do(self, searched):
        text = Page(searched.report()).text
        half = searched.best_within(searched.goal.budget / 2)
        assert half.cost <= 50
        assert half.mean == max(point.mean for point in searched.points.values() if point.cost <= 50)
        assert "For half of the money" in text
        assert "e+0" not in text.split("How to make it again")[0]


class TestOfACalibration:
    def test_says_parameters_with_their_intervals(self, calibrated):
        text = Page(calibrated.report()).text
        assert all(interval.path in text for interval in calibrated.intervals)
        assert all(f"{line}." in text for line in calibrated.notes())
        assert "the last 4 periods were not fitted" in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "every week"),
        ({"week": 3}, "week 3"),
        ({"weeks": (1, 8), "every": 2}, "weeks 1 to 8, one of 2"),
        ({"when": "rating < 3.5"}, "every week, when rating < 3.5"),
    ],
)
def test_when_levers_act_is_said(fields, says):
    assert Advertising(**fields).when_in(Words()) == says


def test_colours_can_be_told_apart():
    """All text on all backgrounds, by the rule of WCAG AA."""

    def luminance(colour):
        short = len(colour) == 3
        shares = [int(part * 2 if short else part, 16) / 255 for part in re.findall("." if short else "..", colour)]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    texts = re.findall(r"[ {;]color: #(\w+)", _STYLE)
    grounds = re.findall(r"background: #(\w+)", _STYLE)
    assert len(texts) == len(grounds) == 2
    assert all((luminance(ground) + 0.05) / (luminance(text) + 0.05) >= 4.5 for text in texts for ground in grounds)


class TestTheTask:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path, monkeypatch, lived):
        monkeypatch.chdir(tmp_path)
        lived.save("kept", figure=False)

    def test_it_leaves_a_file_that_belongs_to_the_result(self, tmp_path):
        status, printed, _ = wom("report", "kept")
        assert status == 0
        assert "have bought" in printed
        assert "wom reproduce kept" in (tmp_path / "kept" / "report.html").read_text(encoding="utf-8")
        assert wom("run", "small", "--set", "weeks=2", "--replications", 1, "--workers", 0, "--out", "kept")[0] == 0
        assert not (tmp_path / "kept" / "report.html").exists()

    def test_it_goes_where_it_is_wanted(self, tmp_path):
        assert wom("report", "kept/manifest.json", "--out", "mine.html")[0] == 0
        assert (tmp_path / "mine.html").exists()
        assert not (tmp_path / "kept" / "report.html").exists()

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("kept", "--out", "mine.pdf"), "ends in .html"),
            (("kept", "--out", "nowhere/mine.html"), "there is no folder nowhere"),
            (("nothing",), "there is no such file"),
        ],
    )
    def test_mistakes_are_told_in_a_line(self, words, says):
        status, _, complained = wom("report", *words)
        assert status == 2
        assert says in complained
