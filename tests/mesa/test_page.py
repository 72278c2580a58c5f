"""Mesa's own page, SolaraViz, shows a market, steps it, varies it and begins it anew."""

import pytest
from wordofmouth import WordOfMouth

made = []


class Watched(WordOfMouth):
    def __init__(self, base=None, /, **parameters):
        super().__init__(base, **parameters)
        made.append(self)


@pytest.fixture
def page():
    """Render the page without a browser, with one curve, a slider and a choice of presets."""
    import solara
    from mesa.visualization import Slider, SolaraViz, make_plot_component

    model = Watched("small", rng=3)
    presets = {"type": "Select", "value": "small", "values": ["small", "launch"], "label": "market"}
    asked = {"consumers": Slider("people", 300, 100, 500, 50), "scenario": presets}

    @solara.component
    def whole():
        with solara.AppLayout():
            SolaraViz(model, components=[make_plot_component("buyers")], model_params=asked)

    _, context = solara.render(whole(), handle_error=False)
    yield context
    context.close()
    made.clear()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_mesas_page_steps_varies_and_resets(page):
    import ipyvuetify

    def press(label):
        next(button for button in page.find(ipyvuetify.Btn).widgets if button.children == [label]).click()

    def control(kind, label):
        return next(widget for widget in page.find(kind).widgets if widget.label == label)

    press("Step")
    press("Step")
    assert [model.market.week for model in made] == [2]
    # Kept is the scenario that the model was made with, where the visitor does not choose another.
    control(ipyvuetify.Slider, "people").v_model = 450
    press("Reset")
    assert (made[-1].market.scenario.name, made[-1].market.n, made[-1].market.week) == ("small", 450, 0)
    control(ipyvuetify.Select, "market").v_model = "launch"
    press("Reset")
    assert (made[-1].market.scenario.name, made[-1].market.n) == ("launch", 450)
    press("Step")
    assert [model.market.week for model in made] == [2, 0, 1]
