"""The independent cascade on given networks from given seeds, beside the mean spreads of two other codes."""

import csv
import json
import math
from collections.abc import Iterator

import numpy as np

from wordofmouth.networks.network import Network
from wordofmouth.seeding.spread import spread
from wordofmouth.seeding.spreading import independent_cascade, weighted_cascade
from wordofmouth.tasks.validate.batches import ended, textbook
from wordofmouth.tasks.validate.case import COMPUTED, Case, Check, DataFile, FigurePanel, standard_error

_SPREADS, _SEEDS = "targets/independent_cascade_spreads.csv", "targets/independent_cascade_seeds.json"
_NETWORKS = {"ego_facebook": "networks/ego_facebook.csv.gz", "email_eu_core": "networks/email_eu_core.csv.gz"}


class CascadeSpreads(Case):
    """Each of ten seeds and of those they reach has one chance to reach each neighbour."""

    section = 5
    title = "Independent cascade: mean spread on two networks"
    source = "Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network, KDD"
    needs = (
        DataFile(_SPREADS, "mean spreads by other code (`network`, `seeds`, `p`, `mean_spread`, `se`)"),
        DataFile(_SEEDS, "the seeds whose spreads they are, by network and choice"),
        DataFile(_NETWORKS["ego_facebook"], "friendships (`u,v`): McAuley and Leskovec (2012), SNAP's ego-Facebook"),
        DataFile(
            _NETWORKS["email_eu_core"],
            "who mails whom (`u,v`): Leskovec, Kleinberg and Faloutsos (2007), SNAP's email-Eu-core",
        ),
    )
    panels = (FigurePanel("Mean spread of ten seeds", "consumers reached; ± 3 standard errors"),)

    def measure(self) -> Iterator[Check]:
        """Yield each spread by the model that scenarios name, and by the sampler of influence maximisation."""
        with self.data(_SPREADS).open(encoding="utf-8", newline="") as file:
            targets = list(csv.DictReader(file))
        seeds = json.loads(self.data(_SEEDS).read_text(encoding="utf-8"))
        networks = {name: self._read(name) for name in _NETWORKS}
        for target in targets:
            name, chosen = target["network"], seeds[target["network"]][target["seeds"]]
            network, weighted = networks[name], target["p"] == ""
            label = f"{name.replace('_', ' ')}, {'weighted' if weighted else 'p = ' + target['p']}, "
            label += "hubs" if target["seeds"] == "top_degree" else "random"
            model = {
                "kind": "weighted_cascade" if weighted else "independent_cascade",
                "strategy": "list",
                "consumers": chosen,
            } | ({} if weighted else {"probability": float(target["p"])})
            spreads = [
                run.latest()["buyers"]
                for run in ended(textbook(model, "cliques", network.n, 60), self.runs(4_000, 400), network)
            ]
            spreading = weighted_cascade(network) if weighted else independent_cascade(network, float(target["p"]))
            sampled = spread(spreading, chosen, self.runs(20_000, 2_000))
            for what, mean, error in (
                (label, float(np.mean(spreads)), standard_error(spreads)),
                (f"{label}, sampled", *sampled),
            ):
                yield self.near(
                    what,
                    float(target["mean_spread"]),
                    mean,
                    3 * math.hypot(error, float(target["se"])),
                    error,
                    source=COMPUTED,
                    kind="3 standard errors, of both",
                )

    def _read(self, name: str) -> Network:
        ties = np.loadtxt(self.data(_NETWORKS[name]), dtype=np.int64, delimiter=",", skiprows=1)
        directed = name == "email_eu_core"
        return Network.from_ties(
            int(ties.max()) + 1, ties[:, 0], ties[:, 1], np.ones(len(ties), bool), directed=directed
        )

    def finding(self, of: dict[str, Check]) -> str:
        """Return how the spreads of hubs and of random seeds compare."""
        hubs, random = (of[f"ego facebook, p = 0.01, {who}"].obtained for who in ("hubs", "random"))
        return (
            f"Ten hubs of the Facebook network reach {hubs:.0f} people, ten random ones {random:.0f}: as two other "
            "programs say"
        )
