"""What each preset exists to show: sign and rough size of a difference, with common random numbers."""

import functools

import numpy as np
import pytest
from scipy.stats import t as student
from wordofmouth import Market, Scenario
from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import presets

# Runs of each; more of a preset's further claims, and where a run is moved by single people.
REPLICATIONS, OF_NOISY = 8, 20
NOISY = {
    "bad_news", "bloggers", "small_firm", "traces", "word_of_mouth_only",
    "npv_of_bad_news", "threshold_cascade",
}  # fmt: skip
ERROR_RATE = 1e-4
# Presets of many people or years, whose claims are all left to the slow suite.
DEAR = {
    "contract", "loyalty", "moral_guarantee", "online_confidence", "promise", "refunds_abused", "service", "small_firm",
    "word_of_mouth_only",
}  # fmt: skip

# Of a preset the better variant and the worse one (none: as it stands), the measure, the week (none: the last; all: the
# sum), and between what the difference lies.
CLAIMS = [
    ("trust_gap", "guarantee", None, "penetration", None, 0.15, 0.4),
    ("trust_gap", None, "friends_do_not_count", "penetration", None, 0.02, 0.08),
    ("trust_gap", "paid_to_take_part", None, "penetration", None, 0.1, 0.3),
    ("moral_guarantee", None, "no_reassurance", "penetration", None, 0.05, 0.15),
    ("moral_guarantee", None, "few_friends", "penetration", None, 0.04, 0.13),
    ("moral_guarantee", "no_reassurance_but_refunds", None, "penetration", 26, 0.1, 0.35),
    ("promise", None, "sealed", "penetration", None, 0.008, 0.05),
    ("promise", "sealed", "new", "penetration", None, 0.015, 0.1),
    ("promise", "new", "nothing_promised", "penetration", None, 0.05, 0.2),
    ("promise", "nothing_promised", "empty", "penetration", None, 0.05, 0.25),
    ("promise", "empty", "nothing_promised", "penetration", 20, 0.002, 0.05),
    ("promise", "nothing_promised", "empty", "profit", "all", 100_000, 700_000),
    ("contract", "signed", None, "penetration", None, 0.06, 0.25),
    ("contract", None, "signed_and_broken", "penetration", None, 0.08, 0.35),
    ("online_confidence", None, "no_work", "penetration", None, 0.05, 0.2),
    ("online_confidence", None, "work_in_town", "penetration", None, 0.05, 0.2),
    ("online_confidence", None, "crook", "purchases", "all", 400, 4000),
    ("online_confidence", "used_to_it", None, "penetration", None, 0.1, 0.35),
    ("refunds_abused", None, "no_guarantee", "profit", "all", 80_000, 500_000),
    ("refunds_abused", "no_guarantee", "cheats", "profit", "all", 150_000, 900_000),
    ("refunds_abused", "half_the_price", "cheats", "profit", "all", 100_000, 600_000),
    ("moral_guarantee", "community_only", "no_reassurance", "penetration", None, 0.003, 0.03),
    ("moral_guarantee", None, "community_only", "penetration", None, 0.03, 0.12),
    ("moral_guarantee", "leader_inside", "community_only", "penetration", 52, 0.01, 0.05),
    ("moral_guarantee", "leader_inside", "strangers", "penetration", None, 0.002, 0.02),
    ("crisis", "never_caught", None, "purchases", "all", 250, 700),
    ("crisis", "apology", "taken_down", "purchases", "all", 80, 350),
    ("crisis", "taken_down", None, "purchases", "all", 100, 400),
    ("crisis", None, "denial", "purchases", "all", 20, 250),
    ("crisis", "refunds", "apology", "purchases", "all", 80, 400),
    ("crisis", "apology", "refunds", "profit", "all", 10_000, 50_000),
    ("crisis", "unknown", "unknown_never_caught", "purchases", "all", 400, 1000),
    ("crisis", "unwary_denial", "unwary", "purchases", "all", 50, 400),
    ("price_war", "follow", None, "purchases", "all", 1000, 4000),
    ("price_war", None, "follow", "profit", "all", 10_000, 80_000),
    ("price_war", "no_war", None, "profit", "all", 15_000, 80_000),
    ("price_war", "guarantee", None, "profit", "all", 10_000, 60_000),
    ("price_war", "guarantee", "follow", "profit", "all", 20_000, 120_000),
    ("price_war", "advertise", None, "profit", "all", 4000, 25_000),
    ("bloggers", "no_gifts", None, "penetration", None, 0.03, 0.12),
    ("bloggers", "no_gifts", "disclosed", "penetration", None, 0.02, 0.09),
    ("bloggers", "disclosed", None, "penetration", None, 0.008, 0.06),
    ("bloggers", "little_and_new", "little_and_new_no_gifts", "penetration", None, 0.1, 0.6),
    ("fake_reviews", "believed", "none", "penetration", None, 0.1, 0.35),
    ("fake_reviews", "unwary", "none", "penetration", None, 0.01, 0.08),
    ("fake_reviews", "none", None, "penetration", None, 0.03, 0.09),
    ("fake_reviews", None, "exposed", "penetration", 26, 0.01, 0.05),
    ("helpful_first", None, "by_chance", "penetration", None, 0.02, 0.1),
    ("helpful_first", None, "few_vote", "penetration", None, 0.02, 0.1),
    ("helpful_first", "reported", None, "penetration", None, 0.001, 0.01),
    ("viral_film", None, "gifts", "aware", None, 1500, 6000),
    ("viral_film", "gifts", None, "penetration", None, 0.005, 0.05),
    ("viral_film", None, "not_handed_on", "aware", None, 5000, 8000),
    ("best_members", None, "rewards", "penetration", None, 0.01, 0.05),
    ("best_members", "rewards", "nobody", "penetration", None, 0.004, 0.03),
    ("best_members", "nobody", "no_club", "repeat_purchases", "all", 400, 2000),
    ("best_members", "rewards", None, "campaign_cost", "all", 300, 4000),
    ("community_manager", None, "silence", "penetration", None, 0.02, 0.08),
    ("community_manager", "silence", "promotion", "penetration", None, 0.003, 0.02),
    ("co_creation", None, "nobody_asked", "penetration", None, 0.01, 0.06),
    ("co_creation", "nobody_asked", "asked_and_ignored", "penetration", None, 0.001, 0.03),
    ("co_creation", None, "nobody_asked", "profit", "all", 40_000, 150_000),
    ("own_forum", None, "no_forum", "penetration", None, 0.08, 0.3),
    ("own_forum", "no_forum", "censored", "penetration", None, 0.005, 0.04),
    ("fad", None, "talk_half_as_much", "penetration", None, 0.05, 0.3),
    ("fad", "talk_half_as_much", "nobody_talks", "penetration", None, 0.005, 0.1),
    ("service", None, "careless", "purchases", "all", 10_000, 40_000),
    ("service", None, "nobody_talks", "penetration", None, 0.3, 0.7),
    ("word_of_mouth_only", "talk_of_the_town", None, "penetration", None, 0.02, 0.1),
    ("loyalty", None, "bad_product", "loyal", None, 2000, 6000),
    ("loyalty", None, "bad_product", "repeat_purchases", "all", 20_000, 60_000),
    ("comparators", None, "nobody_compares", "penetration", None, 0.1, 0.5),
    ("comparators", "everybody_compares", None, "penetration", 26, 0.1, 0.4),
    ("comparators", "everybody_compares", "same_price", "penetration", None, 0.1, 0.5),
    ("comparators", "better_at_the_same_price", "same_price", "penetration", None, 0.05, 0.3),
    ("christmas", None, "not_adapted", "penetration", None, 0.003, 0.02),
    ("christmas", "not_adapted", "all_year", "penetration", None, 0.003, 0.02),
    ("christmas", "certain_not_adapted", "certain", "penetration", None, 0.005, 0.03),
    ("refractory", "everybody_online", None, "penetration", None, 0.1, 0.35),
    ("refractory", "mass_advertising", None, "penetration", None, 0.06, 0.2),
    ("niche", "tribe", None, "penetration", None, 0.01, 0.04),
    ("niche", "for_all", "for_all_tribe", "penetration", None, 0.04, 0.15),
    ("niche", "tribe_premium", "tribe", "profit", "all", 500, 6000),
    ("niche", "for_all", "for_all_premium", "profit", "all", 4000, 30_000),
    ("young_community", None, "too_few", "members", None, 800, 3500),
    ("young_community", "welcomed", "too_few", "members", None, 400, 3000),
    ("young_community", None, "real_names", "members", None, 500, 3000),
    ("young_community", None, "real_names", "praise_community", "all", 5000, 60_000),
    ("young_community", None, "real_names", "criticism_community", "all", 3000, 50_000),
    ("young_community", None, "too_few", "penetration", None, 0.01, 0.15),
    ("web1_web2", None, "web1", "penetration", None, 0.025, 0.1),
    ("web1_web2", None, "web2_bad", "penetration", None, 0.03, 0.12),
    ("web1_web2", "web1", "web1_bad", "penetration", None, 0.002, 0.03),
    ("anonymity", None, "anonymous", "penetration", None, 0.01, 0.08),
    ("anonymity", None, "anonymous", "rating", None, 0.3, 0.8),
    ("anonymity", "anonymous", None, "reviews", None, 100, 600),
    ("recommenders", "share_button", None, "penetration", None, 0.02, 0.12),
    ("recommenders", "share_button", "paid_to_share", "profit", "all", 3000, 20_000),
    ("recommenders", "attention", "rewards", "penetration", None, 0.004, 0.03),
    ("recommenders", "rewards", None, "penetration", None, 0.002, 0.02),
    ("recommenders", "rewards", "attention", "campaign_cost", "all", 300, 3000),
    ("traces", "search", "targeted", "penetration", None, 0.04, 0.25),
    ("traces", "targeted", None, "penetration", None, 0.003, 0.04),
    ("small_firm", None, "strangers", "penetration", None, 0.001, 0.01),
    ("small_firm", "strangers", "nothing", "penetration", None, 0.002, 0.02),
    ("small_firm", None, "gifts_to_strangers", "penetration", None, 0.002, 0.01),
    ("small_firm", "written_to", None, "profit", "all", 50, 1000),
    ("small_firm", "bought_back", None, "repeat_purchases", "all", 3, 40),
    ("who_listens", None, "nobody", "penetration", None, 0.03, 0.15),
    ("who_listens", "nobody", "they", "penetration", None, 0.01, 0.1),
    ("who_listens", None, "both", "penetration", None, 0.01, 0.1),
    ("two_countries", "guarantee_in_the_south", "guarantee_in_the_north", "penetration", None, 0.05, 0.25),
    ("two_countries", "guarantee_in_the_north", None, "penetration", None, 0.02, 0.12),
    ("two_countries", "all_fearless", None, "penetration", None, 0.1, 0.3),
    ("bad_news", None, "two_percent", "profit", "all", 200, 2000),
    ("bad_news", "two_percent", "five_percent", "profit", "all", 500, 5000),
    ("bad_news", "five_percent", "fifteen_percent", "profit", "all", 3000, 10_000),
    ("bad_news", "friends_only", "fifteen_percent_friends_only", "profit", "all", 5000, 20_000),
    ("bass", None, "random_network", "penetration", None, 0.03, 0.15),
    ("bass", None, "lattice", "penetration", None, 0.03, 0.15),
    ("bass", "random_network", "nobody_imitates", "penetration", None, 0.3, 0.7),
    ("talk_of_the_network", None, "strong_only", "penetration", 10, 0.2, 0.6),
    ("talk_of_the_network", "strong_only", "weak_only", "penetration", None, 0.03, 0.2),
    ("talk_of_the_network", "weak_only", "advertising_only", "penetration", None, 0.5, 0.8),
    ("npv_of_bad_news", None, "strong_weak_ties", "penetration", None, 0.05, 0.16),
    ("npv_of_bad_news", "nobody_dissatisfied_strong_weak_ties", "nobody_dissatisfied", "penetration", 20, 0.2, 0.6),
    ("npv_of_bad_news", "nobody_dissatisfied", None, "penetration", None, 0.35, 0.55),
    ("uncertain_bad_news", "nobody_dissatisfied", None, "penetration", None, 0.05, 0.15),
    ("uncertain_bad_news", None, "quick_to_reject", "penetration", None, 0.02, 0.08),
    ("uncertain_bad_news", None, "hard_to_convince", "penetration", None, 0.08, 0.2),
    ("threshold_cascade", None, "too_few_ties", "penetration", None, 0.6, 1.0),
    ("threshold_cascade", None, "too_many_ties", "penetration", None, 0.6, 1.0),
    ("influentials", None, "harder_to_influence", "penetration", None, 0.6, 0.9),
    ("independent_cascade", None, "best_tied", "penetration", None, 0.45, 0.6),
    ("independent_cascade", "best_tied", "below_the_tipping_point", "penetration", None, 0.01, 0.06),
    ("linear_threshold", "best_tied", None, "penetration", None, 0.3, 0.45),
    ("linear_threshold", "ten_best_tied", None, "penetration", None, 0.05, 0.15),
    ("negative_cascade", "perfect", None, "buyers", None, 4000, 5200),
    ("negative_cascade", None, "four_in_ten", "buyers", None, 2500, 4000),
    ("complex_contagion", "some_rewired", None, "penetration", None, 0.5, 0.9),
    ("complex_contagion", None, "half_rewired", "penetration", None, 0.1, 0.5),
    ("complex_contagion", "one_convinces_half_rewired", "one_convinces", "penetration", 20, 0.5, 0.9),
    ("susceptible_infected", "hubs", None, "penetration", None, 0.3, 0.7),
    ("susceptible_infected", None, "grid", "penetration", None, 0.05, 0.6),
]

CHRISTMAS = ("not_adapted", "all_year", "certain", "certain_not_adapted")


@functools.cache
def lived(preset: str, variant: str | None, replication: int) -> Market | Diffusion:
    return simulate(Scenario.load(f"{preset}/{variant}" if variant else preset), seed=11, replication=replication)


def outcome(
    preset: str, variant: str | None, measure: str, week: int | str | None, runs: int = REPLICATIONS
) -> np.ndarray:
    """Return what a measure of the first brand came to in each run."""
    series = np.array([lived(preset, variant, run).history[measure] for run in range(runs)])[:, :, 0]
    return series.sum(axis=1) if week == "all" else series[:, -1 if week is None else week - 1]


def first_quick(claims):
    """Return claims as parameters: the first of each preset but the dear, and the others for the slow suite."""
    shown = [claim[0] for claim in claims]
    return [
        pytest.param(OF_NOISY, *claim, marks=pytest.mark.slow)
        if claim[0] in shown[:place] or claim[0] in DEAR
        else pytest.param(OF_NOISY if claim[0] in NOISY else REPLICATIONS, *claim)
        for place, claim in enumerate(claims)
    ]


@pytest.mark.parametrize(("runs", "preset", "better", "worse", "measure", "week", "least", "most"), first_quick(CLAIMS))
def test_a_preset_shows_its_point(runs, preset, better, worse, measure, week, least, most):
    """The mean difference is of the size that is claimed, and would not come by chance once in 10,000 (paired t)."""
    difference = outcome(preset, better, measure, week, runs) - outcome(preset, worse, measure, week, runs)
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert difference.mean() > student.isf(ERROR_RATE, len(difference) - 1) * error
    assert least < difference.mean() < most


def test_every_preset_with_variants_has_its_point():
    """Nothing is compared in a preset of which no test says what comes out."""
    claimed = {preset for preset, *_ in CLAIMS}
    assert {name for name in presets() if Scenario.load(name).variants} - {"launch"} == claimed


def test_a_tribe_costs_no_more_than_the_mass():
    """In `niche` as many contacts are bought either way, for as much money: within 5 %, on average over the runs."""
    spent = [outcome("niche", variant, "campaign_cost", "all").mean() for variant in (None, "tribe")]
    assert abs(spent[0] - spent[1]) < 0.05 * min(spent)


@pytest.mark.slow
def test_a_tribe_is_won_and_keeps_to_itself():
    """In `niche` a product for all that is told to the tribe is bought by many who live there, and by few elsewhere."""
    bought = np.array(
        [_shares_at_home_and_elsewhere(lived("niche", "for_all_tribe", run)) for run in range(REPLICATIONS)]
    )
    difference = bought[:, 0] - bought[:, 1]
    assert difference.mean() - 4.5 * difference.std(ddof=1) / np.sqrt(len(difference)) > 0.3
    assert bought[:, 1].mean() < 0.03


def _shares_at_home_and_elsewhere(market: Market) -> tuple[float, float]:
    community, fans = market.consumers.community, market.consumers.segment == 1
    at_home = (np.bincount(community, fans) / np.bincount(community) > 0.9)[community]
    buyers = market.brand_states.purchases[:, 0] > 0
    return buyers[at_home].mean(), buyers[~at_home].mean()


def test_quality_pays_far_more_on_the_second_web():
    """In `web1_web2` the difference that quality makes is more than twice what it is on the first web."""
    second, first = (
        outcome("web1_web2", good, "penetration", None) - outcome("web1_web2", bad, "penetration", None)
        for good, bad in ((None, "web2_bad"), ("web1", "web1_bad"))
    )
    assert second.mean() > 2 * first.mean()


@pytest.mark.slow
def test_a_season_costs_as_much_whenever_one_advertises():
    """In `christmas` no variant spends 2 % more than another, on average over the runs."""
    spent = [outcome("christmas", variant, "campaign_cost", "all").mean() for variant in (None, *CHRISTMAS)]
    assert max(spent) < 1.02 * min(spent)


@pytest.mark.slow
def test_invented_reviews_sink_where_many_vote_and_rise_where_few_do():
    """In `helpful_first` fewer buy the product with invented reviews than in no order, and more where few vote."""
    bought = {
        variant: np.array(
            [lived("helpful_first", variant, run).history["penetration"][-1][1] for run in range(OF_NOISY)]
        )
        for variant in (None, "by_chance", "few_vote", "reported")
    }
    for better, worse in (("by_chance", None), ("few_vote", "by_chance"), (None, "reported")):
        difference = bought[better] - bought[worse]
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        assert difference.mean() > student.isf(ERROR_RATE, len(difference) - 1) * error


@pytest.mark.slow
def test_one_crook_lowers_what_everybody_else_sells():
    """In `online_confidence` the honest shop, and the agency too, where people are paid."""
    sold = {
        variant: np.array(
            [lived("online_confidence", variant, run).history["purchases"] for run in range(OF_NOISY)]
        ).sum(axis=1)
        for variant in (None, "crook")
    }
    difference = sold[None] - sold["crook"]
    error = difference.std(axis=0, ddof=1) / np.sqrt(len(difference))
    assert (difference.mean(axis=0) > student.isf(ERROR_RATE, len(difference) - 1) * error).all()


def test_a_fad_is_over_before_everybody_has_it():
    """In `fad` sales peak within a quarter and a half, hardly any come in the second half, and most never bought."""
    runs = [lived("fad", None, run).history["purchases"] for run in range(REPLICATIONS)]
    sold = np.array(runs)[:, :, 0].mean(axis=0)
    assert 3 <= sold.argmax() < 20
    assert sold[26:].sum() < 0.05 * sold.sum()
    assert sold.sum() < 5000
