"""Peers: what contacts' adoption does to the chance to adopt, estimated from files."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from wordofmouth.errors import DataError, ManifestError
from wordofmouth.networks.files.reader import Influence
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import digest, of_rows
from wordofmouth.tasks.peers.data import read_adopters
from wordofmouth.tasks.peers.estimate import Effect, Exposure, Link, adoption_by_exposure, peer_effects
from wordofmouth.tasks.peers.record import GROUPS, PeerStudy

_AT_MOST = "what contacts share besides (taste, income, a campaign) counts as influence here: it is the most it can be"
# What the design says of the data, beside what was asked.
_OF_DATA = ("name", "title", "people", "ties")


def study_peers(
    network: str | Path,
    adoption: str | Path,
    *,
    person: str = "id",
    period: str = "toa",
    periods: int | None = None,
    covariates: Sequence[str] = (),
    influence: Influence = "auto",
    exposure: Exposure = "share",
    link: Link = "cloglog",
    reading: Mapping[str, str] | None = None,
) -> PeerStudy:
    """Return what contacts' adoption does to the chance to adopt, of people in files.

    Args:
        network: who is tied to whom, in any format that scenarios read.
        adoption: a table with a row for each person.
        person: its column with their names.
        period: its column with the period of adoption, from 1; empty for never.
        periods: how many periods were watched, up to the last adoption unless given; a later one stands for never.
        covariates: columns of numbers that may matter besides.
        influence: which way influence runs along a row of the network: forward, reversed, mutual.
        exposure: whether the share of the contacts who had adopted counts, or their number.
        reading: how the files are read besides, by the fields of a network of the kind ``file``.
        link: cloglog, for a hazard in continuous time seen period by period; or logit.

    Raises:
        DataError: if the files have mistakes, or nothing can be estimated from them.
    """
    started = time.perf_counter()
    given = read_adopters(
        network,
        adoption,
        person=person,
        period=period,
        covariates=covariates,
        influence=influence,
        reading=reading,
    )
    notes = [*given.notes, _AT_MOST]
    if periods is None:
        periods = given.last
        if np.isfinite(given.times).all():
            notes.append(f"all have adopted by period {periods}; if this stands for never, fewer periods were watched")
    if not 2 <= periods <= max(given.last, 2):
        raise DataError(
            [f"periods: {periods} is not allowed: must be from 2 to {max(given.last, 2)}, the last adoption"]
        )
    fit = peer_effects(given.times, given.ties, periods, exposure=exposure, link=link, covariates=given.covariates)
    effects = of_rows(Effect.__annotations__, fit.effects)
    groups = adoption_by_exposure(np.minimum(given.times, periods + 1), given.ties, periods, exposure)
    design = {
        "name": PeerStudy.task,
        "title": "What contacts' adoption does",
        "network": str(Path(network).resolve()),
        "adoption": str(Path(adoption).resolve()),
        "person": person,
        "period": period,
        "periods": periods,
        "covariates": list(covariates),
        "influence": influence,
        "exposure": exposure,
        "link": link,
        **({"reading": dict(reading)} if reading else {}),
        "people": len(given.times),
        "ties": len(given.ties),
    }
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
    return PeerStudy(effects, manifest, of_rows(GROUPS, groups))


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the study of a manifest again, from the files that it names."""
    asked = {name: value for name, value in manifest.design.items() if name not in _OF_DATA}

    def make(workers: int | None, progress: Callable[[int], None]) -> PeerStudy:
        again = study_peers(**asked)
        if again.manifest.design_digest != manifest.design_digest:
            files = f"{asked['network']} or {asked['adoption']}"
            raise ManifestError(f"{files} is not as it was; it was changed since")
        progress(1)
        return again

    return Reproduction(make, 1, "studies")
