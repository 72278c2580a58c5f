"""Scenario discovery: boxes of factors in which what is of interest is dense (PRIM).

The patient rule induction method peels: again and again it cuts off the thin slice of a box, at an end of a number's
range or one name, whose loss raises the density of the cases of interest most per point lost. How thin, is tried with
several patiences. Which of the boxes on the way is best is a choice between coverage and density; ours is the largest
harmonic mean of both (F1) unless a density is asked for. Restrictions of it that chance explains are lifted. Boxes are
not pasted (grown again at the end): that changes an end by a slice at most.

Source: Friedman and Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9 (peeling,
covering); Bryant and Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77 (coverage,
density, quasi-p-values); Kwakkel and Jaxa-Rozen (2016), Improving scenario discovery for handling heterogeneous
uncertainties and multinomial classified outcomes, Environmental Modelling & Software 79 (gain per point lost, names).
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.claims import is_distinguishable

# The share of a box that a slice has, each tried from the start.
_PATIENCES = (0.05, 0.1, 0.2)
# The share of all points, and the number, that a box has at least.
_LEAST_SHARE, _LEAST_POINTS = 0.05, 10
_SHUFFLES, _SEED = 99, 1
# So many shuffles as good as the cases are settle that chance does as well. Source: Besag and Clifford (1991).
_ENOUGH = 10
_MOST_BOXES = 3


class Side(NamedTuple):
    """What a box allows of one factor: numbers from ``low`` to ``high``, or some ``names``; infinite ends are free."""

    low: float = -np.inf
    high: float = np.inf
    names: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Box:
    """A box, and what is in it.

    Attributes:
        sides: what it restricts, by factor.
        points, cases: how many are in it.
        coverage: the share of all cases that are in it.
        quasi_p: by restricted factor, how often a box of as many points would have as many cases, if those of the box
            without this restriction were spread evenly. It looks at a box that was searched for, so it is too small: it
            tells what may be lifted, and proves nothing.
    """

    sides: Mapping[str, Side]
    points: int
    cases: int
    coverage: float
    quasi_p: Mapping[str, float]

    @property
    def density(self) -> float:
        """The share of its points that are cases."""
        return self.cases / self.points


class Step(NamedTuple):
    """A box on the way: how many factors it restricts, the share of all points in it, coverage and density."""

    restricted: int
    mass: float
    coverage: float
    density: float


class ChosenBox(NamedTuple):
    """A box that was chosen, what it was chosen from, and how often one as good is found where there is nothing.

    ``p`` is the share of searches in which a box of as large a harmonic mean of coverage and density was found after
    the cases had been shuffled among points, this one counted among them: exact where points are exchangeable.
    """

    box: Box
    trajectory: tuple[Step, ...]
    p: float


class _Column(NamedTuple):
    """A factor at each point: numbers, or the places of names in ``names``."""

    values: Array
    names: tuple[Hashable, ...] = ()

    @classmethod
    def of(cls, values: Sequence[Hashable]) -> "_Column":
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            return cls(np.array(values, dtype=float))
        names = tuple(dict.fromkeys(values))
        return cls(np.array([names.index(value) for value in values], dtype=float), names)

    def among(self, inside: Array) -> "_Column":
        return _Column(self.values[inside], self.names)


class _Cut(NamedTuple):
    """One restriction: the factor, at least or at most a number, or without a name (of which the place is given)."""

    name: str
    side: str
    at: float


class _Peeled(NamedTuple):
    """A box on the way: its cuts, its points, and how good it is."""

    cuts: tuple[_Cut, ...]
    inside: Array
    coverage: float
    density: float

    @property
    def balance(self) -> float:
        """The harmonic mean of coverage and density (F1)."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both else 0.0


def discover(factors: Mapping[str, Sequence[Hashable]], cases: Array, density: float | None = None) -> list[ChosenBox]:
    """Return the boxes in which cases are dense, one after the other, each of the points that those before leave.

    The first is there whatever it is worth; others only while they are distinguishable from chance.

    Args:
        factors: by name, the value at each point; numbers are cut at their ends, of anything else values are left out.
        cases: which points are of interest, bool (points,).
        density: the least density that boxes must have; if there is none of it, the densest is the only one. Unless
            given, coverage and density count alike.
    """
    columns = {name: _Column.of(values) for name, values in factors.items()}
    left, boxes = np.ones(len(cases), dtype=bool), list[ChosenBox]()
    while len(boxes) < _MOST_BOXES and left.sum() >= 2 * _LEAST_POINTS and 0 < cases[left].sum() < left.sum():
        of_left, cases_left = {name: column.among(left) for name, column in columns.items()}, cases[left]
        steps = _steps(of_left, cases_left)
        best = _lifted(of_left, cases_left, _chosen(steps, density), density)
        if not best.cuts or (boxes and density is not None and best.density < density):
            break
        p = _by_chance(of_left, cases_left, best, density)
        if boxes and not is_distinguishable(p):
            break
        boxes.append(ChosenBox(_box(of_left, cases_left, best, int(cases.sum())), tuple(map(_step, steps)), p))
        left[np.flatnonzero(left)[best.inside]] = False
    return boxes


def _steps(columns: Mapping[str, _Column], cases: Array) -> list[_Peeled]:
    """Return the boxes on the ways from all points to the smallest."""
    return [step for patience in _PATIENCES for step in _peeled(columns, cases, patience)]


def _peeled(columns: Mapping[str, _Column], cases: Array, patience: float) -> Iterator[_Peeled]:
    least = max(_LEAST_POINTS, int(_LEAST_SHARE * len(cases)))
    step = _within((), np.ones(len(cases), dtype=bool), cases)
    yield step
    while step.density < 1:
        gains = []
        n = np.count_nonzero(step.inside)
        for cut, rest in _slices(columns, step.inside, patience):
            n_rest = np.count_nonzero(rest)
            if least <= n_rest < n:
                density = np.count_nonzero(cases & rest) / n_rest
                gains.append(((density - step.density) / (n - n_rest), cut, rest))
        if not gains:
            break
        _, cut, rest = max(gains, key=lambda gain: gain[0])
        step = _within((*step.cuts, cut), rest, cases)
        yield step


def _slices(columns: Mapping[str, _Column], inside: Array, patience: float) -> Iterator[tuple[_Cut, Array]]:
    """Yield what a box could become by the loss of one slice, and its points then."""
    for name, (values, names) in columns.items():
        here = np.sort(values[inside])
        if names:
            for place in np.unique(here):
                yield _Cut(name, "without", float(place)), inside & (values != place)
            continue
        # A slice has all of the equal numbers at its end.
        thin = max(1, int(patience * len(here)))
        above, below = here.searchsorted(here[thin - 1], "right"), here.searchsorted(here[-thin], "left")
        if above < len(here):
            yield _Cut(name, "least", float(here[above])), inside & (values >= here[above])
        if below > 0:
            yield _Cut(name, "most", float(here[below - 1])), inside & (values <= here[below - 1])


def _within(cuts: tuple[_Cut, ...], inside: Array, cases: Array) -> _Peeled:
    hits = int(np.count_nonzero(cases[inside]))
    return _Peeled(cuts, inside, hits / int(np.count_nonzero(cases)), hits / int(np.count_nonzero(inside)))


def _of(cuts: tuple[_Cut, ...], columns: Mapping[str, _Column], cases: Array) -> _Peeled:
    inside = np.ones(len(cases), dtype=bool)
    for name, side, at in cuts:
        values = columns[name].values
        inside &= values >= at if side == "least" else values <= at if side == "most" else values != at
    return _within(cuts, inside, cases)


def _without(name: str, step: _Peeled, columns: Mapping[str, _Column], cases: Array) -> _Peeled:
    return _of(tuple(cut for cut in step.cuts if cut.name != name), columns, cases)


def _chosen(steps: Sequence[_Peeled], density: float | None) -> _Peeled:
    if density is not None:
        dense = [step for step in steps if step.density >= density]
        return max(dense, key=lambda step: step.coverage) if dense else max(steps, key=lambda step: step.density)
    return max(steps, key=lambda step: step.balance)


def _quasi_ps(step: _Peeled, columns: Mapping[str, _Column], cases: Array) -> dict[str, float]:
    from scipy.special import bdtrc

    points, hits = np.count_nonzero(step.inside), np.count_nonzero(cases[step.inside])
    names = dict.fromkeys(cut.name for cut in step.cuts)
    # The chance of as many cases or more among as many points, each a case as often as without the restriction.
    return {name: float(bdtrc(hits - 1, points, _without(name, step, columns, cases).density)) for name in names}


def _lifted(columns: Mapping[str, _Column], cases: Array, step: _Peeled, density: float | None) -> _Peeled:
    """Return a box without the restrictions that chance explains, the least needed lifted first.

    Of a box that is as dense as was asked none is lifted that it needs for that.
    """
    while quasi := _quasi_ps(step, columns, cases):
        worst = max(quasi, key=lambda name: quasi[name])
        if is_distinguishable(quasi[worst]):
            break
        freed = _without(worst, step, columns, cases)
        if density is not None and freed.density < density <= step.density:
            break
        step = freed
    return step


def _by_chance(columns: Mapping[str, _Column], cases: Array, best: _Peeled, density: float | None) -> float:
    generator, as_good = np.random.default_rng(_SEED), 0
    for shuffle in range(1, _SHUFFLES + 1):
        shuffled = generator.permutation(cases)
        other = _lifted(columns, shuffled, _chosen(_steps(columns, shuffled), density), density)
        as_good += other.balance >= best.balance - 1e-12
        if as_good == _ENOUGH:
            return as_good / shuffle
    return (1 + as_good) / (1 + _SHUFFLES)


def _box(columns: Mapping[str, _Column], cases: Array, step: _Peeled, all_cases: int) -> Box:
    sides: dict[str, Side] = {}
    for name, side, at in step.cuts:
        names = columns[name].names
        was = sides.get(name, Side(names=names))
        match side:
            case "least":
                sides[name] = was._replace(low=at)
            case "most":
                sides[name] = was._replace(high=at)
            case _:
                sides[name] = was._replace(names=tuple(each for each in was.names if each != names[int(at)]))
    points, hits = int(np.count_nonzero(step.inside)), int(np.count_nonzero(cases[step.inside]))
    return Box(sides, points, hits, hits / all_cases, _quasi_ps(step, columns, cases))


def _step(step: _Peeled) -> Step:
    restricted = len({cut.name for cut in step.cuts})
    return Step(restricted, float(step.inside.mean()), step.coverage, step.density)
