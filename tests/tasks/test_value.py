"""Value: what customers are worth is what the market has less without them, part by part."""

import numpy as np
import pytest
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import RequestError, ScenarioError
from wordofmouth.market.market import Market
from wordofmouth.networks.building import network_of
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.campaign import worth
from wordofmouth.tasks.run.task import run
from wordofmouth.tasks.value.task import value

SHOP = Scenario.from_dict(
    {
        "name": "shop",
        "consumers": 120,
        "weeks": 15,
        "behaviours": {"shopping": {"shopping_rate": 0.4}},
        "segments": [{"name": "careful", "share": 0.3, "stake_shift": 1.0}],
        "brands": [{"name": "Aster", "refund_coverage": 0.5}],
        "campaign": [
            {"kind": "advertising", "reach": 0.2},
            {"kind": "search_advertising", "cost_per_click": 0.5},
            {"kind": "guarantee", "week": 4},
        ],
    }
)


def test_parts_add_up_to_what_the_brand_has_less_without_a_customer():
    """To rounding: net present value with everybody, less that of the same market in which one is absent."""
    first = value(SHOP, count=1, replications=3, seed=5).best
    (customer,) = value(SHOP, consumers=[first.consumer], replications=3, seed=5).worths
    network = network_of(SHOP, 5)
    rate = SHOP.economics.discount_rate
    absence = {"kind": "absence", "consumers": [first.consumer]}
    without = SHOP.varied(campaign=[absence, *(lever.model_dump() for lever in SHOP.campaign)])
    values = []
    for replication in range(3):
        markets = [Market(each, 5, replication, network) for each in (SHOP, without)]
        for market in markets:
            market.run()
        rates = (1 + rate) ** (-np.arange(SHOP.weeks) / 52)
        whole, less = (float((market.table()["profit"] * rates).sum()) for market in markets)
        values.append(whole - less)
    assert customer.total == pytest.approx(values, abs=1e-9)
    assert np.abs(values).sum() > 0
    assert customer.total == pytest.approx(customer.own + customer.acceleration + customer.expansion + customer.spent)


def test_own_purchases_are_all_where_nobody_listens():
    """Without word of mouth, reviews and forums a customer is worth her own purchases."""
    silent = SHOP.varied(
        {
            "behaviours.speaking.talk_rate": 0.0,
            "behaviours.speaking.relay": 0.0,
            "behaviours.posting.post_rate": 0.0,
            "consumers": 40,
            "segments": [],
            "consumer.moral_guarantee": 0.0,
            "campaign": [{"kind": "advertising", "reach": 0.3}],
        }
    )
    values = value(silent, count=40, replications=2)
    own = np.array([worth.own for worth in values.worths])
    assert own.sum() > 0
    assert all(not worth.social.any() and not worth.spent.any() for worth in values.worths)
    # And all that the market brings is theirs.
    table = run(silent, replications=2, workers=0, baseline=False).arrow
    assert own.sum() == pytest.approx(float(worth_at_end(table, silent)), rel=1e-9)


def worth_at_end(table, scenario):
    """Return the net present value of all replications."""
    return worth(table, scenario.economics.discount_rate)[:, -1].sum()


def test_segments_are_valued_together():
    """One of a group on average; a group that is all bring what the market has, each an equal share of it."""
    everyone = SHOP.varied({"segments": [{"name": "all", "share": 1.0}]})
    (group,) = value(everyone, segments=["all"], replications=2).worths
    assert group.people == 120
    assert not group.social.any()
    assert (group.own > 0).all()


def test_a_segment_that_may_be_empty_is_refused():
    """With in how many runs it is; an average over nobody is none."""
    tiny = SHOP.varied({"segments": [{"name": "rare", "share": 0.002}]})
    with pytest.raises(ScenarioError, match="of 'rare' there is nobody in"):
        value(tiny, segments=["rare"], replications=5)


def test_who_cannot_be_told_apart_is_named():
    """In two runs nobody can; in the sentence and among those alike."""
    values = value(SHOP, count=4, replications=2)
    assert len(values.alike) == 3
    assert "cannot be told from anybody else's" in values.finding()
    assert [row["rank"] for row in values.rows()] == [1, 2, 3, 4]
    means = [row["total"] for row in values.rows()]
    assert means == sorted(means, reverse=True)


def test_values_are_kept_and_go_on(tmp_path):
    """What is in the store is not simulated again, and is the same; another rate of discount is another value."""
    done = []
    first = value(SHOP, consumers=[1, 2], replications=2, store=tmp_path, progress=done.append)
    assert done == [1, 2, 3, 4, 5, 6]
    again = value(SHOP, consumers=[2, 1], replications=2, store=tmp_path, progress=lambda count: pytest.fail("again"))
    assert str(again.rows()) == str(first.rows())
    value(
        SHOP.varied({"economics.discount_rate": 0.5}),
        consumers=[1],
        replications=2,
        store=tmp_path,
        progress=done.append,
    )
    assert len(done) > 6


def test_names_are_written_only_if_asked(tmp_path):
    """By number unless --names; named people are looked up."""
    ties = tmp_path / "ties.csv"
    ties.write_text("source;target;weight\n" + "".join(f"Zoe{i};Zoe{(i * 7 + 1) % 30};{i}\n" for i in range(30)))
    words = ["value", "small", "--network", str(ties), "--consumer", "Zoe3", "--replications", "2", "--set", "weeks=5"]
    for names in (False, True):
        out = tmp_path / f"{names}.csv"
        done = CliRunner().invoke(app, [*words, "-o", str(out), *["--names"] * names])
        assert done.exit_code == 0, done.output
        assert ("Zoe" in out.read_text()) == names
        assert ("Zoe" in done.stdout) == names


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"consumers": [120]}, ScenarioError, "consumers go from 0 to 119"),
        ({"consumers": ["Zoe"]}, ScenarioError, "nobody is called 'Zoe'"),
        ({"segments": ["carefull"]}, ScenarioError, "careful"),
        ({"brand": "Nobody"}, ScenarioError, "none is called 'Nobody'"),
        ({"consumers": [1], "segments": ["careful"]}, RequestError, "not both"),
        ({"replications": 1}, RequestError, "at least 2"),
        ({"count": 0}, RequestError, "at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, error, message):
    """With what is wrong."""
    with pytest.raises(error, match=message):
        value(SHOP, **asked)


def test_what_takes_days_is_refused():
    """With how long it would take."""
    done = CliRunner().invoke(app, ["value", "launch", "--set", "consumers=1000000", "--count", "1000000"])
    assert done.exit_code == 2
    assert "--force-size" in done.output


def test_the_figure_has_each_customer():
    """Values against own purchases, in both languages."""
    from wordofmouth.tasks.value.figure import value_figure
    from wordofmouth.words.catalogue import Words

    values = value(SHOP, consumers=[1, 2, 3], replications=2)
    for language in ("en", "fr"):
        (axes,) = value_figure(values, Words(language)).axes
        assert sum(line.get_marker() == "o" for line in axes.lines) == 3
