"""A network from a file."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from wordofmouth.errors import ScenarioError
from wordofmouth.networks.files.reader import Influence, missing, read_network
from wordofmouth.networks.generator import TieGenerator, fixed_key
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import field


class File(TieGenerator):
    """A network as a file holds it, however many consumers that are.

    Formats: edge lists (``.csv``, ``.tsv``, ``.txt``, ``.edges``), ``.parquet``, ``.graphml``, ``.gexf``, ``.gml`` and
    Pajek's ``.net``, each also compressed (``.gz``).
    """

    is_fixed: ClassVar[bool] = True
    brings_consumers: ClassVar[bool] = True
    kind: Literal["file"] = "file"
    words = {"name": "your file"}
    path: str = field(..., "the file", unit="path")
    source: str = field("", "column of the first end of a tie; guessed where empty", unit="column")
    target: str = field("", "column of the second end of a tie; guessed where empty", unit="column")
    strength: str = field(
        "", "column or edge attribute with `strong` and `weak`, or with weights; guessed where empty", unit="column"
    )
    influence: Influence = field(
        "auto",
        "which way influence runs along a row: `forward` from its first consumer to its second, `reversed` the other "
        "way, `mutual` both; `auto` is as a graph file says, and mutual for edge lists",
        unit="direction",
    )
    community: str = field(
        "", "node attribute that holds the community (graph formats); where empty they are found", unit="attribute"
    )

    def inputs(self) -> dict[str, str]:
        """Return by the file's name the digest of the network that is in it, as it is understood.

        Neither its bytes nor the names of its consumers count, only their order.

        Raises:
            ScenarioError: if it cannot be read.
        """
        try:
            known = _DIGESTS.get(self, _state(self.path))
            return {f"network {Path(self.path).name}": known or self.network(0, fixed_key()).digest}
        except (ValueError, OSError) as error:
            raise ScenarioError(f"network: {line}" for line in str(error).splitlines()) from error

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what is wrong with the path, if anything."""
        wrong = missing(self.path)
        return [Mistake("path", self.path, wrong)] if wrong else []

    def read_from(self) -> str:
        """Return what is other when the file is another; nothing if it cannot be read, which is told when it is."""
        try:
            return ":".join(map(str, _state(self.path)))
        except OSError:
            return ""

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of the file, whose consumers are those it names: ``consumers`` is of no consequence."""
        state = _state(self.path) if Path(self.path).is_file() else None
        network = read_network(
            self.path,
            source=self.source,
            target=self.target,
            strength=self.strength,
            influence=self.influence,
            strong_share=self.strong_share,
            community=self.community,
            community_method=self.community_method,
            key=key,
        )
        if state and key == fixed_key() and _state(self.path) == state:
            _DIGESTS.add(self, state, network.digest)
        return network


def _state(path: str) -> tuple[int, int, int]:
    """Return what is other when a file is another, without reading it."""
    now = Path(path).stat()
    return now.st_ino, now.st_size, now.st_mtime_ns


class _Digests:
    """The digests of networks that were read, the last ones; each by its section and the state of its file."""

    def __init__(self, most: int = 100) -> None:
        self._most, self._lock = most, threading.Lock()
        self._known: OrderedDict[tuple[File, tuple[int, int, int]], str] = OrderedDict()

    def get(self, section: File, state: tuple[int, int, int]) -> str | None:
        with self._lock:
            return self._known.get((section, state))

    def add(self, section: File, state: tuple[int, int, int], digest: str) -> None:
        with self._lock:
            self._known[section, state] = digest
            if len(self._known) > self._most:
                self._known.popitem(last=False)


_DIGESTS = _Digests()
