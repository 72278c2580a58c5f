"""The schedule: the model's description says the week as the code has it."""

import pytest
from wordofmouth.errors import ScenarioError
from wordofmouth.market.week import WEEK
from wordofmouth.reports.schedule import columns_table, flow, plan_of, with_schedule
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.reference import MODEL
from wordofmouth.scenario.scenario import Scenario


def test_the_description_of_the_model_has_the_week_as_it_is():
    """Else: python -m wordofmouth.reports.schedule."""
    text = MODEL.read_text(encoding="utf-8")
    assert text == with_schedule(text)
    for name in ("week", "flow", "columns", "state", "draws"):
        assert f"<!-- {name}: generated -->" in text
        assert with_schedule(text.replace(f"<!-- /{name} -->", f"old\n<!-- /{name} -->")) == text


def test_every_part_is_in_the_table():
    """Once, under the first phase in which it acts; with all that it declares."""
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in columns_table().splitlines()[2:]]
    parts = [(part, reads, changes) for _, part, reads, changes in rows if part]
    expected = [
        (f"`{name}`", *(", ".join(f"`{each}`" for each in sorted(names)) or "–" for names in (kind.reads, kind.writes)))
        for family in (Behaviour, Channel, Lever)
        for name, kind in family.kinds.items()
    ]
    assert sorted(parts) == sorted(expected)
    places = [[phase.name for phase in WEEK].index(row[0].split()[0]) for row in rows]
    assert places == sorted(places)


def test_what_is_written_flows_to_whom_reads_it():
    """Talks are spoken, and then heard through channels; nothing but an arrow leads from the one to the other."""
    lines = flow().splitlines()
    assert "  speaking --> table_talks" in lines
    assert "  table_talks --> listening" in lines


def test_a_plan_names_who_acts():
    """The phases in their order, and under each the levers, channels and behaviours of this scenario."""
    campaign = [{"kind": "seeding", "name": "gifts"}, {"kind": "guarantee", "name": "promise"}]
    plan = plan_of(Scenario(campaign=campaign))
    assert [plan.index(f"{place}. {phase.name}:") for place, phase in enumerate(WEEK, 1)] == sorted(
        plan.index(f"{place}. {phase.name}:") for place, phase in enumerate(WEEK, 1)
    )
    acting, responding = plan.index("→ gifts, promise"), plan.index("→ promise")
    assert plan.index("2. campaign") < acting < plan.index("3. speaking")
    assert plan.index("8. response") < responding < plan.index("9. observation")
    with pytest.raises(ScenarioError, match="no market"):
        plan_of(Scenario(model="bass"))
