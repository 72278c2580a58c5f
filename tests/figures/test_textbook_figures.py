"""What tables of textbook models show: their states, in numbers and in the figure."""

import numpy as np
import pytest
from reference_textbook import RULES
from test_figures import collisions, texts
from test_summaries import adoption_table, one_brand
from wordofmouth.figures.adoption import adoption_figure
from wordofmouth.figures.style import house_style
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.adoption_table import state_shares, states
from wordofmouth.statistics.summaries import summarise
from wordofmouth.tasks.run import task as runner


def lived(kind: str, consumers: int = 300):
    """Return the table of a few runs of a model."""
    scenario = Scenario(consumers=consumers, weeks=12, model=kind, network={"kind": "cliques"})
    return runner.run(scenario, replications=3, workers=0).arrow


@pytest.mark.parametrize("kind", sorted(RULES))
def test_the_figure_shows_every_state(kind):
    """In bars at the end, and week by week in as many panels as there are; nothing overlaps or is missing."""
    table = lived(kind)
    names = [state.name for state in Model.kinds[kind].states]
    assert states(table) == names
    with house_style():
        figure = adoption_figure(table, title="A textbook's model", scenario_name=kind, seed=0)
        figure.canvas.draw()
        assert not collisions(figure)
        written = [text for text, _ in texts(figure)]
    assert {*names, *(name.capitalize() for name in names[-3:]), "In the end", "New buyers"} <= set(written)
    assert not {"not measured", "Rating", "Heard last before buying"} & set(written)


def test_the_summary_tells_what_buyers_do_not():
    """Rejecters and the dissatisfied are told as shares of everyone; of two states nothing is told twice."""
    table = lived("bad_news")
    rows = {row.name: row for row in summarise(table)}
    for state in ("dissatisfied", "rejecters"):
        final = np.median(np.array(table[state].to_pylist()).reshape(3, 12)[:, -1]) / 300
        assert rows[state].value == pytest.approx(final)
        assert (rows[state].label, rows[state].unit) == (f"{state} at the end", "share")
    assert not {"adopters", "waiting"} & {row.name for row in summarise(lived("bass"))}


def test_states_are_those_in_which_everyone_is():
    """Columns that do not add up to everyone are measures of something else."""
    bought = one_brand([1, 2, 3])
    whole = {"one": 100 - np.cumsum(bought, axis=1), "other": np.cumsum(bought, axis=1)}
    assert states(adoption_table(bought, **whole)) == ["one", "other"]
    assert state_shares(adoption_table(bought, **whole))["other"][0, :, 0] == pytest.approx([0.01, 0.03, 0.06])
    assert states(adoption_table(bought, **whole | {"other": bought})) == []
    assert states(adoption_table(bought, one=0 * bought, other=0 * bought)) == []
    assert states(adoption_table(0 * bought, one=0 * bought, other=0 * bought)) == []
    assert states(adoption_table(bought, **whole, aware=0 * bought)) == []
    assert states(adoption_table(bought)) == []
