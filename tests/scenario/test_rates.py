"""Rate cards: what activities cost that have no price of their own."""

from pathlib import Path

import pytest
from wordofmouth.errors import ScenarioError
from wordofmouth.market.market import Market
from wordofmouth.scenario.factors import assumptions
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated
from wordofmouth.scenario.whole.rates import KNOWN, card

CARD = """
[thousand_contacts]
price = 12.0
range = [2.0, 30.0]
source = "our agency's list of 2026"

[manager_week]
price = 1100
"""


def write(folder: Path, text: str, rates: str = "my_rates.toml") -> Path:
    """Write a scenario with a card beside it, and return the scenario's file."""
    (folder / "my_rates.toml").write_text(text, encoding="utf-8")
    path = folder / "mine.toml"
    path.write_text(
        f'rates = "{rates}"\nconsumers = 300\nweeks = 3\n[[campaign]]\nkind = "advertising"\nreach = 0.5\n'
        '[[campaign]]\nkind = "community_manager"\ncost = 700\n[[campaign]]\nkind = "guarantee"\n',
        encoding="utf-8",
    )
    return path


def test_what_has_no_price_of_its_own_has_that_of_the_card(tmp_path: Path) -> None:
    """A card lies beside its scenario; a lever's own price holds, and what is on no card stays as it is."""
    advertising, manager, guarantee = Scenario.load(write(tmp_path, CARD)).campaign_among(300)
    assert (advertising.cost_per_contact, manager.cost, guarantee.cost_per_claim) == (0.012, 700, 0.0)  # type: ignore[attr-defined]


def test_a_scenario_needs_its_card_no_more_once_it_is_read(tmp_path: Path) -> None:
    """What is kept of it has the rates in it, as tables and as TOML, and runs alike."""
    scenario = Scenario.load(write(tmp_path, CARD))
    (tmp_path / "my_rates.toml").unlink()
    again = Scenario.from_dict(scenario.model_dump(mode="json"))
    assert again.digest == scenario.digest
    (tmp_path / "again.toml").write_text(annotated(scenario), encoding="utf-8")
    assert Scenario.load(tmp_path / "again.toml").rates == scenario.rates


def test_ranges_are_varied_as_assumptions_are(tmp_path: Path) -> None:
    """A rate with a range is an assumption by its path, and another value of it is what is paid."""
    scenario = Scenario.load(write(tmp_path, CARD))
    assert (values := assumptions(scenario)["rates.thousand_contacts.price"]).levels == ()
    assert (values.low, values.high, values.scale) == (2.0, 30.0, "log")
    assert "rates.manager_week.price" not in assumptions(scenario)
    costs = []
    for price in (10.0, 20.0):
        market = Market(scenario.varied({"rates.thousand_contacts.price": price}), seed=1)
        market.run()
        costs.append(market.table()["spent_on_advertising"].sum())
    assert 0 < 2 * costs[0] == pytest.approx(costs[1])


def test_a_lever_that_the_card_prices_is_not_free(tmp_path: Path) -> None:
    """The note that a lever costs nothing goes by what it costs with the card."""
    free = Scenario.from_dict({"campaign": [{"kind": "search_advertising"}]})
    assert any("search_advertising: it costs nothing" in note for note in free.notes())
    assert not free.varied({"rates": "default"}).notes()


@pytest.mark.parametrize(
    ("text", "rates", "message"),
    [
        (CARD, "no_rates.toml", "rates: there is no rate card 'no_rates.toml'"),
        (CARD, "defualt", "did you mean 'default'"),
        ("[clicks]\nprice = 1\n", "my_rates.toml", "rates.clicks: .*nothing is bought by this rate; .* 'click'"),
        ("[click]\nrange = [1, 2]\n", "my_rates.toml", "rates.click.price"),
        ("[click]\nprice = 3\nrange = [1, 2]\n", "my_rates.toml", "rates.click.range: must hold the price, 3"),
        ("[click\n", "my_rates.toml", "my_rates.toml: this is not TOML"),
    ],
)  # fmt: skip
def test_mistakes_are_told(tmp_path: Path, text: str, rates: str, message: str) -> None:
    """What is wrong with a card is said with its path."""
    with pytest.raises(ScenarioError, match=message):
        Scenario.load(write(tmp_path, text, rates))


def test_the_card_that_comes_along_has_every_rate_with_a_range_and_a_source() -> None:
    """It prices something each, by a field that the kind of lever has."""
    rates = Scenario.from_dict({"rates": "default"}).rates
    assert rates.keys() == KNOWN.keys() == card("default").keys()
    assert all(rate.range and rate.source for rate in rates.values())
    for buys in (priced for each in KNOWN.values() for priced in each):
        assert Lever.kinds[buys.kind].model_fields[buys.field].default in (0.0, None)
