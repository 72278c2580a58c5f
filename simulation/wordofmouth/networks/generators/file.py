"""A network from a file."""

import hashlib
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from wordofmouth.networks.files.reader import Influence, missing, read_network
from wordofmouth.networks.generator import TieGenerator
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

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what is wrong with the path, if anything."""
        wrong = missing(self.path)
        return [Mistake("path", self.path, wrong)] if wrong else []

    def read_from(self) -> str:
        """Return the SHA-256 of the file's bytes; nothing if it cannot be read, which is told when it is."""
        try:
            with Path(self.path).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of the file, whose consumers are those it names: ``consumers`` is of no consequence."""
        return read_network(
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
