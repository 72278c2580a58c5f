"""Peers: a known effect of contacts is found again on a real network, standard errors are right, mistakes are told."""

import csv
import json

import numpy as np
import pytest
from in_process import wom
from real_data import DATA
from scipy import stats
from test_figures import collisions
from wordofmouth import Market, Scenario
from wordofmouth.errors import PeerError
from wordofmouth.tasks.peers.doubts import e_value, placebo_effect, shuffled
from wordofmouth.tasks.peers.estimate import exposure_of, peer_effects, simulate_adoption
from wordofmouth.tasks.peers.matching import matched
from wordofmouth.tasks.peers.record import PeerStudy

PERIODS = 10


def village_ties():
    network = Market(Scenario(consumers=1_000)).network
    return np.column_stack([np.repeat(np.arange(network.n), np.diff(network.starts)), network.targets])


def korea():
    with (DATA / "network_diffusion" / "korea_fp_nodes.csv").open(encoding="utf-8") as file:
        nodes = list(csv.DictReader(file))
    place = {row["id"]: number for number, row in enumerate(nodes)}
    with (DATA / "network_diffusion" / "korea_fp_edges.csv").open(encoding="utf-8") as file:
        rows = [(row["source"], row["target"]) for row in csv.DictReader(file)]
    ties = [(place[hears], place[heard]) for hears, heard in rows if {hears, heard} <= place.keys()]
    return np.array([float(row["toa"]) for row in nodes]), np.array(ties)


def check_recovery(ties, n, trials=12, **how):
    """Over simulated adoptions the estimates are right on average, and their errors as large as they say."""
    away = []
    for seed in range(trials):
        times = simulate_adoption(ties, n, PERIODS, seed=seed, **how)
        fit = peer_effects(times, ties, PERIODS, exposure=how.get("exposure", "share"), link=how.get("link", "cloglog"))
        away.append((fit.peers.value - how["peers"]) / fit.peers.error)
    assert abs(np.mean(away)) < 3 / np.sqrt(trials)
    assert 0.5 < np.std(away) < 1.7


@pytest.mark.parametrize("link", ["cloglog", "logit"])
@pytest.mark.parametrize(("exposure", "peers"), [("share", 1.5), ("count", 0.3), ("share", 0.0)])
def test_a_known_effect_is_found_again(link, exposure, peers):
    check_recovery(village_ties(), 1_000, peers=peers, constant=-3.0, exposure=exposure, link=link)


@pytest.mark.data
def test_a_known_effect_is_found_again_among_korean_women():
    times, ties = korea()
    check_recovery(ties, len(times), peers=1.5, constant=-3.0)


@pytest.mark.data
def test_korean_women_adopt_after_their_contacts():
    times, ties = korea()
    fit = peer_effects(times, ties, PERIODS, isolated="zero")
    assert fit.adoptions == np.sum(times <= PERIODS)
    assert fit.peers.low > 0.3
    assert fit.log_likelihood > fit.log_likelihood_without + 10
    assert fit.finding().startswith("All contacts instead of none goes with 2.")


def test_covariates_take_up_what_is_theirs():
    """Adoption that comes of a trait, and not of contacts, is put down to it."""
    generator = np.random.default_rng(2)
    ties, media = village_ties(), generator.standard_normal(1_000)
    chance = np.exp(-3.0 + 0.8 * media)
    times = np.minimum(generator.geometric(1 - np.exp(-chance)), PERIODS + 1)
    for by_period in (True, False):
        fit = peer_effects(times, ties, PERIODS, covariates={"media": media}, by_period=by_period)
        found = {effect.name: effect for effect in fit.effects}
        assert found["media"].low < 0.8 < found["media"].high
        assert fit.peers.low < 0 < fit.peers.high
        assert fit.finding().endswith("not distinguishable from none")
    assert found["constant"].low < -3.0 < found["constant"].high


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_intervals_are_of_95_per_cent(link):
    """Each effect reaches as many standard errors to either side as a normal estimate does, as tables round it."""
    ties, generator = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]]), np.random.default_rng(3)
    ties = np.concatenate([ties + 4 * group for group in range(30)])
    times = generator.integers(1, 8, 120)
    fit = peer_effects(times, ties, 6, link=link, covariates={"age": generator.normal(size=120)})
    assert len(fit.effects) > 3
    reach = stats.norm.ppf(0.975)
    for effect in fit.effects:
        assert (effect.low - effect.value) / effect.error == pytest.approx(-reach, abs=1e-4)
        assert (effect.high - effect.value) / effect.error == pytest.approx(reach, abs=1e-4)


def test_exposure_is_of_contacts_who_adopted_before():
    times = np.array([1, 2, 4, 4])
    ties = np.array([[2, 0], [2, 1], [3, 0], [0, 3]])
    assert exposure_of(times, ties, 3, "count").tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 2], [0, 1, 1]]
    assert exposure_of(times, ties, 3)[2].tolist() == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("times", "ties", "how", "rule"),
    [
        ([1, 2, 3], [[0, 5]], {}, "pairs of people's numbers"),
        ([0, 2, 3], [[0, 1]], {}, "whole numbers from 1"),
        ([1.5, 2, 3], [[0, 1]], {}, "whole numbers from 1"),
        ([9, 9, 9], [[0, 1]], {}, "does not vary"),
        ([1, 2, 3], [[0, 1], [1, 0], [2, 0]], {"covariates": {"age": [1, 2]}}, "age: must be numbers"),
    ],
)
def test_mistakes_are_told(times, ties, how, rule):
    with pytest.raises(PeerError, match=rule):
        peer_effects(times, ties, 4, **how)


class TestTheTask:
    @pytest.fixture(autouse=True)
    def _files(self, tmp_path, monkeypatch):
        """Write the simulated adoption of a village, to which age does nothing."""
        monkeypatch.chdir(tmp_path)
        self.ties, self.n = village_ties(), 1_000
        self.times = simulate_adoption(self.ties, self.n, PERIODS, peers=1.5, constant=-3.0, seed=4)
        # Rows run from the one who is heard to the one who hears.
        lines = [f"p{heard},p{hears}\n" for hears, heard in self.ties]
        (tmp_path / "ties.csv").write_text("from,to\n" + "".join(lines))
        rows = [f"p{n},{time if time <= PERIODS else ''},{n % 7}\n" for n, time in enumerate(self.times)]
        (tmp_path / "times.csv").write_text("id,toa,age\n" + "".join(rows))

    def test_it_finds_a_known_effect_in_files(self):
        """As the function does; the covariate, which has nothing to do with it, is told beside."""
        words = ("peers", "ties.csv", "times.csv", "--influence", "forward", "--covariate", "age", "--json")
        status, printed, _ = wom(*words)
        told = json.loads(printed)
        expected = peer_effects(self.times, self.ties, PERIODS, covariates={"age": np.arange(self.n) % 7}).effects[:2]
        assert status == 0
        assert [row["name"] for row in told["effects"]] == ["share of contacts", "age"]
        assert [row["value"] for row in told["effects"]] == pytest.approx([row.value for row in expected], abs=1e-4)
        assert told["effects"][0]["low"] < 1.5 < told["effects"][0]["high"]
        assert sum(row["adopted"] for row in told["exposure"]) == (self.times <= PERIODS).sum()

    def test_it_is_kept_drawn_reported_and_made_again(self, tmp_path):
        assert wom("peers", "ties.csv", "times.csv", "--exposure", "count", "--csv")[0] == 0
        folder = tmp_path / "results" / "peers"
        assert {path.name for path in folder.iterdir()} == {
            "exposure.csv",
            "exposure.parquet",
            "manifest.json",
            "peers.png",
            "table.csv",
            "table.parquet",
        }
        figure = PeerStudy.load(folder).plot()
        assert not collisions(figure)
        before = (folder / "peers.png").read_bytes()
        assert wom("plot", folder)[0] == 0
        assert (folder / "peers.png").read_bytes() == before
        assert wom("report", folder)[0] == 0
        assert "wom peers " in (folder / "report.html").read_text()
        assert wom("reproduce", folder / "peers.png")[0] == 0
        (tmp_path / "times.csv").write_text((tmp_path / "times.csv").read_text().replace("p5,", "p5,1", 1))
        status, _, complained = wom("reproduce", folder)
        assert (status, "is not as it was" in complained) == (2, True)

    @pytest.mark.slow
    def test_several_products_are_stacked(self, tmp_path):
        """One product twice, under two names, says what it says alone, with errors that know whose rows they are."""
        lines = (tmp_path / "times.csv").read_text().splitlines()[1:]
        twice = [f"{line},{product}\n" for product in ("tea", "coffee") for line in lines]
        (tmp_path / "both.csv").write_text("id,toa,age,what\n" + "".join(twice))
        words = ("ties.csv", "both.csv", "--influence", "forward", "--product", "what", "--json")
        status, printed, _ = wom("peers", *words)
        told = json.loads(printed)
        alone = peer_effects(self.times, self.ties, PERIODS, groups=np.arange(self.n)).peers
        assert status == 0
        assert [told["effects"][0][name] for name in ("value", "error")] == pytest.approx(alone[1:3], rel=1e-3)
        assert any(note.startswith("2 products") for note in told["notes"])

    @pytest.mark.slow
    def test_communities_and_a_placebo_are_asked_for(self, tmp_path):
        """Each community has a constant, and a result says whether contacts go with what was there before."""
        lines = (tmp_path / "times.csv").read_text().splitlines()[1:]
        rows = "".join(f"{line},{number % 2}\n" for number, line in enumerate(lines))
        (tmp_path / "before.csv").write_text("id,toa,age,before\n" + rows)
        words = ("peers", "ties.csv", "before.csv", "--influence", "forward", "--placebo", "before", "--communities")
        status, printed, _ = wom(*words, "--json")
        notes = " ".join(json.loads(printed)["notes"])
        assert status == 0
        assert "times the odds of the placebo" in notes
        assert "groups" in notes
        folder = tmp_path / "results" / "peers"
        assert wom("reproduce", folder)[0] == 0
        assert wom("report", folder)[0] == 0
        assert "--placebo before --communities" in (folder / "report.html").read_text()

    @pytest.mark.parametrize(
        ("text", "words", "says"),
        [
            ("id,toa,b\np1,2,1\np2,3,2\n", ("--placebo", "b"), "line 3: b: '2' is not allowed: must be 1"),
            ("id,toa,b\np1,2,x\np1,3,x\n", ("--product", "b"), "id: 'p1' comes 2 times with 'x'"),
            ("id,toa,b\np1,2,1\np2,3,2\n", ("--group", "b", "--communities"), "leave one of them out"),
            ("id,toa\np1,2\np1,3\n", (), "id: 'p1' comes 2 times"),
            ("id,toa\np1,2\np2,0.5\n", (), "line 3: toa: '0.5' is not allowed: must be a whole number from 1"),
            ("id,toa\np1,2\n,3\n", (), "line 3: id: the name is missing"),
            ("id,to\np1,2\n", (), "no column 'toa'; did you mean 'to'?"),
            ("id,toa\nq1,2\nq2,3\n", (), "id: nobody here is in ties.csv, where people are called 'p0'"),
            ("id,toa,age\np1,2,\np2,3,4\n", ("--covariate", "age"), "line 2: age: the value is missing"),
            ("id,toa\np1,2\np2,3\n", ("--periods", 1), "periods: 1 is not allowed: must be from 2 to"),
            ("id,toa\np1,2\np2,3\n", ("--group-effects",), "name the column of the --group too"),
            ("id,toa\np1,\np2,\n", (), "periods: 0 is not allowed"),
            ("", (), "the file is empty"),
            ("id,toa\n", (), "the file has no rows"),
        ],
    )
    def test_mistakes_are_told_in_a_line(self, tmp_path, text, words, says):
        (tmp_path / "times.csv").write_text(text)
        status, _, complained = wom("peers", "ties.csv", "times.csv", *words)
        assert status == 2
        assert says in complained
        assert not (tmp_path / "results").exists()

    def test_a_network_that_cannot_be_read_is_told(self, tmp_path):
        status, _, complained = wom("peers", "tie.csv", "times.csv")
        assert (status, "did you mean 'ties.csv'?" in complained) == (2, True)


class TestDoubts:
    """What cannot be estimated is left out and told; what an association is not is said beside it."""

    def lives(self, n=400, seed=4):
        generator = np.random.default_rng(seed)
        ties = generator.integers(n, size=(6 * n, 2))
        ties = ties[ties[:, 0] != ties[:, 1]]
        return ties, simulate_adoption(ties, n, 8, peers=1.5, constant=-3.0, seed=seed), generator

    def test_constant_collinear_and_separating_covariates_are_told_and_left_out(self):
        ties, times, generator = self.lives()
        age = generator.normal(size=400)
        given = {"age": age, "same": np.ones(400), "twice": 2 * age + 1, "adopted": (times <= 8) * 1.0}
        fit = peer_effects(times, ties, 8, covariates=given)
        assert [effect.name for effect in fit.effects[: fit.shown]] == ["share of contacts", "age"]
        told = {line.split()[0] for line in fit.left_out}
        assert told == {"same", "twice", "adopted"}
        alone = peer_effects(times, ties, 8, covariates={"age": age})
        assert fit.peers[1:] == pytest.approx(alone.peers[1:], rel=1e-4)

    def test_words_are_categories_beside_the_most_common(self):
        ties, times, generator = self.lives()
        town = generator.choice(["a", "b", "c"], size=400, p=[0.6, 0.2, 0.2])
        names = [effect.name for effect in peer_effects(times, ties, 8, covariates={"town": town}).effects]
        assert names[1:3] == ["town: b", "town: c"]

    def test_who_named_nobody_has_no_exposure_and_not_zero(self):
        ties, times, _ = self.lives()
        heard = ties[ties[:, 0] >= 100]
        fit, zero = (peer_effects(times, heard, 8, isolated=how) for how in ("left out", "zero"))
        assert fit.at_risk < zero.at_risk
        assert any("named nobody" in line for line in fit.left_out)

    def test_people_of_a_group_are_not_independent(self):
        """Each person ten times over says no more than once: clustered errors know, the others are too narrow."""
        ties, times, _ = self.lives(200)
        copies = np.concatenate([ties + 200 * copy for copy in range(10)])
        fit = peer_effects(np.tile(times, 10), copies, 8, groups=np.tile(np.arange(200), 10))
        naive = peer_effects(np.tile(times, 10), copies, 8)
        alone = peer_effects(times, ties, 8)
        assert fit.groups == 200
        assert fit.peers.error == pytest.approx(alone.peers.error, rel=0.25)
        assert naive.peers.error < 0.4 * alone.peers.error

    def test_group_effects_take_up_what_holds_for_a_group(self):
        """Half of the groups adopt sooner, whoever their contacts are: without their effects that looks like peers."""
        generator = np.random.default_rng(8)
        group = np.arange(600) // 20
        contacts = np.repeat(group * 20, 6) + generator.integers(20, size=3600)
        ties = np.column_stack([np.repeat(np.arange(600), 6), contacts])
        ties = ties[ties[:, 0] != ties[:, 1]]
        chance = np.where(group % 2, 0.25, 0.03)
        times = np.minimum(generator.geometric(chance), 9)
        plain = peer_effects(times, ties, 8, groups=group)
        own = peer_effects(times, ties, 8, groups=group, group_effects=True)
        assert plain.peers.low > 0
        assert own.peers.value < 0.5 * plain.peers.value

    def test_quiet_periods_at_the_end_are_allowed(self):
        ties, times, _ = self.lives()
        never = np.where(times > 8, 99, times)
        longer = peer_effects(never, ties, 12)
        assert longer.peers[1:] == pytest.approx(peer_effects(times, ties, 8).peers[1:], rel=1e-4)

    def test_e_values(self):
        """Source: VanderWeele and Ding (2017): a risk ratio of 3.9 has 7.26, and its lower end of 1.8 has 3.0."""
        assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
        assert e_value(1.8) == pytest.approx(3.0, abs=0.01)
        assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
        assert e_value(1.0) == 1.0

    def test_shuffled_times_tell_whether_it_matters_who_adopted_first(self):
        generator = np.random.default_rng(4)
        ties = generator.integers(400, size=(2400, 2))
        times = simulate_adoption(ties, 400, 8, peers=4.0, constant=-3.5, seed=4)
        assert shuffled(times, ties, 8, "share") < 0.05
        alike = np.where(times <= 8, generator.integers(1, 9, size=400), 9)
        assert shuffled(alike, ties, 8, "share") > 0.05

    def test_matching_takes_away_what_was_measured(self):
        """Alike people are tied and nobody influences: unmatched, contacts seem to matter; matched, they do not."""
        generator = np.random.default_rng(3)
        trait = generator.normal(size=2_000)
        order = np.argsort(trait)
        place = np.argsort(order)
        hears = np.repeat(np.arange(2_000), 4)
        heard = order[np.clip(place[hears] + generator.integers(-100, 101, size=8_000), 0, 1_999)]
        ties = np.unique(np.column_stack([hears, heard])[hears != heard], axis=0)
        times = np.minimum(generator.geometric(-np.expm1(-np.exp(trait - 3.0))), 13)
        known, unknown = (matched(times, ties, 12, values) for values in (trait[:, None], np.empty((2_000, 0))))
        assert known.unmatched > 1.4
        assert known.low < 1 < known.high
        assert unknown.low > 1.2
        assert 0 < known.pairs <= known.exposed

    def test_matching_leaves_influence(self):
        """Ties at random and contacts who matter: those who have an adopter among theirs adopt more often, matched."""
        ties, times, _ = self.lives(1_500)
        assert matched(times, np.unique(ties, axis=0), 8, np.empty((1_500, 0))).low > 1

    def test_nobody_to_match_is_no_ratio(self):
        found = matched(np.array([1, 2, 9]), np.array([[1, 0]]), 8, np.empty((3, 0)))
        assert np.isnan(found.ratio)

    def test_a_placebo_goes_with_contacts_only_where_they_share_something(self):
        generator = np.random.default_rng(6)
        group = np.arange(1_000) // 10
        ties = np.column_stack([np.repeat(np.arange(1_000), 5), np.repeat(group * 10, 5)])
        ties[:, 1] += generator.integers(10, size=len(ties))
        ties = ties[ties[:, 0] != ties[:, 1]]
        times = np.minimum(generator.geometric(np.where(group % 2, 0.2, 0.03)), 9)
        shared = (generator.random(1_000) < np.where(group % 2, 0.6, 0.3)) * 1.0
        assert placebo_effect(shared, times, ties, 8, "share").low > 0
        apart = (generator.random(1_000) < 0.4) * 1.0
        effect = placebo_effect(apart, times, ties, 8, "share")
        assert effect.low < 0 < effect.high
        assert placebo_effect(np.ones(1_000), times, ties, 8, "share") is None

    def test_a_finding_claims_no_cause(self):
        ties, times, _ = self.lives()
        text = peer_effects(times, ties, 8).finding()
        assert "goes with" in text
        assert "multiplies" not in text
