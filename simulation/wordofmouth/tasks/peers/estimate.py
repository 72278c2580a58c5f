"""Peers: how much each adopter among one's contacts raises the chance to adopt, from a network with adoption times.

A hazard in discrete time: of those who have not adopted yet, how likely is it that one does in this period, given the
contacts who had adopted before it. It is an association, not a cause: what friends share besides (taste, income, an
advertisement that both see) raises it as if it were influence, and contacts of whom the file does not know lower it.

Source: Allison (1982), Discrete-time methods for the analysis of event histories, Sociological Methodology 13; Van den
Bulte and Lilien (2001), Medical innovation revisited, American Journal of Sociology 106(5); Aral, Muchnik and
Sundararajan (2009), Distinguishing influence-based contagion from homophily-driven diffusion, PNAS 106(51); Cameron
and Miller (2015), A practitioner's guide to cluster-robust inference, Journal of Human Resources 50(2) (clustered
errors, and Student's t with as many degrees of freedom as groups less one); Albert and Anderson (1984), On the
existence of maximum likelihood estimates in logistic regression models, Biometrika 71 (separation).
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import PeerError
from wordofmouth.statistics.intervals import normal_half_width, student

Link = Literal["cloglog", "logit"]
Exposure = Literal["share", "count"]
# What is taken of those who named nobody: that they have no exposure, or one of zero.
Isolated = Literal["left out", "zero"]
# So much of the variance of a covariate must be left beside the others for it to be one of its own.
_COLLINEAR = 1e-9
# What multiplies the chance by more than e to this over its range, is not estimated: nobody there adopts, or all do.
_SEPARATED = 20.0


class Effect(NamedTuple):
    """A coefficient: log hazard ratio (cloglog) or log-odds (logit), its standard error and 95 % interval."""

    name: str
    value: float
    error: float
    low: float
    high: float


class PeerEffects(NamedTuple):
    """What raises the chance to adopt; the first of the effects is the contacts' adoption.

    Attributes:
        effects: contacts, the covariates, and a constant or one for each period in which somebody adopted.
        log_likelihood, log_likelihood_without: with the contacts' adoption, and without it.
        at_risk, adoptions: person-periods, and in how many of them one adopted.
        left_out: covariates, and people, that cannot be used, each with the reason, in words.
        groups: of how many independent groups errors are; 0 if each person counts for one.
        shown: how many effects are of contacts and covariates; those of periods and groups come after.
    """

    effects: tuple[Effect, ...]
    log_likelihood: float
    log_likelihood_without: float
    at_risk: int
    adoptions: int
    link: Link
    exposure: Exposure
    left_out: tuple[str, ...] = ()
    groups: int = 0
    shown: int = 1

    @property
    def peers(self) -> Effect:
        """The effect of the contacts' adoption: of all of them for a share, of each for a count."""
        return self.effects[0]

    def finding(self) -> str:
        """Return what contacts do, in a sentence."""
        return in_words(self.peers, self.exposure, self.link)


def in_words(peers: Effect, exposure: Exposure, link: Link) -> str:
    """Return what contacts do, in a sentence."""
    value, low, high = (float(np.exp(end)) for end in (peers.value, peers.low, peers.high))
    what = "All contacts instead of none" if exposure == "share" else "Each contact who has adopted"
    rate = "chance" if link == "cloglog" else "odds"
    if not (low > 1 or high < 1):
        sides = f"multiplies the {rate} to adopt by {low:.2f} to {high:.2f} (95 %)"
        return f"{what} {sides}; not distinguishable from none"
    return f"{what} goes with {value:.2f} times the {rate} to adopt ({low:.2f} to {high:.2f}, 95 %)"


def peer_effects(
    adopted: Any,
    ties: Any,
    periods: int,
    *,
    exposure: Exposure = "share",
    link: Link = "cloglog",
    covariates: Mapping[str, Any] | None = None,
    by_period: bool = True,
    groups: Any = None,
    group_effects: bool = False,
    isolated: Isolated = "left out",
) -> PeerEffects:
    """Estimate by maximum likelihood what contacts' adoption does to the chance to adopt.

    Args:
        adopted: (n,) the period in which each adopted, from 1; above ``periods``, or not finite, for never.
        ties: (m, 2) who is influenced by whom: numbers of the one who hears and of the contact heard.
        periods: how many periods were watched; nobody is exposed in the first.
        exposure: whether the share of the contacts who had adopted counts, or their number.
        link: complementary log-log, for a hazard in continuous time seen period by period; or logit.
        covariates: by name, (n,) or (n, periods): exposure to media, education …; words are categories, of which the
            most common is what the others are held against. What is constant, collinear or separates is left out.
        groups: (n,) the group of each, village or school: people of one are not taken for independent.
        group_effects: whether each group has its own constant, which takes up whatever holds for all in it.
        isolated: whether those who named nobody are left out, as nothing is known of their exposure, or have none.
        by_period: whether each period has its own constant, which takes up whatever happens to all.

    Raises:
        PeerError: if the arrays do not fit together, or nothing varies.
    """
    times, contacts = _checked(adopted, ties, periods)
    exposed = exposure_of(times, contacts, periods, exposure)
    at_risk = times[:, None] >= np.arange(1, periods + 1)
    left_out, n_alone = [], len(times) - len(np.unique(contacts[:, 0]))
    if isolated == "left out" and n_alone:
        at_risk &= np.isin(np.arange(len(times)), contacts[:, 0])[:, None]
        left_out.append(f"{n_alone:,} of {len(times):,} named nobody: nothing is known of their contacts")
    events = (times[:, None] == np.arange(1, periods + 1))[at_risk]
    columns, names = [exposed], [f"{exposure} of contacts"]
    shape = (len(times), periods)
    for name, values in _numbers(covariates or {}).items():
        if values.shape not in (shape, shape[:1]) or not np.isfinite(values).all():
            raise PeerError(f"{name}: must be numbers, one for each person, or for each person and period")
        columns.append(np.broadcast_to(values.reshape(len(times), -1), shape))
        names.append(name)
    at = np.column_stack([column[at_risk] for column in columns])
    if not len(at) or not np.ptp(at[:, 0]):
        raise PeerError("the contacts' adoption does not vary among those at risk: nothing can be estimated")
    period = np.broadcast_to(np.arange(periods), at_risk.shape)[at_risk]
    group = None if groups is None else _grouped(groups, at_risk)
    if by_period:
        # A period without an adopter has a hazard of 0 whatever else holds, and says nothing.
        known = np.array([events[period == number].any() for number in range(periods)])
        used = known[period]
        constants, labels = np.eye(periods)[period][:, known], [f"period {n + 1}" for n in np.flatnonzero(known)]
        at, events, constants = at[used], events[used], constants[used]
        group = None if group is None else group[used]
    else:
        constants, labels = np.ones((len(at), 1)), ["constant"]
    if not events.any() or events.all():
        raise PeerError("some of those at risk must adopt, and some not")
    if group is not None and group_effects:
        # A group without an adopter, or of adopters alone, has a constant without bound, and says nothing.
        n_events, n_rows = np.bincount(group, events), np.bincount(group)
        used = ((n_events > 0) & (n_events < n_rows))[group]
        at, events, constants, group = at[used], events[used], constants[used], group[used]
        _, own = np.unique(group, return_inverse=True)
        dummies = np.eye(own.max(initial=0) + 1)[own][:, 1:]
        constants = np.column_stack([constants, dummies])
        labels += [f"group {number + 2}" for number in range(dummies.shape[1])]
    usable, reasons = _usable(at, events, constants, names)
    left_out += reasons
    at, names = at[:, usable], [names[place] for place in usable]
    at = np.column_stack([at, constants])
    values, covariance, log_likelihood, scores = maximum(at, events, link)
    if abs(values[0]) * np.ptp(at[:, 0]) > _SEPARATED:
        raise PeerError("the contacts' adoption tells without exception who adopts: its effect has no bound")
    _, _, without, _ = maximum(at[:, 1:], events, link)
    n_groups = 0
    if group is not None:
        n_groups = len(np.unique(group))
        if n_groups < 2:
            raise PeerError("group: all are in one; errors can be clustered by two or more")
        summed = np.zeros((group.max() + 1, at.shape[1]))
        np.add.at(summed, group, scores)
        covariance = covariance @ (summed.T @ summed) @ covariance * (n_groups / (n_groups - 1))
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    halves = student(n_groups - 1.0) * errors if n_groups else np.asarray(normal_half_width(errors))
    effects = (
        Effect(name, float(value), float(error), float(value - half), float(value + half))
        for name, value, error, half in zip([*names, *labels], values, errors, halves, strict=True)
    )
    counts = len(at), int(events.sum())
    return PeerEffects(
        tuple(effects), log_likelihood, without, *counts, link, exposure, tuple(left_out), n_groups, len(names)
    )


def _numbers(covariates: Mapping[str, Any]) -> dict[str, Array]:
    """Return covariates as numbers: of words one for each category but the most common, 1 for those who are in it."""
    estimate: dict[str, Array] = {}
    for name, given in covariates.items():
        values = np.asarray(given)
        if values.dtype.kind in "OUS":
            levels, counts = np.unique(values.astype(str), return_counts=True)
            most = levels[counts.argmax()]
            estimate |= {f"{name}: {level}": (values.astype(str) == level) * 1.0 for level in levels if level != most}
        else:
            estimate[name] = values.astype(np.float64)
    return estimate


def traits(covariates: Mapping[str, Any], n: int) -> Array:
    """Return covariates of n people as numbers, (n, columns)."""
    columns = [values.reshape(n, -1) for values in _numbers(covariates).values()]
    return np.column_stack(columns) if columns else np.empty((n, 0))


def _grouped(groups: Any, at_risk: Array) -> Array:
    """Return the number of the group of each row of those at risk."""
    values = np.asarray(groups)
    if values.shape != at_risk.shape[:1]:
        raise PeerError("groups: must be one for each person")
    _, number = np.unique(values.astype(str), return_inverse=True)
    rows: Array = np.broadcast_to(number[:, None], at_risk.shape)[at_risk]
    return rows


def _usable(at: Array, events: Array, constants: Array, names: list[str]) -> tuple[list[int], list[str]]:
    """Return the columns that can be estimated, and of the others why not; the first, of contacts, always can."""
    usable, reasons = [0], []
    for place in range(1, at.shape[1]):
        values = at[:, place]
        beside = np.column_stack([at[:, usable], constants])
        rest = values - beside @ np.linalg.lstsq(beside, values, rcond=None)[0]
        yes, no = values[events], values[~events]
        if not np.ptp(values):
            reasons.append(f"{names[place]} is the same for all at risk: left out")
        elif rest @ rest <= _COLLINEAR * (values @ values):
            reasons.append(f"{names[place]} follows from the others, or from the periods: left out")
        elif (
            yes.min() >= no.max()
            or yes.max() <= no.min()
            or any(set(np.unique(values)) == {0.0, 1.0} and len(set(side.tolist())) == 1 for side in (yes, no))
        ):
            reasons.append(f"{names[place]} tells without exception who adopts, so its effect has no bound: left out")
        else:
            usable.append(place)
    return usable, reasons


def exposure_of(times: Array, contacts: Array, periods: int, exposure: Exposure = "share") -> Array:
    """Return for each person and period the contacts who had adopted before it: their share or number (n, periods)."""
    hearers, heard = contacts.T
    before = times[heard][:, None] < np.arange(1, periods + 1)
    counts = np.zeros((len(times), periods))
    np.add.at(counts, hearers, before)
    if exposure == "count":
        return counts
    return counts / np.maximum(np.bincount(hearers, minlength=len(times)), 1)[:, None]


def adoption_by_exposure(
    times: Array, contacts: Array, periods: int, exposure: Exposure = "share"
) -> list[tuple[str, int, int]]:
    """Return of those at risk, by how many of their contacts had adopted: what that is called, they, who adopted."""
    exposed = exposure_of(times, contacts, periods, exposure)
    watched = np.arange(1, periods + 1)
    at_risk, adopts = times[:, None] >= watched, times[:, None] == watched
    bounds = [0, 0.25, 0.5, 0.75, 1] if exposure == "share" else [0, 1, 2, 3, np.inf]
    names = {
        "share": ("none", "up to 25 %", "to 50 %", "to 75 %", "to all"),
        "count": ("none", "1", "2", "3", "4 or more"),
    }
    group = np.searchsorted(bounds, exposed - 1e-9)
    return [
        (name, int((at_risk & (group == number)).sum()), int((adopts & (group == number)).sum()))
        for number, name in enumerate(names[exposure])
    ]


def simulate_adoption(
    ties: Any,
    n: int,
    periods: int,
    *,
    peers: float,
    constant: float,
    exposure: Exposure = "share",
    link: Link = "cloglog",
    seed: int = 0,
) -> Array:
    """Return the period in which each of n people adopts under a known effect of contacts; periods + 1 for never."""
    generator = np.random.default_rng([seed, 0x7065657273])
    times, contacts = np.full(n, periods + 1), np.asarray(ties, dtype=np.int64)
    for period in range(1, periods + 1):
        exposed = exposure_of(times, contacts, period, exposure)[:, -1]
        chance = _chance(constant + peers * exposed, link)
        adopts = (times > periods) & (generator.random(n) < chance)
        times[adopts] = period
    return times


def maximum(at: Array, events: Array, link: Link) -> tuple[Array, Array, float, Array]:
    """Return the values of greatest likelihood, their covariance, the log-likelihood, and each row's score."""
    from scipy.optimize import minimize

    def lost(values: Array) -> tuple[float, Array]:
        score = at @ values
        chance = np.clip(_chance(score, link), 1e-12, 1 - 1e-12)
        log_likelihood = np.where(events, np.log(chance), np.log1p(-chance)).sum()
        slope = _slope(score, chance, link)
        gradient = at.T @ (slope * (events - chance) / (chance * (1 - chance)))
        return -log_likelihood, -gradient

    best = minimize(lost, np.zeros(at.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-5, "maxiter": 1000})
    # Fisher's expected information at these values.
    score = at @ best.x
    chance = np.clip(_chance(score, link), 1e-12, 1 - 1e-12)
    slope = _slope(score, chance, link)
    weight = slope**2 / (chance * (1 - chance))
    information = at.T @ (at * weight[:, None])
    scores = at * (slope * (events - chance) / (chance * (1 - chance)))[:, None]
    return best.x, np.linalg.pinv(information), float(-best.fun), scores


def _chance(score: Array, link: Link) -> Array:
    score = np.clip(score, -30, 30)
    chance: Array = 1 / (1 + np.exp(-score)) if link == "logit" else -np.expm1(-np.exp(np.minimum(score, 5)))
    return chance


def _slope(score: Array, chance: Array, link: Link) -> Array:
    """Return how the chance changes with the score."""
    slope: Array = chance * (1 - chance) if link == "logit" else np.exp(np.clip(score, -30, 5)) * (1 - chance)
    return slope


def _checked(adopted: Any, ties: Any, periods: int) -> tuple[Array, Array]:
    """Return adoption times as whole numbers, never as one more than the periods, and the ties without own ones."""
    if periods < 2:
        raise PeerError(f"periods: {periods} are too few: at least 2 are needed")
    times = np.asarray(adopted, dtype=np.float64)
    times = np.where(np.isfinite(times) & (times <= periods), times, periods + 1)
    if (times < 1).any() or (times != np.round(times)).any():
        raise PeerError("adopted: must be whole numbers from 1, the periods")
    contacts = np.asarray(ties, dtype=np.int64).reshape(-1, 2)
    if not len(contacts) or contacts.min() < 0 or contacts.max() >= len(times):
        raise PeerError("ties: must be pairs of people's numbers, from 0")
    contacts = np.unique(contacts[contacts[:, 0] != contacts[:, 1]], axis=0)
    return times.astype(np.int64), contacts
