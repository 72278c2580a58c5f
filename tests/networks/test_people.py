"""People beside their ties: in a table of their own or a sheet; names, communities, and who has no tie."""

import pytest
from network_examples import read, write
from test_dialects import said, workbook
from wordofmouth.networks.generators.file import File
from wordofmouth.networks.network import Network

TIES = "from,to\n1,2\n2,3\n"
PEOPLE = "id;label;club\n1;anna;red\n2;bob;blue\n3;cy;red\n4;dan;blue\n"


def test_a_table_of_people_names_them_and_adds_who_has_no_tie(tmp_path):
    write(tmp_path, "people.csv", PEOPLE)
    network = read(tmp_path, "ties.csv", TIES, nodes="people.csv", community="club")
    assert said(network) == {"anna-bob", "bob-cy", "dan"}
    assert network.names == ("anna", "bob", "cy", "dan")
    assert (network.community == network.community[[2, 3, 0, 1]]).all()
    assert network.n_communities == 2
    assert any("1 person without ties" in note for note in network.notes)


def test_people_beside_change_no_tie_and_no_strength(tmp_path):
    """A table that says no more than the ties gives the same bits."""
    write(tmp_path, "people.csv", "id,age\n1,30\n2,40\n3,50\n")
    assert read(tmp_path, "ties.csv", TIES, nodes="people.csv").digest == read(tmp_path, "ties.csv", TIES).digest


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ("id,age\n1,30\n1,40\n", "id: '1' comes 2 times"),
        ("id,age\n,30\n1,40\n", "line 2: id: the id is missing"),
        ("id,age\nx,30\ny,40\n", "nobody here has ties, where people are called '1'"),
        (None, r"people\.csv: cannot be read"),
    ],
)
def test_people_who_do_not_fit_are_refused(tmp_path, people, why):
    if people:
        write(tmp_path, "people.csv", people)
    with pytest.raises(ValueError, match=why):
        read(tmp_path, "ties.csv", TIES, nodes="people.csv")


def test_a_workbook_as_it_is_mailed_works_as_it_is(tmp_path):
    """Ties on one sheet, people on another: both are found by their titles, and that is said."""
    people = [["Id", "Label", "Age"], [1, "anna", 30], [2, "bob", 40], [3, "cy", 50], [4, "dan", 60]]
    ties = [["Source", "Target", "Weight"], [1, 2, 2.5], [2, 3, 1]]
    notes = [["made by", "a colleague"], ["in", "May"]]
    network = read(tmp_path, "mailed.xlsx", workbook(people=people, ties=ties, notes=notes))
    assert said(network) == {"anna-bob", "bob-cy", "dan"}
    assert network.strength_from == "Weight"
    assert "the ties are those of sheet 'ties' (else `sheet` NAME)" in network.notes


def test_a_network_is_another_when_its_people_are(tmp_path):
    """What is kept of a file goes by the table beside it too."""
    path = write(tmp_path, "ties.csv", TIES)
    write(tmp_path, "people.csv", "id\n1\n2\n3\n")
    section = File(path=str(path), nodes="people.csv")
    before, digest = section.read_from(), section.inputs()
    write(tmp_path, "people.csv", "id\n1\n2\n3\n4\n")
    assert section.read_from() != before
    assert section.inputs() != digest
    assert isinstance(section.network(0, 0), Network)
