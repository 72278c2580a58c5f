"""Independent cascade and linear threshold where the answer is exact: random graphs, paths, and live ties."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.seeding.spread import spreads
from wordofmouth.seeding.spreading import linear_threshold
from wordofmouth.tasks.validate.batches import ended, textbook
from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigureLine, FigurePanel
from wordofmouth.tasks.validate.cases.cascade_window import giant

_N, _LENGTH = 20_000, 12


class CascadeLaws(Case):
    """From one seed of a random graph a share S = 1 − e^(−zpS) is reached, or next to nobody; S is the chance too."""

    section = 5
    title = "Independent cascade: the giant component, and paths"
    source = "Kempe, Kleinberg and Tardos (2003); Newman (2002), Spread of epidemic disease on networks"
    panels = (
        FigurePanel(
            "A seed in a random graph", "share reached if many are; theory dashed", "zp, ties that carry, each"
        ),
        FigurePanel(
            "Along a path",
            "chance that the one at a distance is reached; exact dashed",
            "distance from the seed",
            log=True,
        ),
    )

    def measure(self) -> Iterator[Check]:
        """Yield size and chance of large cascades, chances along a path, and that both codes agree."""
        axis = np.linspace(1, 3, 81)
        self.lines.append(FigureLine("theory", axis, [giant(z) for z in axis], expected=True))
        yield self.near("theory, zp = 1.5", 0.5828, giant(1.5), 0.00005, source=EXACT, kind="rounding", panel=-1)
        yield self.near("theory, zp = 2", 0.7968, giant(2.0), 0.00005, source=EXACT, kind="rounding", panel=-1)
        network = {"kind": "random", "mean_degree": 10.0, "community_method": "none"}
        for carried in (1.2, 1.5, 2.0, 3.0):
            model = {"kind": "independent_cascade", "probability": carried / 10}
            shares = np.array(
                [run.latest()["penetration"] for run in ended(textbook(model, network, _N, 300), self.runs(300, 40))]
            )
            large = shares[shares > 0.1 * giant(carried)]
            yield self.mean(f"size, zp = {carried:g}", giant(carried), large, rounding=0.002, at=carried)
            yield self.mean(
                f"chance, zp = {carried:g}", giant(carried), shares > 0.1 * giant(carried), rounding=0.002, panel=-1
            )
        yield from self._along_a_path()
        graph = textbook({"kind": "linear_threshold"}, "scale_free", 2_000, 200)
        built, chosen = network_of(graph, 0), list(range(0, 2_000, 400))
        model = {"kind": "linear_threshold", "strategy": "list", "consumers": chosen}
        simulated = [
            run.latest()["buyers"]
            for run in ended(textbook(model, "cliques", 2_000, 200), self.runs(3_000, 400), built)
        ]
        sampled = spreads(linear_threshold(built), chosen, self.runs(20_000, 4_000))
        uncertainty = 3 * float(sampled.std()) / math.sqrt(len(sampled))
        yield self.mean(
            "linear threshold: thresholds less live ties",
            float(sampled.mean()),
            simulated,
            rounding=uncertainty,
            panel=-1,
        )

    def _along_a_path(self) -> Iterator[Check]:
        """Yield chances at some distances: p^d by cascade; by thresholds ½ for each with two ties, and 1 at the end."""
        step = np.arange(_LENGTH)
        path = Network.from_ties(_LENGTH + 1, step, step + 1, np.ones(_LENGTH, bool))
        exact: dict[str, tuple[dict[str, Any], Array]] = {
            "cascade, p = .8": ({"kind": "independent_cascade", "probability": 0.8}, 0.8 ** np.arange(1, _LENGTH + 1)),
            "thresholds": ({"kind": "linear_threshold"}, np.append(0.5 ** step[1:], 0.5 ** step[-1])),
        }
        replications = self.runs(20_000, 2_000)
        for name, (model, chances) in exact.items():
            scenario = textbook(model | {"strategy": "list", "consumers": [0]}, "cliques", path.n, _LENGTH)
            reached = np.mean([run.state[1:] > 0 for run in ended(scenario, replications, path)], axis=0)
            self.lines += [
                FigureLine(name, step[:8] + 1, reached[:8], panel=1),
                FigureLine("", step[:8] + 1, chances[:8], expected=True, panel=1),
            ]
            for distance in (1, 2, 4, 6):
                chance = float(chances[distance - 1])
                error = math.sqrt(chance * (1 - chance) / replications)
                yield self.near(
                    f"{name}, distance {distance}",
                    chance,
                    float(reached[distance - 1]),
                    3 * error,
                    error,
                    source=EXACT,
                    kind="3 standard errors",
                    panel=1,
                    at=distance,
                )

    def finding(self, of: dict[str, Check]) -> str:
        """Return the sizes."""
        sizes = [of[f"size, zp = {carried}"].obtained for carried in ("1.5", "2")]
        return (
            f"Where 1.5 ties carry, {100 * sizes[0]:.1f} % of a random graph are reached; where 2 do, "
            f"{100 * sizes[1]:.1f} %: the giant component"
        )
