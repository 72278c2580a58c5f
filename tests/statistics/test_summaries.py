"""Summaries: against hand-made tables, and laws that hold of any table."""

import json
import math
from dataclasses import asdict

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from wordofmouth.statistics.adoption_table import (
    NO_CHANNEL,
    brands,
    consumers,
    cube,
    deterred_share,
    peak_week,
    strongest_rival,
    time_to_share,
    won_shares,
)
from wordofmouth.statistics.intervals import bands
from wordofmouth.statistics.summaries import Summary, finding, summarise
from wordofmouth.words.numbers import percent

NAMES = ("Aster", "Boreal", "Cirrus", "Dahlia", "Ember", "Fjord", "Gale", "Heron")


def adoption_table(new_buyers, n_consumers=100, names=NAMES, **measures):
    """Return the table of new buyers (replications, weeks, brands) and of other measures of that shape."""
    new_buyers = np.asarray(new_buyers, dtype=np.int64)
    n_runs, n_weeks, n_brands = new_buyers.shape
    buyers = np.cumsum(new_buyers, axis=1)
    columns = {"buyers": buyers, "penetration": buyers / n_consumers, "new_buyers": new_buyers} | measures
    return pyarrow.table(
        {
            "replication": np.repeat(np.arange(n_runs), n_weeks * n_brands),
            "week": np.tile(np.repeat(np.arange(1, n_weeks + 1), n_brands), n_runs),
            "brand": [*names[:n_brands]] * (n_runs * n_weeks),
        }
        | {name: np.asarray(values).ravel() for name, values in columns.items()}
    )


def one_brand(*runs):
    """Return new buyers (replications, weeks, 1) of runs given as lists of weeks."""
    return np.array(runs)[..., None]


@st.composite
def adoption_tables(draw):
    """Draw tables with every measure that summaries read, in which every buyer was won by a channel or by none."""
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 8), st.integers(1, 3)))
    counts = arrays(np.int64, shape, elements=st.integers(0, 6))
    friends, reviews, nobody, deterred, convinced = (draw(counts) for _ in range(5))
    rating = draw(arrays(np.float64, shape, elements=st.floats(1, 5) | st.just(math.nan)))
    money = draw(arrays(np.float64, shape, elements=st.floats(-1e6, 1e6)))
    return adoption_table(
        friends + reviews + nobody,
        draw(st.sampled_from([6 * 8 * 3, 1000, 10**8])),
        won_by_friends=friends,
        won_by_reviews=reviews,
        deterred=deterred,
        convinced=convinced,
        rating=rating,
        revenue=money,
        cost=money,
        profit=money,
    )


values = arrays(
    np.float64, array_shapes(min_dims=1, max_dims=3, max_side=6), elements=st.floats(-1e9, 1e9) | st.just(math.nan)
)
growths = arrays(np.int64, array_shapes(min_dims=1, max_dims=2, max_side=9), elements=st.integers(0, 1000))


class TestCube:
    def test_it_has_a_place_for_every_replication_week_and_brand(self):
        new = np.arange(24).reshape(2, 4, 3)
        table = adoption_table(new)
        assert cube(table, "new_buyers").dtype == np.float64
        assert np.array_equal(cube(table, "new_buyers"), new)
        assert brands(table) == ["Aster", "Boreal", "Cirrus"]

    def test_what_is_missing_is_not_a_number(self):
        table = adoption_table(one_brand([0, 1])).append_column("rating", pyarrow.array([None, 4], pyarrow.int64()))
        assert np.array_equal(cube(table, "rating")[0, :, 0], [math.nan, 4], equal_nan=True)

    def test_replications_need_not_be_numbered_without_gaps_nor_kept_in_one_chunk(self):
        table = adoption_table(np.arange(12).reshape(3, 2, 2))
        kept = pyarrow.concat_tables([table.slice(0, 4), table.slice(8, 4)])
        assert np.array_equal(cube(kept, "new_buyers"), np.arange(12).reshape(3, 2, 2)[[0, 2]])

    def test_a_measure_that_is_not_there_is_told_the_nearest(self):
        with pytest.raises(ValueError, match="new_buyer: the adoption table has no such measure; did you mean 'new_bu"):
            cube(adoption_table(one_brand([1])), "new_buyer")

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda table: table.slice(1),
            lambda table: table.slice(0, table.num_rows - 1),
            lambda table: table.take([*range(table.num_rows)][::-1]),
            lambda table: table.take([1, 0, *range(2, table.num_rows)]),
            lambda table: table.take([0, 1, 4, 5, 2, 3, *range(6, table.num_rows)]),
            lambda table: table.slice(0, 0),
        ],
        ids=["first row gone", "last row gone", "backwards", "brands swapped", "weeks swapped", "empty"],
    )
    def test_a_table_in_another_order_or_with_rows_missing_is_refused(self, spoil):
        with pytest.raises(ValueError, match="the adoption table"):
            cube(spoil(adoption_table(np.ones((2, 3, 2)))), "buyers")

    def test_consumers_are_known_as_soon_as_one_has_bought(self):
        assert consumers(adoption_table(one_brand([0, 0, 7]), 12_345)) == 12_345
        assert consumers(adoption_table(one_brand([0, 0, 0]))) is None


class TestBands:
    @given(values)
    def test_they_are_ordered_and_between_the_least_and_the_most(self, values):
        median, intervals = bands(values)
        (low_half, high_half), (low, high) = intervals[0.5], intervals[0.9]
        here = ~np.isnan(values).all(axis=0)
        edges = [edge[here] for edge in (low, low_half, median, high_half, high)]
        least = np.min(np.where(np.isnan(values), np.inf, values), axis=0)[here]
        most = np.max(np.where(np.isnan(values), -np.inf, values), axis=0)[here]
        for lower, upper in zip([least, *edges], [*edges, most], strict=True):
            assert np.all(lower <= upper)
        assert np.isnan(median[~here]).all()

    @given(values)
    def test_a_missing_value_is_no_value(self, values):
        median, intervals = bands(values, (0.9,))
        for place in np.ndindex(values.shape[1:]):
            there = values[(slice(None), *place)]
            there = there[~np.isnan(there)]
            if len(there):
                expected = np.quantile(there, [0.5, 0.05, 0.95])
                found = [median[place], *(end[place] for end in intervals[0.9])]
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)

    @given(values, st.randoms())
    def test_the_order_of_the_replications_does_not_matter(self, values, random):
        order = random.sample(range(len(values)), len(values))
        assert np.array_equal(bands(values).median, bands(values[order]).median, equal_nan=True)


class TestTimeToShare:
    def test_between_the_ends_of_weeks_it_is_linear_from_nobody_in_week_0(self):
        buyers = [10, 30, 40, 40]
        assert time_to_share(buyers, 0.16) == pytest.approx(0.64)
        assert time_to_share(buyers, 0.50) == pytest.approx(1.5)
        assert time_to_share(buyers, 0.84) == pytest.approx(2.36)
        assert time_to_share(buyers, 1.0) == 3

    def test_where_nobody_bought_there_is_none(self):
        assert np.array_equal(time_to_share([[0, 0], [0, 2]], 0.5), [math.nan, 1.5], equal_nan=True)

    @given(growths, st.floats(0.001, 1), st.floats(0.001, 1))
    def test_more_buyers_take_longer(self, growth, share, other):
        buyers = np.cumsum(growth, axis=-1)
        sooner, later = time_to_share(buyers, min(share, other)), time_to_share(buyers, max(share, other))
        bought = buyers[..., -1] > 0
        assert np.all((sooner <= later)[bought])
        assert np.all((sooner > 0)[bought])
        assert np.all((later <= buyers.shape[-1])[bought])
        assert np.isnan(sooner[~bought]).all()

    @given(growths.filter(lambda growth: growth.any()), st.floats(0.01, 1))
    def test_that_share_of_the_buyers_has_bought_by_then(self, growth, share):
        buyers = np.cumsum(growth.ravel())
        time = time_to_share(buyers, share)
        then = np.interp(time, np.arange(len(buyers) + 1), [0, *buyers])
        assert then == pytest.approx(share * buyers[-1])

    @pytest.mark.parametrize("share", [0, -0.1, 1.01, math.nan])
    def test_a_share_of_nothing_or_of_more_than_all_is_refused(self, share):
        with pytest.raises(ValueError, match="more than 0 and at most 1"):
            time_to_share([1, 2], share)


class TestPeakWeek:
    def test_one_noisy_week_is_no_peak(self):
        assert peak_week([0, 0, 9, 0, 0, 4, 4, 4, 4, 4]) == 8

    def test_where_nobody_bought_there_is_none(self):
        assert np.array_equal(peak_week([[0, 0], [0, 1]]), [math.nan, 2], equal_nan=True)

    @given(st.integers(1, 60), st.integers(1, 60))
    def test_a_hill_has_its_peak_at_its_top(self, top, n_weeks):
        top = min(top, n_weeks)
        peak = peak_week(np.maximum(0, 1000 - 20 * np.abs(np.arange(1, n_weeks + 1) - top)))
        # Next to an end the trend that goes on hides that the end is lower than its neighbour.
        assert peak == top if 2 < top < n_weeks - 1 or n_weeks == 1 else abs(peak - top) <= 1


class TestShares:
    @given(adoption_tables())
    def test_the_shares_that_channels_won_sum_to_1(self, table):
        won = won_shares(table)
        bought = cube(table, "buyers")[:, -1] > 0
        assert set(won) == {"friends", "reviews", NO_CHANNEL}
        assert sum(won.values())[bought] == pytest.approx(1)
        assert all(np.isnan(share[~bought]).all() for share in won.values())
        assert all(np.all((share[bought] >= 0) & (share[bought] <= 1)) for share in won.values())

    def test_whom_no_channel_had_spoken_to_is_counted(self):
        table = adoption_table(one_brand([4, 6]), won_by_friends=[1, 0], won_by_reviews=[2, 2])
        assert {channel: float(share[0, 0]) for channel, share in won_shares(table).items()} == {
            "friends": 0.1,
            "reviews": 0.4,
            NO_CHANNEL: 0.5,
        }

    def test_would_be_buyers_are_those_convinced_and_those_deterred_in_the_weeks_around(self):
        convinced, deterred = [0, 0, 0, 3, 0, 6, 0], [0, 0, 0, 1, 0, 6, 0]
        table = adoption_table(one_brand([0] * 7), convinced=convinced, deterred=deterred)
        found = deterred_share(table)[0, :, 0]
        assert np.array_equal(found, [math.nan, 1 / 4, 1 / 4, 7 / 16, 7 / 16, 7 / 16, 1 / 2], equal_nan=True)

    @given(adoption_tables())
    def test_the_strongest_rival_has_most_buyers_but_for_the_focal_brand(self, table):
        final = np.median(cube(table, "penetration")[:, -1], axis=0)
        rival = strongest_rival(table)
        assert (rival is None) == (len(final) == 1)
        assert rival is None or (rival > 0 and final[rival] == final[1:].max())


class TestSummarise:
    def test_hand_made(self):
        table = adoption_table(
            one_brand([10, 20, 10], [20, 40, 20], [30, 60, 30]),
            200,
            rating=one_brand([3, 3, 4.0], [3, 3, 3.5], [3, 3, 3]),
            won_by_friends=one_brand([5, 10, 5], [20, 40, 20], [0, 0, 0]),
            deterred=one_brand([1, 0, 0], [0, 2, 0], [0, 0, 0]),
            convinced=one_brand([3, 0, 0], [0, 2, 0], [1, 1, 1]),
            purchases=one_brand([10, 20, 20], [20, 40, 20], [30, 60, 30]),
            repeat_purchases=one_brand([0, 0, 10], [0, 0, 0], [0, 0, 0]),
            loyal=one_brand([0, 0, 5], [0, 0, 0], [0, 1, 2]),
            recommenders=one_brand([1, 2, 3], [0, 0, 0], [3, 3, 3]),
            cocreators=one_brand([0, 0, 1], [0, 0, 1], [0, 1, 0]),
        )
        found = {row.name: (row.value, row.low, row.high) for row in summarise(table)}
        assert found == {
            "penetration": pytest.approx((0.4, 0.22, 0.58)),
            "buyers": pytest.approx((80, 44, 116)),
            "week_16": pytest.approx((0.64, 0.64, 0.64)),
            "week_50": pytest.approx((1.5, 1.5, 1.5)),
            "week_84": pytest.approx((2.36, 2.36, 2.36)),
            "peak_week": pytest.approx((2, 2, 2)),
            "rating": pytest.approx((3.5, 3.05, 3.95)),
            "won_by_friends": pytest.approx((0.5, 0.05, 0.95)),
            "won_by_no_channel": pytest.approx((0.5, 0.05, 0.95)),
            "deterred": pytest.approx((0.25, 0.025, 0.475)),
            "purchases": pytest.approx((80, 53, 116)),
            "repeat_purchases": pytest.approx((0, 0, 0.18)),
            "loyal": pytest.approx((2, 0.2, 4.7)),
            "recommenders": pytest.approx((2, 0.2, 2.9)),
            "cocreators": pytest.approx((1, 1, 1)),
        }

    @given(adoption_tables())
    def test_each_brand_has_the_same_rows_that_can_be_written_as_json(self, table):
        rows = summarise(table)
        assert [row.brand for row in rows] == [
            name for name in brands(table) for _ in range(len(rows) // len(brands(table)))
        ]
        assert json.loads(json.dumps([asdict(row) for row in rows], allow_nan=False)) == [asdict(row) for row in rows]
        for row in rows:
            assert row.text
            assert (row.value is None) == (row.replications == 0)
            assert (row.low is None) == (row.high is None) == (row.replications < 2)
            assert row.low is None or row.low <= row.value <= row.high

    def test_where_nobody_bought_there_is_no_time_and_no_channel(self):
        rows = {
            row.name: row for row in summarise(adoption_table(one_brand([0, 0], [0, 0]), won_by_friends=[0, 0, 0, 0]))
        }
        assert rows["buyers"].value == 0
        for name in ("week_16", "week_50", "week_84", "peak_week", "won_by_friends", "won_by_no_channel"):
            assert (rows[name].value, rows[name].replications, rows[name].text) == (None, 0, "none")

    def test_a_number_is_over_the_replications_that_have_it(self):
        rows = {row.name: row for row in summarise(adoption_table(one_brand([0, 0], [0, 8])))}
        assert (rows["week_50"].value, rows["week_50"].low, rows["week_50"].replications) == (1.5, None, 1)

    @pytest.mark.parametrize(
        ("unit", "numbers", "text"),
        [
            ("share", (0.684, 0.661, 0.702), "68 % (66–70 %)"),
            ("share", (0.68, 0.6797, 0.6804), "68.00 % (67.97–68.04 %)"),
            ("share", (0.684, None, None), "68 %"),
            ("share", (0.0, 0.0, 0.0), "0 % (0 %)"),
            ("share", (0.9996, None, None), "99.96 %"),
            ("consumers", (8329.0, 8000.5, 9001.0), "8,329 (8,000–9,001)"),
            ("week", (18.26, 17.0, 19.5), "18.3 (17.0–19.5)"),
            ("stars", (3.456, None, None), "3.46"),
            ("money each", (0.354, 0.301, 0.4), "0.35 (0.30–0.40)"),
            ("money", (-1200.0, -3000.0, 500.0), "−1,200 (−3,000 to 500)"),
        ],
    )
    def test_as_text(self, unit, numbers, text):
        assert Summary("Aster", "name", "label", unit, *numbers, replications=9).text == text


class TestPercent:
    @given(st.floats(0, 1))
    def test_only_nothing_is_0_and_only_all_are_100(self, share):
        read = float(percent(share).removesuffix(" %")) / 100
        if 1e-7 < share < 1 - 1e-7:
            assert 0 < read < 1
            assert read == pytest.approx(share, rel=0.1)
        assert percent(0.0) == "0 %"
        assert percent(1.0) == "100 %"


class TestFinding:
    @pytest.mark.parametrize(
        ("new_buyers", "expected"),
        [
            (one_brand([10, 20, 38]), "Aster: 68 % have bought after 3 weeks; half of them by week 3"),
            (one_brand([68]), "Aster: 68 % have bought after 1 week"),
            (one_brand([0, 0]), "Aster: nobody has bought after 2 weeks"),
            (one_brand([0], [0]), "Aster: nobody has bought after 1 week"),
            (one_brand([0, 0], [0, 0], [0, 1]), "Aster: 0 % have bought after 2 weeks (90 % of runs: 0–1 %)"),
            (
                one_brand([60, 6], [60, 8], [60, 10]),
                "Aster: 68 % have bought after 2 weeks (90 % of runs: 66–70 %); half of them by week 1",
            ),
            (
                one_brand([60, 8], [60, 8]),
                "Aster: 68 % have bought after 2 weeks (90 % of runs: 68 %); half of them by week 1",
            ),
            (
                [[[0, 5], [40, 5]]],
                "Aster: 40 % have bought after 2 weeks; half of them by week 2; its rival Boreal: 10 %",
            ),
            (
                [[[40, 1, 0, 30]], [[20, 1, 50, 30]]],
                "Aster: 30 % have bought after 1 week (90 % of runs: 21–39 %); strongest rival Dahlia: 30 % (30 %)",
            ),
            ([[[0, 0]]], "Aster: nobody has bought after 1 week; its rival Boreal: nobody"),
            ([[[0, 3]]], "Aster: nobody has bought after 1 week; its rival Boreal: 3 %"),
        ],
    )
    def test_hand_made(self, new_buyers, expected):
        assert finding(adoption_table(new_buyers)) == expected

    def test_what_is_for_another_need_is_no_rival(self):
        """Nothing is told of it, and of those that are left the strongest."""
        table = adoption_table([[[40, 60, 20]]])
        alone = "Aster: 40 % have bought after 1 week"
        assert finding(table, {"Boreal", brands(table)[2]}) == alone
        assert finding(table, {"Boreal"}) == f"{alone}; its rival {brands(table)[2]}: 20 %"

    @given(adoption_tables())
    def test_any_table_is_told_in_one_line_that_begins_with_the_focal_brand(self, table):
        text = finding(table)
        bought = cube(table, "buyers")[:, -1] > 0
        assert text.startswith("Aster: ")
        assert "\n" not in text
        assert "nan" not in text
        assert text.startswith("Aster: nobody") == (not bought[:, 0].any())
        assert ("rival" in text) == (len(brands(table)) > 1)
        assert ("of runs" in text) == (len(bought) > 1 and bool(bought[:, 0].any()))
