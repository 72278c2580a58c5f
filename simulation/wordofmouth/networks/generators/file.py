"""A network from a file."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from wordofmouth.carried import place
from wordofmouth.errors import ScenarioError
from wordofmouth.networks.files.reader import Influence, missing, read_network
from wordofmouth.networks.generator import TieGenerator, fixed_key
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.generator import Mistake
from wordofmouth.scenario.parts import field
from wordofmouth.tables.dialect import Decimal, Dialect, Header


class File(TieGenerator):
    """A network as a file holds it, however many consumers that are.

    Formats: tables of ties, matrices and lists of contacts (text in any dialect, ``.xlsx``, ``.parquet``), GraphML,
    GEXF, GML, Pajek, MatrixMarket, UCINET DL, LGL, METIS, node-link JSON, ``.npz`` of SciPy; each also packed
    (``.gz``, ``.zip``). The content says which. ``wom look FILE`` tells what a file is taken for.
    """

    is_fixed: ClassVar[bool] = True
    brings_consumers: ClassVar[bool] = True
    kind: Literal["file"] = "file"
    words = {"name": "your file"}
    path: str = field(..., "the file", unit="path")
    source: str = field("", "column of the first end of a tie, by name or number; guessed where empty", unit="column")
    target: str = field("", "column of the second end of a tie; guessed where empty", unit="column")
    strength: str = field(
        "",
        "column or edge attribute with `strong` and `weak`, or with weights; guessed where empty, by lot where `none`",
        unit="column",
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

    shape: Literal["auto", "ties", "matrix", "lists"] = field(
        "auto",
        "what a row of a table is: one of the `ties`, of a `matrix`, or a person and all whom that one names (`lists`)",
        idle="auto",
        unit="shape",
    )
    header: Header = field("auto", "whether the first row of a table names its columns", idle="auto", unit="choice")
    sheet: str = field("", "sheet of a workbook; where empty the only one that holds anything", idle="", unit="name")
    encoding: str = field(
        "", "encoding of a text; where empty by its mark, UTF-8, or cp1252 if it cannot be", idle="", unit="name"
    )
    separator: str = field(
        "", "what parts columns: `comma`, `semicolon`, `tab`, `blank`, `bar`; guessed where empty", idle="", unit="sign"
    )
    decimal: Decimal = field(
        "auto", "what marks decimals of weights; the other mark parts thousands", idle="auto", unit="sign"
    )
    ids: Literal["auto", "exact"] = field(
        "auto",
        "whether whole numbers written in two ways, as 1 and 1.0, are two people (`exact`)",
        idle="auto",
        unit="choice",
    )

    relation: str = field(
        "", "which relation of several (Pajek), by name or number; all as one where empty", idle="", unit="name"
    )

    nodes: str = field(
        "",
        "table of people beside the file: names, communities, who has no tie; by its place from there",
        idle="",
        unit="path",
    )

    def inputs(self) -> dict[str, str]:
        """Return by the file's name the digest of the network that is in it, as it is understood.

        Neither its bytes nor the names of its consumers count, only their order.

        Raises:
            ScenarioError: if it cannot be read.
        """
        try:
            known = _DIGESTS.get(self, _state(self.files))
            return {f"network {Path(self.path).name}": known or self.network(0, fixed_key()).digest}
        except (ValueError, OSError) as error:
            raise ScenarioError(f"network: {line}" for line in str(error).splitlines()) from error

    def names(self) -> tuple[str, ...]:
        """Return what the file calls its consumers, in their order; nothing where it numbers them from 0.

        Raises:
            ScenarioError: if it cannot be read.
        """
        try:
            return self.network(0, fixed_key()).names or ()
        except (ValueError, OSError) as error:
            raise ScenarioError(f"network: {line}" for line in str(error).splitlines()) from error

    @property
    def dialect(self) -> Dialect:
        """How a table is written, as far as the fields say it."""
        return Dialect(self.encoding, self.separator, self.header, self.decimal, self.sheet)

    def reads_files(self) -> list[Path]:
        """Return what is read: the file, and the table of people beside it if there is one; a copy has none."""
        people = Path(self.path).parent / self.nodes
        return [Path(self.path), people] if self.nodes and place(people).is_file() else [Path(self.path)]

    @property
    def files(self) -> list[Path]:
        """Where what is read lies."""
        return [*map(place, self.reads_files())]

    def mistakes(self, consumers: int) -> list[Mistake]:
        """Return what is wrong with the path, if anything."""
        wrong = missing(place(self.path))
        return [Mistake("path", self.path, wrong)] if wrong else []

    def read_from(self) -> str:
        """Return what is other when what is read is another; nothing if it cannot be read, which is told when it is."""
        try:
            return ":".join(map(str, (part for state in _state(self.files) for part in state)))
        except OSError:
            return ""

    def network(self, consumers: int, key: np.uint64) -> Network:
        """Return the network of the file, whose consumers are those it names: ``consumers`` is of no consequence."""
        files, people = self.files, Path(self.path).parent / self.nodes
        state = _state(files) if all(file.is_file() for file in files) else None
        network = read_network(
            place(self.path),
            source=self.source,
            target=self.target,
            strength=self.strength,
            influence=self.influence,
            strong_share=self.strong_share,
            community=self.community,
            community_method=self.community_method,
            key=key,
            shape=self.shape,
            ids=self.ids,
            relation=self.relation,
            nodes=self.nodes and (self.nodes if place(people) == people else place(people)),
            dialect=self.dialect,
        )
        if state and key == fixed_key() and _state(files) == state:
            _DIGESTS.add(self, state, network.digest)
        return network


type _State = tuple[tuple[int, ...], ...]


def _state(files: Sequence[Path]) -> _State:
    """Return what is other when a file is another, without reading it.

    The time of the last change counts too: unlike that of the last writing nobody can set it back.
    """
    states = (file.stat() for file in files)
    return tuple((now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns) for now in states)


class _Digests:
    """The digests of networks that were read, the last ones; each by its section and the state of its file."""

    def __init__(self, most: int = 100) -> None:
        self._most, self._lock = most, threading.Lock()
        self._known: OrderedDict[tuple[File, _State], str] = OrderedDict()

    def get(self, section: File, state: _State) -> str | None:
        with self._lock:
            return self._known.get((section, state))

    def add(self, section: File, state: _State, digest: str) -> None:
        with self._lock:
            self._known[section, state] = digest
            if len(self._known) > self._most:
                self._known.popitem(last=False)


_DIGESTS = _Digests()
