"""Of how many people, in which money and from which day: every output says it, in figures, sheets and pages."""

import datetime
import io

import openpyxl
import pytest
from wordofmouth import Scenario, run
from wordofmouth.reports.workbook.xlsx import workbook
from wordofmouth.tasks.run.figure import run_figure
from wordofmouth.tasks.run.finding import worth
from wordofmouth.tasks.run.record import KNOWN, Result
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market, week_begins

WHOLE = {"market": 40_000, "currency": "CHF", "start": "2027-12-27", "rates": "default", "brand.known_by": 0.0}


@pytest.fixture(scope="module")
def result():
    scenario = Scenario.load("small").varied(WHOLE | {"weeks": 6})
    return run(scenario, replications=3, workers=0, where_known=True)


def test_it_stands_under_every_title(result):
    """Beside the number of runs; where a scenario says nothing of it, nothing is said."""
    about = "a market of 40,000 people, for whom 200 are simulated · money in CHF · week 1 begins on 27 Dec 2027"
    assert about in result.subtitle
    assert about in result.report()
    assert about_market(Scenario.load("small").model_dump()) == []


@pytest.mark.parametrize(("language", "day", "people"), [("en", "3 Jan", "40,000"), ("fr", "3 janv.", "40\u202f000")])
def test_weeks_of_a_figure_are_days(result, language, day, people):
    """The first ends a week after it began, in another year."""
    figure = run_figure(result, Words(language))
    figure.canvas.draw()
    texts = [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text"))]
    assert day in texts
    assert any(people in text for text in texts)


def test_sheets_have_days_and_the_currency(result):
    """Days are dates, and money is a number that shows its currency."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(result)))
    heads, first, *_ = book["Weeks"].iter_rows()
    by_name = dict(zip([cell.value for cell in heads], first, strict=True))
    assert by_name["begins"].value.date() == week_begins("2027-12-27", 1) == datetime.date(2027, 12, 27)
    assert by_name["begins"].is_date
    assert by_name["spent_on_launch_ads"].number_format.endswith('"CHF"')
    assert by_name["aware"].value > 300


def test_worth_by_awareness_alone_is_told_again_where_some_know_the_brand(result, tmp_path):
    """From the same few replications, which are kept, and come out the same from the folder."""
    assert "awareness alone makes this worth; where 5 % know it before, the campaign is worth" in worth(result)
    result.save(tmp_path / "r")
    again = Result.load(tmp_path / "r")
    assert worth(again) == worth(result)
    assert {*KNOWN} <= {path.name for path in (tmp_path / "r").iterdir()}
    aware = Scenario.load("small").varied(WHOLE | {"weeks": 6, "brand.known_by": 0.05})
    pairs = run(aware, replications=3, workers=0)
    assert pairs.known is None
    tables = zip(again.known, (pairs.arrow, pairs.baseline), strict=True)
    assert all(known.to_pandas().astype(str).equals(made.to_pandas().astype(str)) for known, made in tables)
