"""Copies: a network as it was understood, its people as numbers in their order, in a file that leaves nothing open.

It is a Parquet table of ties whose metadata say the rest. Nothing that a scenario says of how to read its file matters
for a copy: strong ties are strong, communities are as they were found, and the digest is that of the original.
"""

import json
from pathlib import Path
from typing import Any

from wordofmouth.networks.network import Network
from wordofmouth.tables.mistakes import mistake

_ABOUT = b"wordofmouth.network"


def write_copy(path: Path, network: Network, *, names: bool = False) -> None:
    """Write a network to a Parquet file; with the names of its people only if that is asked for."""
    import pyarrow
    import pyarrow.parquet

    about = {
        "people": network.n,
        "directed": network.directed,
        "community": network.community.tolist(),
        "names": network.names if names else None,
        "notes": network.notes,
        "strength_from": network.strength_from,
    }
    # Arrays have their types; there is nothing to infer, even without ties.
    ties = [pyarrow.array(column) for column in network.ties()]
    table = pyarrow.Table.from_arrays(ties, ["source", "target", "strong"])
    marked = table.replace_schema_metadata({_ABOUT: json.dumps(about).encode()})
    pyarrow.parquet.write_table(marked, path, compression="zstd")


def read_copy(path: str, data: bytes) -> Network | None:
    """Return the network of a copy; None if the file is none.

    Raises:
        ValueError: if it is a copy that is damaged.
    """
    import numpy as np
    import pyarrow
    import pyarrow.parquet

    try:
        about: Any = (pyarrow.parquet.read_schema(pyarrow.BufferReader(data)).metadata or {}).get(_ABOUT)
    except (pyarrow.ArrowException, OSError):
        return None
    if about is None:
        return None
    try:
        content = json.loads(about)
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
        source, target, strong = (table[name].to_numpy() for name in ("source", "target", "strong"))
        return Network.from_ties(
            content["people"],
            source,
            target,
            strong.astype(np.bool_),
            community=np.array(content["community"], dtype=np.int32),
            directed=content["directed"],
            names=content["names"],
            notes=content["notes"],
            # Copies of earlier versions do not say it.
            strength_from=content.get("strength_from", ""),
        )
    except (pyarrow.ArrowException, OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise mistake(path, f"this copy of a network is damaged ({str(error).partition(chr(10))[0]})") from None
