"""What a notebook shows of a model, its consumers and its network: in tables, at any moment, with names escaped."""

import networkx
import wordofmouth as wom


def test_a_model_shows_how_far_it_has_come():
    """Before its first week, on its way, and of a textbook's model."""
    model = wom.WordOfMouth(wom.Scenario.load("small").varied({"name": "mine"}), rng=1)
    assert "mine: 200 consumers, week 0 of" in model._repr_html_()
    model.step()
    shown = model._repr_html_()
    assert "week 1 of" in shown
    assert "penetration" in shown
    book = wom.WordOfMouth("bass", rng=1)
    book.step()
    assert "week 1 of" in book._repr_html_()


def test_brands_whose_names_are_markup_are_escaped():
    model = wom.WordOfMouth(wom.Scenario.load("small").varied({"brand.name": "<b>Aster</b>"}), rng=1)
    model.step()
    assert "<b>" not in model._repr_html_()


def test_consumers_show_what_they_have():
    """All, nobody, and one: the first rows under how many they are."""
    model = wom.WordOfMouth("small", rng=1)
    shown = model.agents._repr_html_()
    assert "200 consumers; the first 10" in shown
    assert "online" in shown
    assert shown.count("<tr") == 12
    assert "0 consumers" in model.agents.select(lambda agent: False)._repr_html_()
    one = model.agents[4]._repr_html_()
    assert "1 consumer<" in one
    assert "<th>5</th>" in one


def test_a_network_shows_its_size():
    shown = wom.Network.from_networkx(networkx.Graph([(0, 1), (0, 2)]))._repr_html_()
    assert all(f"<td>{number}</td>" in shown for number in (3, 2, 1))
