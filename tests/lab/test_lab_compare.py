"""Comparisons in the lab: simulated in the queue, told in the visitor's language, shown in a real browser."""

import csv
import io
import itertools
import re
from dataclasses import replace

import pytest
from lab_browser import PHONE, serious, visit
from patience import until
from playwright.sync_api import expect
from wordofmouth.errors import LinkError, ScenarioError
from wordofmouth.lab.pages.compare import alternatives as candidates
from wordofmouth.lab.server.queue import ComparisonQueue
from wordofmouth.lab.sharing import links as share
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import conclusion
from wordofmouth.tasks.compare.task import compare
from wordofmouth.words.catalogue import Words


def small(**changes):
    """Two villages: with the campaign and without leaders."""
    base = Scenario.load("small").varied({"consumers": 120, "weeks": 8} | changes)
    return [base, base.varied({"campaign.leaders.count": 0, "name": "small-plain", "title": "No gifts"})]


def until_over(asked):
    """Wait until a comparison is over."""
    until(lambda: asked.is_over)
    return asked


def test_the_background_gives_what_the_command_gives():
    """To the bit, and asking for more replications lives only through those that are missing."""
    queue, scenarios = ComparisonQueue(), small()
    first = until_over(queue.ask("a", scenarios, 3, seed=5))
    kept = list(first.shared.runs)
    more = until_over(queue.ask("b", scenarios, 5, seed=5))
    assert more.shared is first.shared
    assert all(one is other for one, other in zip(kept, more.shared.runs, strict=False))
    for count in (3, 5):
        found = more.shared.comparison(count, "npv")
        expected = compare(*scenarios, replications=count, seed=5, measure="npv", workers=0)
        assert found.manifest.table_digest == expected.manifest.table_digest
        assert found.manifest.baseline_digest == expected.manifest.baseline_digest
        assert found.finding() == expected.finding()


def test_visitors_take_turns():
    """Who asks for little is not kept waiting by who asks for much; who leaves is served no longer."""
    queue = ComparisonQueue()
    much = queue.ask("much", small(consumers=400, weeks=20), 100_000)
    little = until_over(queue.ask("little", small(), 3))
    assert little.done == 3
    assert 0 < much.share < 0.01
    assert queue.ahead("little") == 1
    queue.cancel("much")
    assert much.is_over
    done = much.shared.markets_done
    # Were she still in the line, others would be served by turns with her.
    until_over(queue.ask("another", small(weeks=9), 3))
    assert much.shared.markets_done <= done + 1
    assert queue.ahead("little") == 0


def test_a_visitor_has_one_comparison_at_a_time():
    queue = ComparisonQueue()
    first = queue.ask("a", small(), 100_000)
    second = until_over(queue.ask("a", small(weeks=9), 2))
    assert first.cancelled
    assert not second.cancelled


def test_what_is_kept_is_bounded():
    queue = ComparisonQueue(most_bytes=20_000)
    for seed in range(6):
        until_over(queue.ask("a", small(), 2, seed))
    # What was asked last is over before what finds no room is forgotten.
    until(lambda: sum(shared.nbytes for shared in queue._kept.values()) < 80_000)


def test_what_goes_wrong_is_told():
    queue = ComparisonQueue()
    with pytest.raises(ScenarioError):
        queue.ask("a", [small()[0], small()[0]], 2)


@pytest.mark.parametrize("measure", OUTCOMES)
@pytest.mark.parametrize("n_scenarios", [2, 3, 5])
def test_every_language_concludes_what_english_does(measure, n_scenarios):
    """In its own words, with the same names, whatever came out."""
    names = ["base", "two words", "third", "fourth", "fifth"][:n_scenarios]
    labels = {name: name for name in names}
    unit = OUTCOMES[measure].unit
    pattern = Difference(measure, "", unit, "", "", 5.0, 5.0, 0.0, 0.0, 0.0, 1.0, 0.8, 0.7, 0.9, 1.0, 9)
    pairs = [replace(pattern, scenario=other, base=one) for one, other in itertools.combinations(names, 2)]
    french = Words("fr")
    for value, p, count in itertools.product((0.0, 0.0312, -1234.5), (0.001, 0.4), (1, 20)):
        said = [
            replace(
                pair,
                p=p,
                difference=value * (place + 1),
                low=value * (place + 1) - 0.02 * (value != 0),
                high=value * (place + 1) + 0.02 * (value != 0),
                value=5 + value * (place + 1),
            )
            for place, pair in enumerate(pairs)
        ]
        english, other = (conclusion(OUTCOMES[measure], said, labels, count, say) for say in (None, french))
        assert english == conclusion(OUTCOMES[measure], said, labels, count, Words("en"))
        assert english != other
        assert {name for name in names if name in english} == {name for name in names if name in other}
    lacking = [replace(pair, pairs=0) for pair in pairs]
    assert conclusion(OUTCOMES[measure], lacking, labels, 9).startswith("Nothing to compare")
    assert conclusion(OUTCOMES[measure], lacking, labels, 9, french).startswith("Rien à comparer")


def test_every_variant_has_a_title_in_every_language():
    french = Words("fr")
    for name in presets():
        for variant in Scenario.load(name).variants:
            assert french.find(f"presets.{name}.variants.{variant}"), f"{name}/{variant}"


def test_what_differs_is_told_in_words():
    say = Words("en")
    base, plain = small()
    assert candidates.differences(say, base, base) == []
    (told,) = candidates.differences(say, base, plain)
    assert "0" in told
    assert "4" in told
    assert candidates.source_of(Scenario.load("bloggers/no_gifts")) == "bloggers/no_gifts"
    assert candidates.source_of(base) == ""


def test_links_lead_to_scenarios_and_never_to_files():
    assert candidates.of_link("bloggers/no_gifts", 10_000)[0].name == "bloggers-no_gifts"
    assert candidates.of_link("bloggers", 1_000)[0].consumers == 1_000
    for link in ("../../etc/passwd", "bloggers/../launch", "/tmp/x.toml", "scenarios/launch.toml", ""):
        with pytest.raises(LinkError):
            candidates.of_link(link, 1_000)


def link_of(*scenarios):
    """Return the address of a comparison."""
    return "/compare?runs=10&" + "&".join(f"run={share.encode(scenario, 0)}" for scenario in scenarios)


def over(page):
    """Wait until the page shows what can be concluded."""
    known = "document.querySelector('.result:not(.stale) .eyebrow')?.innerText.match(/concluded|conclure/)"
    page.wait_for_function(f"{known} && document.querySelector('.work .main')")
    return page.locator(".verdict .sentence").inner_text().replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_compares_and_keeps(browser, lab):
    scenarios = small()
    with visit(browser, lab, link_of(*scenarios)) as page:
        expected = compare(*scenarios, replications=10, workers=0)
        assert over(page) == f"{expected.finding()}."
        assert page.locator(".candidate h3").all_inner_texts() == ["A village", "No gifts"]
        assert page.locator(".curves svg").count() == 2
        assert "wom compare small.toml small-plain.toml" in page.locator(".recipe").inner_html()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Table (CSV)").click()
        rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text())))
        assert len(rows) == 2 * 10 * 8
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Figure (SVG)").click()
        assert waiting.value.path().read_text().startswith("<?xml")
        page.get_by_label("Compared by").select_option("npv")
        page.wait_for_function("document.querySelector('tr.chosen')?.innerText.match(/present value/)")
        page.wait_for_function("location.search.includes('by=npv')")
        told, address = over(page), page.url.removeprefix(lab)
        assert not serious(page)
    with visit(browser, lab, address) as page:
        assert over(page) == told


def test_campaigns_are_added_changed_and_left_out(browser, lab):
    with visit(browser, lab, link_of(*small())) as page:
        over(page)
        page.get_by_label("Add", exact=True).select_option("own")
        page.get_by_role("button", name="Close").click()
        page.locator(".editor").wait_for(state="hidden")
        assert page.locator(".candidate h3").count() == 2
        page.get_by_label("Add", exact=True).select_option("own")
        page.get_by_label("Its name").fill("Mine <b>")
        assert not serious(page)
        page.locator(".editor .control[data-path='brand.quality'] .box").fill("40")
        page.locator(".editor .control[data-path='brand.quality'] .box").press("Tab")
        page.get_by_role("button", name="Done").click()
        page.wait_for_function("document.querySelectorAll('.scroll.wide thead th').length === 4")
        assert page.locator(".candidate h3").all_inner_texts() == ["A village", "No gifts", "Mine <b>"]
        assert "40 % instead of 80 %" in page.locator(".candidate").nth(2).inner_text()
        assert "Mine <b>" in page.locator(".scroll.wide thead").inner_text()
        page.get_by_role("button", name="Leave out No gifts").click()
        page.wait_for_function("document.querySelectorAll('.scroll.wide thead th').length === 3")
        page.get_by_role("button", name="Compare with this one: Mine <b>").click()
        page.wait_for_function("document.querySelector('.candidate h3').innerText === 'Mine <b>'")
        over(page)


def test_work_is_stopped_and_taken_up_again(browser, lab):
    scenarios = small(consumers=3_000, weeks=40)
    with visit(browser, lab, link_of(*scenarios).replace("runs=10", "runs=200")) as page:
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("Stopped.").wait_for()
        page.get_by_label("Runs of each").select_option("10")
        over(page)
        expect(page.get_by_role("button", name="Compare", exact=True)).to_be_visible()


def test_in_french_on_a_phone(browser, lab):
    with visit(browser, lab, link_of(*small()), viewport=PHONE, language="fr") as page:
        told = over(page)
        assert re.search(r"vend|départager|différence", told)
        assert page.locator("h1").inner_text().startswith("Quelle campagne")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not serious(page)


def test_a_textbook_model_is_compared_by_what_it_measures(browser, lab):
    bass = Scenario.from_dict({"name": "bass", "consumers": 200, "weeks": 10, "model": {"kind": "bass"}})
    quick = bass.varied({"model.q": 0.7, "name": "quick", "title": "Quick"})
    with visit(browser, lab, link_of(bass, quick)) as page:
        assert "Quick" in over(page)
        assert page.locator(".scroll.wide tbody tr").count() == 1
        page.get_by_label("Compared by").select_option("npv")
        page.get_by_text("Nothing to compare").wait_for()


@pytest.mark.parametrize(("language", "says"), [("en", "This link is damaged."), ("fr", "Ce lien est abîmé.")])
def test_a_damaged_link_is_told(browser, lab, language, says):
    with visit(browser, lab, "/compare?run=nonsense&runs=10", language=language) as page:
        page.get_by_text(says).wait_for()


def test_what_the_lab_was_given_is_compared_with_its_variants(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('consumers = 5_000\n[variants.dear]\ntitle = "Dear"\n"brand.price" = 99\n')
    base, dear = candidates.of_own(str(path), 2_000)
    assert (base.consumers, dear.consumers) == (2_000, 2_000)
    assert dear.title == "Dear"
    assert dear.brands[0].price == 99
