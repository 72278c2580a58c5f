"""Packing: a recording as bytes for a browser: its map, and the people around one of them."""

import json
from typing import Any

import numpy as np

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.networks.network import Network
from wordofmouth.player.recording import Recording

MOST_TIES = 60_000
MOST_AROUND = 240
MOST_NAMED = 20_000


def drawn(recording: Recording, names: bool = True) -> bytes:
    """Return a map: a header in JSON, then what it counts.

    The header has the consumers' ``names``, if they have any and these are asked for. If there is nothing yet it says
    so, and how far the engine is prepared: functions that are ready, how many there are, and seconds left; or null.
    After it: places, float32 pairs (none in a crowd); circles, float32 triples; in which community each consumer is,
    int32; ties, int32 pairs; whether each is strong, and the consumers' traits, a byte each.
    """
    if recording.network is None or recording.places is None:
        waiting = {"waiting": True, "preparing": COMPILING.state}
        return _packed({"error": recording.error} if recording.error else waiting)
    network, places = recording.network, recording.places
    ties, strong = _ties(network) if not recording.crowd else (np.empty((0, 2), np.int32), np.empty(0, np.uint8))
    header = {
        "consumers": network.n,
        "communities": network.n_communities,
        "ties": len(ties),
        "crowd": recording.crowd,
        "network": network.digest,
        "places": len(places.places),
        "names": network.names if names and network.n <= MOST_NAMED else None,
    }
    arrays = (places.places, places.centres, network.community, ties, strong, np.frombuffer(recording.traits, np.uint8))
    return _packed(header, *arrays)


def around(recording: Recording, network: Network, consumer: int) -> bytes:
    """Return the people around one in a recording's network, as bytes.

    A header, their ids, int32; which ties are strong; states by week, a byte each.
    """
    begin, end = network.starts[consumer], network.starts[consumer + 1]
    others = network.targets[begin : min(end, begin + MOST_AROUND)]
    strong = (np.arange(len(others)) < network.strong[consumer]).astype(np.uint8)
    ids = np.concatenate([[consumer], others]).astype(np.int32)
    states = recording.states_of(ids)
    header = {"consumers": len(ids), "weeks": len(states), "ties": int(end - begin)}
    return _packed(header, ids, np.concatenate([[1], strong]).astype(np.uint8), states)


def _ties(network: Network) -> tuple[np.ndarray, np.ndarray]:
    source, target, strong = network.ties()
    if len(source) > MOST_TIES:
        sample = np.linspace(0, len(source) - 1, MOST_TIES).astype(np.int64)
        source, target, strong = source[sample], target[sample], strong[sample]
    return np.column_stack([source, target]), strong.astype(np.uint8)


def _packed(header: dict[str, Any], *arrays: np.ndarray[Any, Any]) -> bytes:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)
