"""Tables: columns have the types that are declared, whatever is in them and if nothing is; files give them back."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import PACKAGE
from wordofmouth.results.tables import digest, of_rows, read_parquet, write_csv, write_table
from wordofmouth.tasks.optimise.record import RUNS
from wordofmouth.tasks.peers.estimate import Effect
from wordofmouth.tasks.peers.record import GROUPS
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.worker import no_outcomes
from wordofmouth.tasks.validate.record import CHECKS, POINTS, CaseResult, Validation

DECLARED = {"checks": CHECKS, "points": POINTS, "effects": Effect.__annotations__, "groups": GROUPS, "runs": RUNS}
ARROW = {int: "int64", float: "double", str: "string"}
VALUES = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(),
    str: st.text(st.characters(exclude_categories="C")),
}


def kept(table, folder):
    """Write a table both ways, and return what the one that keeps types gives back."""
    write_csv(folder / "table.csv", table)
    write_table(folder / "table.parquet", table, {"digest": digest(table)})
    return read_parquet(folder / "table.parquet")


@pytest.mark.parametrize("rows", [0, 3])
@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_table_without_rows_or_values_is_written_and_read(name, rows, tmp_path):
    columns = DECLARED[name]
    table = of_rows(columns, [(None,) * len(columns)] * rows)
    assert [str(kind) for kind in table.schema.types] == [ARROW[kind] for kind in columns.values()]
    again = kept(table, tmp_path)
    assert again.equals(table)
    assert digest(again) == digest(table)


@given(data=st.data())
def test_types_are_those_declared_whatever_the_rows_hold(data, tmp_path_factory):
    """Any declaration, any rows, any of the values missing: the file gives back the same types and values."""
    columns = data.draw(st.dictionaries(st.text("abc", min_size=1), st.sampled_from(list(VALUES)), min_size=1))
    rows = data.draw(st.lists(st.tuples(*(st.none() | VALUES[kind] for kind in columns.values())), max_size=4))
    table = of_rows(columns, rows)
    assert [str(kind) for kind in table.schema.types] == [ARROW[kind] for kind in columns.values()]
    again = kept(table, tmp_path_factory.mktemp("table"))
    assert again.schema.types == table.schema.types
    assert digest(again) == digest(table)
    assert list(map(str, zip(*again.to_pydict().values(), strict=True))) == list(map(str, rows))


def test_a_value_of_another_type_is_refused():
    with pytest.raises(ValueError, match="convert"):
        of_rows({"number": int}, [("one",)])


@pytest.mark.parametrize(
    "outcomes", [(), (CaseResult("bass_fits", missing=("a.csv",)),), (CaseResult("pattern_survey"),)]
)
def test_a_validation_without_checks_or_lines_is_saved_and_loaded(outcomes, tmp_path):
    folder = Validation.of(outcomes, short=True).save(tmp_path / "kept")
    assert Validation.load(folder).outcomes == outcomes


def test_a_unit_whose_runs_all_failed_has_the_columns_of_the_others(tmp_path):
    design = Design(factors={"brand.quality": [0.4, 0.9], "network.kind": ["small_world"]})
    again = kept(no_outcomes(design), tmp_path)
    assert again.num_rows == 0
    kinds = dict(zip(again.column_names, map(str, again.schema.types), strict=True))
    assert (kinds["brand.quality"], kinds["network.kind"], kinds["npv"]) == ("double", "string", "double")


def inferring(source):
    """Return the calls by which pyarrow would guess the types of columns from their values."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call, ast.Attribute)
        and (call.attr in ("from_pylist", "from_pydict", "from_pandas") or ast.unparse(call) == "pyarrow.table")
    ]


def test_only_the_module_of_tables_makes_them_of_values():
    """There types are declared; elsewhere pyarrow would infer them, and a column without values would have none."""
    assert inferring("pyarrow.table({'a': []})")
    files = PACKAGE.rglob("*.py")
    found = {path.name: calls for path in files if (calls := inferring(path.read_text(encoding="utf-8")))}
    assert found == {"tables.py": ["pyarrow.Table.from_pylist"]}
