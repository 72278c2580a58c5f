"""Other worlds: the effect sizes in markets of other sizes, seeds and networks."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wordofmouth.tasks.validate.case import LAW, Check, FigurePanel, cases
from wordofmouth.tasks.validate.effects import EffectCase

_SIZE, _TIES, _TRIANGLES = 10_000, 5, 0.5
_OTHER_SEED = 1_000
# Of some fifty numbers in few runs, so many may lie outside by more than chance: of those near an edge, one or two do.
_MOST_OUTSIDE = 2


class EffectWorlds(EffectCase):
    """All the other cases of effect sizes, in few runs, where nothing but the world is another."""

    title = "The same effects in markets of other sizes, seeds and networks"
    source = (
        "the studies of the other cases; Holme and Kim (2002), Growing scale-free networks with tunable clustering, "
        "Physical Review E 65, for the network that is read from a file"
    )
    panels = (FigurePanel("Numbers within the range of their studies", "share, allowing three standard errors"),)

    def measure(self) -> Iterator[Check]:
        """Yield for each world which share of the numbers lies in its range."""
        with tempfile.TemporaryDirectory() as folder:
            for world, (changes, seed) in self.worlds(Path(folder)).items():
                checks = [check for case in _others() for check in _in_world(case, changes, seed)]
                inside = sum(check.low <= check.obtained <= check.high for check in checks)
                least = 1.0 - _MOST_OUTSIDE / len(checks)
                yield self.between(world, least, 1.0, inside / len(checks), source=LAW, kind="at most two outside")

    def worlds(self, folder: Path) -> dict[str, tuple[Mapping[str, Any], int]]:
        """Return what is changed in each world, and its seed; a network is written to the folder."""
        if self.short:
            return {"a small world": ({"consumers": _SIZE // 5, "network": {"kind": "small_world"}}, 0)}
        import networkx as nx

        path = folder / "ties.csv"
        graph = nx.powerlaw_cluster_graph(_SIZE, _TIES, _TRIANGLES, seed=1)
        path.write_text("source,target\n" + "".join(f"{one},{other}\n" for one, other in graph.edges), encoding="utf-8")
        return {
            "half as many people": ({"consumers": _SIZE // 2}, 0),
            "twice as many people": ({"consumers": _SIZE * 2}, 0),
            "other seeds": ({}, _OTHER_SEED),
            "a scale-free network": ({"network": {"kind": "scale_free"}}, 0),
            "a small world": ({"network": {"kind": "small_world"}}, 0),
            "a network from a file": ({"network": {"kind": "file", "path": str(path)}}, 0),
        }

    def finding(self, of: dict[str, Check]) -> str:
        """Return in how few worlds fewest numbers are in their ranges."""
        least = min(of.values(), key=lambda check: check.obtained)
        return f"In every world at least {100 * least.obtained:.0f} % of the numbers lie in the range of their studies"


def _others() -> list[type[EffectCase]]:
    return [case for case in cases().values() if issubclass(case, EffectCase) and case is not EffectWorlds]


def _in_world(kind: type[EffectCase], changes: Mapping[str, Any], seed: int) -> Iterator[Check]:
    case = kind(short=True)
    case.world, case.first_seed = changes, seed
    yield from case.measure()
