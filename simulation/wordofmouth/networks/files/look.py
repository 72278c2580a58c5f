"""What a network's file is taken for, in a few lines: who is in it, what was guessed, what was left out."""

import csv
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.networks.network import Network
from wordofmouth.tables.mistakes import is_guess
from wordofmouth.words.numbers import counted

_EXAMPLES = 3


class NetworkLook(NamedTuple):
    """What was understood of a file.

    Attributes:
        people, ties, components: how many there are; an undirected tie counts once.
        directed: whether ties have a direction.
        strength: the column that says which ties are strong; empty where lots were drawn.
        examples: the names at both ends of the first ties, from whom word comes to whom it reaches.
        left_out: what was not used or dropped, counted, in words.
        guesses: what was guessed, each with the argument that overrules it.
    """

    people: int
    ties: int
    components: int
    directed: bool
    strength: str
    examples: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    guesses: tuple[str, ...]

    @classmethod
    def of(cls, network: Network) -> "NetworkLook":
        """Return what was understood of a network's file."""
        import scipy.sparse.csgraph

        components, _ = scipy.sparse.csgraph.connected_components(network.to_scipy(), directed=False)
        source, target, _ = (column[:_EXAMPLES].tolist() for column in network.ties())
        names = network.names or range(network.n)
        return cls(
            network.n,
            network.n_ties,
            int(components),
            network.directed,
            network.strength_from,
            tuple((str(names[a]), str(names[b])) for a, b in zip(source, target, strict=True)),
            tuple(note for note in network.notes if not is_guess(note)),
            tuple(note for note in network.notes if is_guess(note)),
        )

    def lines(self) -> list[str]:
        """Return it in lines of plain English."""
        kind = "directed tie" if self.directed else "mutual tie"
        strength = f"strength from {self.strength!r}" if self.strength else "strength by lot"
        sizes = (counted(self.people, "person", "people"), counted(self.ties, kind))
        return [
            f"{', '.join(sizes)}, {counted(self.components, 'component')}; {strength}",
            "; ".join(_heard(*pair, self.directed) for pair in self.examples),
            *(f"guessed: {note}" for note in self.guesses),
            *(f"noted: {note}" for note in self.left_out),
        ]

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return self._asdict() | {"examples": [list(pair) for pair in self.examples]}


def write_clean(path: Path, network: Network) -> int:
    """Write what was understood as a table that leaves nothing open; return how many people without ties are not in it.

    Its columns are ``source``, ``target``, ``type`` (directed or undirected) and ``strength`` (strong or weak).
    """
    source, target, strong = network.ties()
    names = network.names or tuple(map(str, range(network.n)))
    kind = "directed" if network.directed else "undirected"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["source", "target", "type", "strength"])
        for a, b, is_strong in zip(source.tolist(), target.tolist(), strong.tolist(), strict=True):
            writer.writerow([names[a], names[b], kind, "strong" if is_strong else "weak"])
    return network.n - len(np.unique(np.concatenate((source, target))))


def _heard(first: str, second: str, directed: bool) -> str:
    return f"{first!r} is heard by {second!r}" if directed else f"{first!r} and {second!r} hear each other"
