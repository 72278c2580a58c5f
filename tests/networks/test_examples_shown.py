"""What is shown beside a choice is what stands first in the file: whoever decides sees the tie as it was written."""

import pytest
from wordofmouth.errors import ChoiceError
from wordofmouth.networks.files.reader import read_network


def read(tmp_path, content, name="ties.csv", **options):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_network(path, **options)


def examples(tmp_path, content):
    """Return the first tie in each reading of a file that can be read in several ways."""
    with pytest.raises(ChoiceError) as error:
        read(tmp_path, content)
    return [reading.first for reading in error.value.readings]


def test_contacts_in_one_cell_are_shown_from_their_person_on(tmp_path):
    shown = examples(tmp_path, 'who;whom\nanna;"bob,cy"\nbob;"anna,cy"\ncy;"anna,bob"\n')
    assert "anna – bob" in shown


def test_columns_that_may_be_ends_are_shown_by_their_first_row(tmp_path):
    shown = examples(tmp_path, "a,b,c,d\nann,x1,bob,cy\nbob,x2,cy,ann\ncy,x3,ann,bob\ndee,x4,ann,cy\n")
    assert any("ann" in each and "bob" in each for each in shown)
    assert not any(each.startswith("ann") and each.endswith(("dee", "x4")) for each in shown)


def test_lists_that_are_said_to_be_lists_have_their_header_left_out(tmp_path):
    content = "name,friend1,friend2\nanna,bob,cy\nbob,anna,cy\ncy,anna,bob\n"
    network = read(tmp_path, content, shape="lists")
    assert network.n == 3
    assert sorted(network.names) == ["anna", "bob", "cy"]


def test_a_node_twice_in_json_is_told_without_a_line(tmp_path):
    nodes = '{"nodes": [{"id": "a"}, {"id": "b"}, {"id": "a"}], "links": [{"source": "a", "target": "b"}]}'
    with pytest.raises(ValueError, match=r"ties.json: node 'a' is there already"):
        read(tmp_path, nodes, "ties.json")
