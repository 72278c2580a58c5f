"""Peers: what contacts' adoption does to the chance to adopt, estimated from files."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import DataError, ManifestError
from wordofmouth.networks.communities import detect
from wordofmouth.networks.files.reader import Influence
from wordofmouth.networks.network import Network
from wordofmouth.results.manifest import Manifest, circumstances
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import digest, of_rows
from wordofmouth.tasks.peers.data import Adopters, read_adopters
from wordofmouth.tasks.peers.doubts import e_values, placebo_effect, shuffled
from wordofmouth.tasks.peers.estimate import (
    Effect,
    Exposure,
    Isolated,
    Link,
    PeerEffects,
    adoption_by_exposure,
    peer_effects,
    traits,
)
from wordofmouth.tasks.peers.matching import Matched, matched
from wordofmouth.tasks.peers.record import GROUPS, PeerStudy

_ASSOCIATION = (
    "an association, not a cause: what contacts share besides (taste, income, a campaign) raises it as if it were "
    "influence, and contacts whom the file does not know lower it"
)
# What the design says of the data, beside what was asked.
_OF_DATA = ("name", "title", "people", "ties", "shown")
_MOST_PERIODS = 10_000


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
    group: str = "",
    group_effects: bool = False,
    communities: bool = False,
    placebo: str = "",
    product: str = "",
    isolated: Isolated = "left out",
    reading: Mapping[str, str] | None = None,
) -> PeerStudy:
    """Return what contacts' adoption does to the chance to adopt, of people in files.

    Args:
        network: who is tied to whom, in any format that scenarios read.
        adoption: a table with a row for each person.
        person: its column with their names.
        period: its column with the period of adoption, from 1; empty for never.
        periods: how many periods were watched, up to the last adoption unless given; a later one stands for never.
        covariates: columns that may matter besides, of numbers, or of words for categories.
        influence: which way influence runs along a row of the network: forward, reversed, mutual.
        exposure: whether the share of the contacts who had adopted counts, or their number.
        reading: how the files are read besides, by the fields of a network of the kind ``file``.
        link: cloglog, for a hazard in continuous time seen period by period; or logit.
        group: the column of the group of each, village or school: people of one are not taken for independent.
        group_effects: whether each group has its own constant.
        communities: whether each community found in the ties has its own constant, as if it were a group.
        placebo: the column of an outcome that was there before, of 0 and 1: contacts' adoption cannot have caused it.
        product: the column of the product, if the table has a row for each person and product.
        isolated: whether those who named nobody are left out, or have an exposure of zero.

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
        group=group,
        placebo=placebo,
        product=product,
        reading=reading,
    )
    notes = [*given.notes, _ASSOCIATION]
    if periods is None:
        periods = given.last
        if np.isfinite(given.times).all():
            notes.append(f"all have adopted by period {periods}; if this stands for never, fewer periods were watched")
    if not 2 <= periods <= _MOST_PERIODS:
        raise DataError([f"periods: {periods} is not allowed: must be from 2 to {_MOST_PERIODS:,}"])
    if group_effects and not group:
        raise DataError(["group_effects: they are of groups; name the column of the `group` too"])
    if communities and group:
        raise DataError(["communities: they are groups, and the `group` has been named: leave one of them out"])
    groups_of = _communities(given) if communities else given.groups
    fit = peer_effects(
        given.times,
        given.ties,
        periods,
        exposure=exposure,
        link=link,
        covariates=given.covariates,
        groups=groups_of,
        group_effects=group_effects or communities,
        isolated=isolated,
    )
    notes += [*fit.left_out, *_doubts(fit, given, periods)]
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
        "group": group,
        "group_effects": group_effects,
        "isolated": isolated,
        **({"communities": True} if communities else {}),
        **({"placebo": placebo} if placebo else {}),
        **({"product": product} if product else {}),
        "shown": fit.shown,
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


def _communities(given: Adopters) -> Array:
    """Return the community of each that is found in the ties, by Louvain's method."""
    n = len(given.times)
    source, target = given.ties.T
    network = Network.from_ties(n, source, target, np.zeros(len(source), bool))
    return detect(network, "louvain", np.uint64(0))


def _doubts(fit: PeerEffects, given: Adopters, periods: int) -> list[str]:
    """Return how strong a hidden trait would have to be, and whether it matters who adopted first."""
    times = np.where(given.times <= periods, given.times, periods + 1).astype(np.int64)
    p = shuffled(times, given.ties, periods, fit.exposure, given.products)
    order = "in fewer than 1 of 100" if p < 0.01 else f"in {round(100 * p)} of 100"
    lines = [
        f"with the times of those who adopted shuffled among them, contacts seem to matter as much {order} shuffles"
    ]
    if not fit.peers.low <= 0 <= fit.peers.high:
        value, nearer = (f"{one:.2g}" for one in e_values(fit.peers))
        lines.append(
            "to explain it away, a hidden trait would have to go with "
            f"{value} times the chance to adopt and {value} times the exposure (E-value; {nearer} for the interval)"
        )
    lines += _of_matching(matched(times, given.ties, periods, traits(given.covariates, len(times))))
    if given.placebo is not None:
        lines.append(_of_placebo(placebo_effect(given.placebo, times, given.ties, periods, fit.exposure)))
    if fit.groups:
        lines.append(f"errors are clustered by {fit.groups:,} groups")
    return lines


def _of_matching(result: Matched) -> list[str]:
    if not result.pairs or np.isnan(result.ratio):
        return ["too few who have an adopter among their contacts can be matched with others who are as likely to"]
    before = "" if np.isnan(result.unmatched) else f"; unmatched, {result.unmatched:.2f} times"
    times = f"{result.ratio:.2f} times as often ({result.low:.2f} to {result.high:.2f}, 95 %)"
    return [
        f"matched with people as likely to have an adopter among their contacts ({result.pairs:,} of "
        f"{result.exposed:,} person-periods), those who have one adopt {times}{before}; what was not measured is not "
        "matched"
    ]


def _of_placebo(effect: Effect | None) -> str:
    if effect is None:
        return "the placebo, or contacts' adoption, does not vary: it tells nothing"
    value, low, high = (float(np.exp(end)) for end in (effect.value, effect.low, effect.high))
    sides = f"{value:.2f} times the odds of the placebo, which was there before ({low:.2f} to {high:.2f}, 95 %)"
    if low > 1 or high < 1:
        return f"contacts' adoption goes with {sides}: contacts share something that is not influence"
    return f"contacts' adoption goes with {sides}: not distinguishable from none, as it should be"


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the study of a manifest again, from the files that it names."""
    # Earlier studies took those who named nobody for exposed to none.
    asked = {"isolated": "zero"} | {name: value for name, value in manifest.design.items() if name not in _OF_DATA}

    def make(workers: int | None, progress: Callable[[int], None]) -> PeerStudy:
        again = study_peers(**asked)
        if again.manifest.design_digest != manifest.design_digest:
            files = f"{asked['network']} or {asked['adoption']}"
            raise ManifestError(f"{files} is not as it was; it was changed since")
        progress(1)
        return again

    return Reproduction(make, 1, "studies", "study")
