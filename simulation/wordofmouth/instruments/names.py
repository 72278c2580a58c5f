"""Names beside numbers: what a network's file calls the consumers of a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wordofmouth.errors import ScenarioError
from wordofmouth.networks.files.ties import hint

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


def number_in(network: "Network", consumer: int | str) -> int:
    """Return a consumer's number, given that or, if the network has names, the name.

    Raises:
        ScenarioError: if there is no such consumer.
    """
    names = network.names
    if isinstance(consumer, str) and names and consumer in names:
        return names.index(consumer)
    if isinstance(consumer, int) or consumer.lstrip("-").isdecimal():
        if not 0 <= int(consumer) < network.n:
            raise ScenarioError([f"consumer: {consumer} is not allowed: consumers go from 0 to {network.n - 1}"])
        return int(consumer)
    why = hint(consumer, names) if names else "; the consumers of this network have numbers"
    raise ScenarioError([f"consumer: nobody is called {consumer!r}{why}"])
