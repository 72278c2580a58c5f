"""Peer study: what contacts' adoption does, estimated from files, kept and drawn."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from wordofmouth.errors import DataError
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import TABLE, Result, checked
from wordofmouth.results.tables import digest, of_rows, read_parquet, write_table
from wordofmouth.tasks.peers.data import read_adopters
from wordofmouth.tasks.peers.estimate import Effect, Exposure, Link, adoption_by_exposure, in_words, peer_effects

if TYPE_CHECKING:
    import matplotlib.figure
    import pyarrow

EXPOSURE = "exposure.parquet"
_GROUPS = {"contacts": str, "at_risk": int, "adopted": int}
_AT_MOST = "what contacts share besides (taste, income, a campaign) counts as influence here: it is the most it can be"


class PeerStudy(Result):
    """What contacts' adoption does to the chance to adopt.

    Attributes:
        arrow: the effects as an Arrow table: of contacts, of each covariate, and of each period.
        exposed: how many were at risk and how many adopted, by how many of their contacts had, as an Arrow table.
    """

    task: ClassVar[str] = "peers"
    figure_name: ClassVar[str] = "peers.png"

    def __init__(self, arrow: "pyarrow.Table", manifest: Manifest, exposed: "pyarrow.Table") -> None:
        super().__init__(arrow, manifest)
        self.exposed = exposed

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow = checked(read_parquet(folder / TABLE), manifest.table_digest, folder / TABLE)
        return cls(arrow, manifest, read_parquet(folder / EXPOSURE))

    def save_table(self, folder: Path, *, csv: bool = False) -> None:
        """Write the tables to a folder."""
        super().save_table(folder, csv=csv)
        write_table(folder / EXPOSURE, self.exposed, self.marks)

    def summary(self) -> list[Effect]:
        """Return the effects of contacts and of covariates; those of periods are in the table alone."""
        rows = [Effect(**row) for row in self.arrow.to_pylist()]
        return rows[: 1 + len(self.manifest.design["covariates"])]

    def finding(self) -> str:
        """Return what contacts do, in a sentence."""
        return in_words(self.summary()[0], self.manifest.design["exposure"], self.manifest.design["link"])

    @property
    def subtitle(self) -> str:
        """What was studied, in a line."""
        asked, adoptions = self.manifest.design, sum(self.exposed["adopted"].to_pylist())
        return (
            f"{asked['people']:,} people · {asked['ties']:,} ties · {asked['periods']} periods · {adoptions:,} adopted"
        )

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.task

    def plot(self) -> "matplotlib.figure.Figure":
        """Return how many adopt by how many of their contacts have, and the effects, as a figure."""
        from wordofmouth.tasks.peers.figure import peer_figure

        return peer_figure(self)


def study_peers(
    network: str | Path,
    adoption: str | Path,
    *,
    person: str = "id",
    period: str = "toa",
    periods: int | None = None,
    covariates: Sequence[str] = (),
    influence: str = "auto",
    exposure: Exposure = "share",
    link: Link = "cloglog",
) -> PeerStudy:
    """Return what contacts' adoption does to the chance to adopt, of people in files.

    Args:
        network: who is tied to whom, in any format that scenarios read.
        adoption: a CSV file with a row for each person.
        person: its column with their names.
        period: its column with the period of adoption, from 1; empty for never.
        periods: how many periods were watched, up to the last adoption unless given; a later one stands for never.
        covariates: columns of numbers that may matter besides.
        influence: which way influence runs along a row of the network: forward, reversed, mutual.
        exposure: whether the share of the contacts who had adopted counts, or their number.
        link: cloglog, for a hazard in continuous time seen period by period; or logit.

    Raises:
        DataError: if the files have mistakes, or nothing can be estimated from them.
    """
    started = time.perf_counter()
    given = read_adopters(network, adoption, person=person, period=period, covariates=covariates, influence=influence)
    notes = [*given.notes, _AT_MOST]
    if periods is None:
        periods = given.last
        if np.isfinite(given.times).all():
            notes.append(f"all have adopted by period {periods}; if this stands for never, fewer periods were watched")
    if not 2 <= periods <= max(given.last, 2):
        raise DataError(
            [f"periods: {periods} is not allowed: must be from 2 to {max(given.last, 2)}, the last adoption"]
        )
    found = peer_effects(given.times, given.ties, periods, exposure=exposure, link=link, covariates=given.covariates)
    effects = of_rows(Effect.__annotations__, found.effects)
    groups = adoption_by_exposure(np.minimum(given.times, periods + 1), given.ties, periods, exposure)
    design = {
        "name": PeerStudy.task, "title": "What contacts' adoption does", "network": str(Path(network).resolve()),
        "adoption": str(Path(adoption).resolve()), "person": person, "period": period, "periods": periods,
        "covariates": list(covariates), "influence": influence, "exposure": exposure, "link": link,
        "people": len(given.times), "ties": len(given.ties),
    }  # fmt: skip
    manifest = Manifest(
        task=PeerStudy.task,
        scenario={},
        scenario_digest="",
        seed=0,
        replications=1,
        design=design,
        design_digest=given.digest,
        table_digest=digest(effects),
        notes=tuple(notes),
        **circumstances(time.perf_counter() - started),
    )
    return PeerStudy(effects, manifest, of_rows(_GROUPS, groups))
