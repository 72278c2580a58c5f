"""Names beside numbers: what a network's file calls the consumers of a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

    from wordofmouth.networks.network import Network

_ENDING = "_name"


def with_names(table: "pyarrow.Table", network: "Network", columns: Sequence[str]) -> "pyarrow.Table":
    """Return a table with the names of consumers behind their numbers, as ``consumer_name``; as it is without names.

    Args:
        table: of which some columns hold consumers' numbers; missing where it is nobody.
        network: whose consumers they are.
        columns: which columns these are.
    """
    import pyarrow
    import pyarrow.compute as compute

    if network.names is None:
        return table
    names = pyarrow.array(network.names, pyarrow.string())
    for column in columns:
        place = table.column_names.index(column) + 1
        table = table.add_column(place, f"{column}{_ENDING}", compute.take(names, table[column]))
    return table


def without_names(table: "pyarrow.Table") -> "pyarrow.Table":
    """Return a table with the numbers of consumers alone."""
    return table.drop_columns([name for name in table.column_names if name.endswith(_ENDING)])
