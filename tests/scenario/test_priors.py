"""Where numbers of the model come from: a source, a prior, or whoever asks; no number comes from nowhere."""

import tomllib

import pytest
from wordofmouth.scenario.parts import ASSUMPTION, SETTING, Prior, Section, field
from wordofmouth.scenario.reference import fields, markdown, parameter_table

# An unset field is no number: it stands for another's, or for none.
NUMBERS = [entry for entry in fields() if "number" in entry.type and entry.default not in ("", "[]", "required")]
ASSUMED = [entry for entry in fields() if entry.source == ASSUMPTION]


def called(entry):
    return f"{entry.path}-{entry.kind}"


@pytest.mark.parametrize("entry", NUMBERS, ids=called)
def test_every_number_has_a_source_or_a_prior_or_is_a_setting(entry):
    """Whoever adds a field without any is told its name here."""
    assert entry.source, f"{called(entry)}: give it a source in the literature, a Prior, or SETTING"


@pytest.mark.parametrize("entry", ASSUMED, ids=called)
def test_every_assumption_has_a_range_with_its_default_in_it_and_a_reason(entry):
    assert entry.prior_low <= tomllib.loads(f"value = {entry.default}")["value"] <= entry.prior_high
    assert entry.prior_low < entry.prior_high
    assert len(entry.reason.split()) >= 4
    assert not entry.reason.endswith(".")


def test_only_assumptions_have_ranges():
    assert len(ASSUMED) > 50
    assert all((entry.prior_low is not None) == (entry.source == ASSUMPTION) for entry in fields())


@pytest.mark.parametrize("entry", [entry for entry in fields() if entry.family == "lever"], ids=called)
def test_what_a_campaign_costs_and_counts_is_a_setting(entry):
    """The line between what is believed and what is decided: money, weeks and counts are decided."""
    if entry.default and entry.unit in ("money", "week", "weeks", "consumers", "reviews"):
        assert entry.source == SETTING


@pytest.mark.parametrize(
    ("prior", "scale", "text"),
    [
        (Prior(0.2, 0.7, "why"), "linear", "0.2 to 0.7"),
        (Prior(0.1, 0.9999, "why"), "linear", "0.1 to 0.9999"),
        (Prior(0.1, 1.0, "why"), "log", "0.1 to 1, by ratio"),
        (Prior(0.0, 100.0, "why"), "linear", "0 to 100"),
        (Prior(500.0, 20_000.0, "why"), "log", "500 to 20,000, by ratio"),
        (Prior(-1.0, 1.5, "why"), "linear", "-1 to 1.5"),
    ],
)
def test_a_range_of_a_decade_is_one_of_ratios(prior, scale, text):
    assert (prior.scale, prior.text) == (scale, text)


def test_a_prior_is_declared_once_and_found_where_it_is_asked_for():
    """The field of a part has it, whoever wrote the part; a source in words is none."""

    class Part(Section):
        assumed: float = field(0.3, "how much", unit="ratio", source=Prior(0.1, 0.5, "nobody knows it better"))
        known: float = field(0.3, "how much", unit="ratio", source="Someone 1999")

    prior = Prior.of(Part.model_fields["assumed"].json_schema_extra)
    assert prior == Prior(0.1, 0.5, "nobody knows it better")
    assert Prior.of(Part.model_fields["known"].json_schema_extra) is None


def test_pages_tell_range_and_reason_of_every_assumption():
    for page in (markdown(), parameter_table()):
        for entry in ASSUMED:
            assert f"| {entry.origin} |" in page
            assert entry.reason in entry.origin
            assert f"{entry.prior_high:,g}" in entry.origin
