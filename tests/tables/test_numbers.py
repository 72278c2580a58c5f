"""Numbers in texts: what is put when a mark may be one of decimals or of thousands."""

import pytest
from wordofmouth.errors import ChoiceError
from wordofmouth.tables.numbers import Cell, with_points
from wordofmouth.tables.text import decoded


@pytest.mark.parametrize(
    ("text", "mark", "separator", "shown"),
    [("1,234", "comma", ";", ["1.234", "1234"]), ("1.234", "point", ";", ["1.234", "1234"])],
)
def test_both_readings_are_shown_as_numbers(text, mark, separator, shown):
    with pytest.raises(ChoiceError) as error:
        with_points("sales.csv", "sales", [Cell(2, text), Cell(3, text)], separator=separator)
    readings = error.value.readings
    assert [reading.first for reading in readings] == shown
    assert [reading.options for reading in readings] == [
        {"decimal": mark},
        {"decimal": {"comma": "point", "point": "comma"}[mark]},
    ]


@pytest.mark.parametrize("data", [b"\0a,b\n1,2\n", b"a,b\n1,\0\n"])
def test_a_null_character_anywhere_is_no_text(data):
    """The first byte is a place like any other."""
    with pytest.raises(ValueError, match="a null character, so this is no text"):
        decoded("sales.csv", data)
