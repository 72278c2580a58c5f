"""Validation: every case in its short form; verdicts, tables, figures, the page and the command."""

import json
import math

import numpy as np
import pytest
from in_process import wom
from real_data import DATA
from test_figures import collisions, texts
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.diffusion.models.bass import Bass
from wordofmouth.diffusion.window import vulnerable_degree, window
from wordofmouth.errors import CaseError
from wordofmouth.figures.style import house_style
from wordofmouth.networks.network import Network
from wordofmouth.results.tables import digest
from wordofmouth.tasks.validate import case as family
from wordofmouth.tasks.validate import finding as words
from wordofmouth.tasks.validate import page
from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, cases
from wordofmouth.tasks.validate.cases import (
    bass_agents,
    bass_networks,
    cascade_seeds,
    cascade_window,
    complex_contagion,
)
from wordofmouth.tasks.validate.figure import case_figure
from wordofmouth.tasks.validate.record import Validation
from wordofmouth.tasks.validate.task import measured, validate

QUICK = "bass_curve"
# Of many markets even in their short form.
LONG = {
    "bad_news",
    "bass_networks",
    "cascade_laws",
    "complex_contagion",
    "effect_diffusion",
    "effect_talk",
    "effect_worlds",
    "negative_cascade",
    "pattern_fakes",
    "pattern_leaders",
    "seeds",
    "talk_of_the_network",
    "uncertain_bad_news",
}
EVERY = [
    pytest.param(name, marks=[pytest.mark.data] * bool(case.needs) + [pytest.mark.slow] * (name in LONG))
    for name, case in cases().items()
]


@pytest.fixture
def quick():
    """Return what one case finds, and a case to make checks with."""
    return cases()["bass_fits"](), Validation.of([measured(cases()["talk_regression"](short=True))], short=True)


def run_case(name, short):
    """Run a case; return its outcome, after looking at all that it says."""
    case = cases()[name](short, DATA)
    outcome = measured(case)
    assert len({check.what for check in outcome.checks}) == len(outcome.checks)
    missed = [
        f"{check.what}: {words.expected(check)}, and is {words.obtained(check)}"
        for check in outcome.checks
        if check.verdict == NOT_MET
    ]
    assert not missed
    if any(check.verdict == EXPLAINED for check in outcome.checks):
        assert case.explanation
    if any(check.verdict == CONTESTED for check in outcome.checks):
        assert case.dispute
    return outcome


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_unmet_in_the_short_form_and_its_figure_is_readable(name):
    outcome = run_case(name, short=True)
    case = cases()[name]
    with house_style():
        figure = case_figure(case.panels, outcome.checks, outcome.lines, finding=outcome.finding, about=case.source)
        figure.canvas.draw()
        assert not collisions(figure)
        width, height = figure.canvas.get_width_height()
        for text, box in texts(figure):
            assert min(box.x0, box.y0, width - box.x1, height - box.y1) > 0, text


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_unmet_in_full(name):
    run_case(name, short=False)


class TestVerdicts:
    def test_a_number_is_met_up_to_its_tolerance_and_no_further(self, quick):
        case, _ = quick
        assert case.near("x", 1.0, 1.1, 0.1).verdict == MET
        assert case.near("x", 1.0, 1.1001, 0.1).verdict == NOT_MET
        assert case.near("x", 1.0, math.nan, 0.1).verdict == NOT_MET
        assert case.near("x", 1.0, 2.0, 0.1, explained=True).verdict == EXPLAINED
        assert case.near("x", 1.0, 1.0, 0.1, explained=True).verdict == MET
        assert case.near("x", 1.0, 1.0, 0.1, disputed=True).verdict == CONTESTED
        assert case.between("x", 0.0, math.inf, -0.1).verdict == NOT_MET

    def test_means_are_met_within_three_standard_errors(self, quick):
        case, _ = quick
        values = np.array([0.0, 2.0] * 50)
        error = family.standard_error(values)
        assert error == pytest.approx(1 / math.sqrt(99))
        assert case.mean("x", 1 + 2.9 * error, values).verdict == MET
        assert case.mean("x", 1 + 3.1 * error, values).verdict == NOT_MET
        assert case.above("x", values).verdict == MET
        assert case.above("x", values - 0.8).verdict == NOT_MET
        assert cases()[QUICK](short=True).above("x", values - 0.8).verdict == MET
        assert cases()[QUICK](short=True).above("x", values - 1.4).verdict == NOT_MET

    def test_only_the_short_form_allows_for_few_runs(self):
        assert cases()[QUICK](short=True).near("x", 1.0, 1.2, 0.1, 0.1).verdict == MET
        assert cases()[QUICK](short=False).near("x", 1.0, 1.2, 0.1, 0.1).verdict == NOT_MET

    def test_a_wrong_rule_is_found(self, monkeypatch):
        """Were imitation weaker by a tenth than the exact chain has it, the short form would say so."""
        monkeypatch.setattr(bass_agents, "_Q", 0.342)
        with pytest.raises(AssertionError):
            run_case("bass_agents", short=True)

    def test_without_its_data_a_case_is_skipped_and_says_how_to_give_them(self, tmp_path):
        sales, fits = cases()["bass_fits"].needs
        outcome = measured(cases()["bass_fits"]())
        assert (outcome.verdict, outcome.checks) == (SKIPPED, ())
        assert outcome.finding == f"data not given: --data DIR with {sales.path}, {fits.path}"
        assert Validation.of([outcome], short=False).is_met
        (tmp_path / sales.path).parent.mkdir()
        (tmp_path / sales.path).touch()
        outcome = measured(cases()["bass_fits"](data=tmp_path))
        assert outcome.finding == f"data not given: --data DIR with {fits.path}"


class TestExactComputations:
    def test_the_chain_of_two_consumers_is_that_by_hand(self):
        """Both wait with (1 − p)², and then one hears the other."""
        p, q = 0.1, 0.4
        mean, sd = bass_agents.chain(np.array([p, p + q / 2, p + q]), 2)
        first = [(1 - p) ** 2, 2 * p * (1 - p), p**2]
        assert mean[0] == pytest.approx(p)
        assert sd[0] == pytest.approx(math.sqrt(p * (1 - p) / 2))
        second = p + (1 - p) * first[0] / (1 - p) * p + first[1] / 2 * (p + q / 2)
        assert mean[1] == pytest.approx(second)

    @pytest.mark.parametrize("phi", [0.1, 0.18, 0.2, 0.25])
    def test_cascades_succeed_within_the_window_alone(self, phi):
        low, high = window(phi)
        assert [cascade_window.success(z, phi) > 0.02 for z in (0.9 * low, 1.1 * low, 0.9 * high, 1.1 * high)] == [
            False,
            True,
            True,
            False,
        ]

    @pytest.mark.parametrize("phi", [0.26, 0.3, 0.5, 0.9, 1.0])
    def test_above_a_quarter_there_is_no_window(self, phi):
        assert window(phi) is None

    @pytest.mark.parametrize(("phi", "says"), [(0.18, "from 1.02 to 5.76"), (0.3, "is none"), (0.02, "from 1.0")])
    def test_the_command_shows_the_window(self, phi, says):
        status, printed, _ = wom("show", "threshold_cascade", "--set", f"model.threshold={phi}")
        assert status == 0
        assert says in printed

    def test_whoever_has_the_threshold_exactly_is_vulnerable(self):
        assert [vulnerable_degree(phi) for phi in (0.18, 0.2, 0.25, 1 / 3, 0.1)] == [5, 5, 4, 3, 10]

    def test_influentials_by_theory_beat_random_seeds_but_not_by_their_ties(self):
        assert [round(cascade_seeds.influential(z), 2) for z in (2, 3, 4)] == [1.32, 1.14, 1.15]

    def test_two_consumers_are_slower_than_a_ring_and_a_ring_than_everyone(self):
        model, times = Bass(), np.linspace(0.5, 30, 60)
        pair = bass_networks.two_consumers(model, times)
        assert (pair < model.on_a_ring(times)).all()
        assert (model.on_a_ring(times) < model.curve(times)).all()

    def test_rewiring_keeps_degrees_and_moves_as_many_ties_as_it_should(self):
        i = np.arange(600)
        ring = Network.from_ties(
            600, np.tile(i, 2), np.concatenate(((i + 1) % 600, (i + 2) % 600)), np.ones(1200, bool)
        )
        moved = complex_contagion.rewired(ring, 0.3, 1)
        assert (moved.degree == ring.degree).all()
        kept = len(
            set(zip(*map(tuple, ring.ties()[:2]), strict=True)) & set(zip(*map(tuple, moved.ties()[:2]), strict=True))
        )
        # Every swap moves two ties, and some tie is chosen twice.
        assert 1200 * 0.4 < kept < 1200 * 0.65


class TestResults:
    def test_what_is_saved_is_loaded_and_drawn_again_to_the_byte(self, tmp_path, quick):
        _, validation = quick
        folder = validation.save(tmp_path / "results")
        again = Validation.load(folder)
        assert digest(again.arrow) == digest(validation.arrow)
        assert digest(again.lines) == digest(validation.lines)
        assert (again.finding(), again.short) == (validation.finding(), True)
        again.save_figures(tmp_path)
        assert (tmp_path / "talk_regression.png").read_bytes() == (folder / "talk_regression.png").read_bytes()
        assert page.text(again).count("\n| ") > len(again.outcomes[0].checks)

    def test_the_page_is_of_the_committed_table(self):
        """Renew both by `wom validate`, or the page alone by `python -m wordofmouth.tasks.validate.page`."""
        validation = Validation.load(page.RESULTS)
        assert page.PAGE.read_text(encoding="utf-8") == page.text(validation)
        assert [outcome.case for outcome in validation.outcomes] == list(cases())
        assert not validation.short
        assert validation.is_met

    def test_the_page_says_how_every_file_of_data_is_given(self):
        text = page.PAGE.read_text(encoding="utf-8")
        assert "wom validate --data DIR" in text
        assert [file.path for case in cases().values() for file in case.needs if f"`{file.path}`" not in text] == []

    @pytest.mark.data
    def test_data_that_are_given_are_read_by_workers_too(self):
        validation = validate(["bass_fits", "pattern_groups"], short=True, data=DATA, workers=1)
        assert [outcome.verdict for outcome in validation.outcomes] == [MET, MET]

    def test_unknown_cases_are_refused_before_anything_is_run(self):
        with pytest.raises(CaseError, match=r"no case is called 'bas_fits'; .*bass_fits"):
            validate(["bass_curve", "bas_fits"])


class TestCommand:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

    def wom(self, *said):
        """Run the command; return its exit status, what it printed and what it complained of."""
        done = CliRunner().invoke(app, ["validate", *said], env={"COLUMNS": "160"})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def test_an_unknown_case_is_one_line_with_the_nearest(self):
        status, _, complained = self.wom("talk_of_a_network")
        assert status == 2
        assert complained.count("\n") == 1
        assert "talk_of_the_network" in complained

    def test_a_case_leaves_table_figure_and_manifest(self, tmp_path):
        status, printed, _ = self.wom("pattern_groups", "--short")
        assert status == 0
        assert "groups less one block of 60, period 20" in printed
        folder = tmp_path / "results" / "validation-part"
        files = {"lines.parquet", "manifest.json", "pattern_groups.png", "table.csv", "table.parquet"}
        assert {path.name for path in folder.iterdir()} == files
        manifest = json.loads((folder / "manifest.json").read_text())
        asked = manifest["design"]
        assert (manifest["task"], asked["short"], list(asked["cases"])) == ("validate", True, ["pattern_groups"])

    @pytest.mark.parametrize("name", ["bass_fits", "pattern_survey"])
    def test_what_has_no_checks_or_no_lines_is_kept_too(self, name, tmp_path):
        """Nothing lies beside, so that one is skipped; the other draws no lines."""
        status, printed, complained = self.wom(name, "--short")
        assert (status, complained) == (0, "")
        assert ("data not given: --data DIR" in printed) == (name == "bass_fits")
        (outcome,) = Validation.load(tmp_path / "results" / "validation-part").outcomes
        assert bool(outcome.checks) == (name == "pattern_survey")

    @pytest.mark.parametrize(
        ("folder", "rule"),
        [
            ("nowhere", "there is no folder 'nowhere'"),
            (".", "has no 'adoption_series/durables_and_others.csv'"),
        ],
    )
    def test_a_folder_without_data_is_one_line(self, folder, rule, tmp_path):
        status, _, complained = self.wom("bass_fits", "--short", "--data", folder)
        assert status == 2
        assert complained.count("\n") == 1
        assert "--data" in complained
        assert rule in complained
        assert list(tmp_path.iterdir()) == []

    def test_what_has_read_real_data_is_made_again_by_giving_them(self):
        """They are not kept with the verdicts, and one line says the command."""
        done = CliRunner().invoke(app, ["reproduce", str(page.RESULTS)])
        assert done.exit_code == 2
        (refused,) = done.stderr.splitlines()
        assert "--data DIR` makes it again" in refused

    def test_what_is_not_met_ends_in_status_1_and_json_tells_it(self, monkeypatch):
        monkeypatch.setattr(
            "wordofmouth.tasks.validate.cases.pattern_groups._SIZES",
            {
                "one block of 60": 5,
                "12 groups of 5": 1,
                "60 single ones": 60,
            },
        )
        status, printed, _ = self.wom("pattern_groups", "--short", "--json")
        told = json.loads(printed)
        assert status == 1
        assert told["cases"][0]["verdict"] == NOT_MET
