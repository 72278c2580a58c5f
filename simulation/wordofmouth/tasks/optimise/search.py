"""Search: what values score most within a budget, tried batch by batch, each batch wiser than those before.

The sampler is a tree-structured Parzen estimator that knows the budget as a constraint. Which values are tried depends
on the seed and on what was found, never on who tried them or how many at a time.

Source: Bergstra, Bardenet, Bengio and Kégl (2011), Algorithms for hyper-parameter optimization, NeurIPS 24; Watanabe
(2023), Tree-structured Parzen estimator, arXiv:2304.11127.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from wordofmouth.scenario.factors import Values

if TYPE_CHECKING:
    import optuna

# As many are asked for before any of them is known, on whatever machine.
_BATCH = 10
_AT_RANDOM = 0.4
_FEWEST_AT_RANDOM = 10
_DIGITS = 3

Tried = dict[str, Any]


class Evaluation(NamedTuple):
    """What trying some values came to: how good they are, and what they cost."""

    score: float
    spend: float


class Trial(NamedTuple):
    """Values that were tried, by path, and what came of it; None if they do not go together."""

    values: Tried
    evaluation: Evaluation | None


def searched(
    vary: Mapping[str, Values],
    try_all: Callable[[Sequence[Tried]], Sequence[Evaluation | None]],
    *,
    budget: float,
    trials: int,
    seed: int,
    first: Tried | None = None,
    switches: Mapping[str, str] | None = None,
) -> list[Trial]:
    """Return all that was tried in search of the highest score for at most a budget, the same values once.

    Args:
        vary: what values there are, by path.
        try_all: returns what several values come to, in their order; None for those that do not go together.
        budget: the most that they may cost.
        trials: how many are tried.
        seed: seed of the sampler.
        first: what is tried first; of what lies outside of what is varied, something else.
        switches: by path, another whose value must be true for it to matter.
    """
    import optuna

    done: dict[str, Trial] = {}
    study = _study(seed, trials)
    if first:
        places = {path: _place(vary[path], value) for path, value in first.items()}
        study.enqueue_trial({path: place for path, place in places.items() if place is not None})
    too_dear: list[tuple[float, dict[str, Any]]] = []
    for asked in range(0, trials, _BATCH):
        # Of a batch of which most cost too much, as many are tried again at half of everything, the nearest first.
        for _, places in sorted(too_dear, key=lambda dear: dear[0])[: max(0, len(too_dear) - _BATCH // 2)]:
            study.enqueue_trial({path: _halved(vary[path], place) for path, place in places.items()})
        too_dear.clear()
        batch = [study.ask() for _ in range(min(_BATCH, trials - asked))]
        chosen = [_values(trial, vary, switches or {}) for trial in batch]
        new = {repr(values): values for values in chosen if repr(values) not in done}
        for (name, values), evaluation in zip(new.items(), try_all([*new.values()]), strict=True):
            done[name] = Trial(values, evaluation)
        for trial, values in zip(batch, chosen, strict=True):
            evaluation = done[repr(values)].evaluation
            if evaluation is None:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                trial.set_constraint("budget", evaluation.spend - budget)
                study.tell(trial, evaluation.score)
                if evaluation.spend > budget:
                    too_dear.append((evaluation.spend, trial.params))
    return list(done.values())


def _study(seed: int, trials: int) -> "optuna.Study":
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        # The group, which lets what is switched off be left open, is called experimental.
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed % 2**32, group=True, n_startup_trials=max(_FEWEST_AT_RANDOM, round(_AT_RANDOM * trials))
        )
    return optuna.create_study(direction="maximize", sampler=sampler)


def _values(trial: "optuna.Trial", vary: Mapping[str, Values], switches: Mapping[str, str]) -> Tried:
    """Return the values that a trial is to have; what a switch has turned off has none."""
    chosen: Tried = {}
    for path in sorted(vary, key=lambda path: path in switches):
        if chosen.get(switches.get(path, ""), True):
            chosen[path] = _suggested(trial, path, vary[path])
    return {path: chosen[path] for path in vary if path in chosen}


def _suggested(trial: "optuna.Trial", path: str, values: Values) -> Any:
    is_log = values.scale == "log"
    if levels := values.levels:
        if _are_numbers(levels):
            return levels[trial.suggest_int(path, 0, len(levels) - 1)]
        return levels[trial.suggest_categorical(path, range(len(levels)))]
    if values.whole:
        return trial.suggest_int(path, int(values.low), int(values.high), log=is_log)
    number = trial.suggest_float(path, values.low, values.high, log=is_log)
    # No more digits than somebody can tell apart who is to do it.
    return min(max(float(f"{number:.{_DIGITS}g}"), values.low), values.high)


def _place(values: Values, value: Any) -> Any:
    """Return how the search calls a value; None if it is not among those that are varied."""
    if levels := values.levels:
        return next((place for place, level in enumerate(levels) if _plain(level) == _plain(value)), None)
    is_number = isinstance(value, int | float) and values.low <= value <= values.high
    return value if is_number else None


def _halved(values: Values, place: Any) -> Any:
    """Return the place half-way from the least there is, in the search's own terms; what is no number stays."""
    if values.levels:
        return place // 2 if _are_numbers(values.levels) else place
    middle = math.sqrt(values.low * place) if values.scale == "log" else (values.low + place) / 2
    return math.floor(middle) if values.whole else middle


def _are_numbers(levels: Sequence[Any]) -> bool:
    return all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def best_first(trials: Sequence[Trial], budget: float) -> list[int]:
    """Return the places of the trials that keep to the budget, the best first."""
    scores = {
        place: trial.evaluation.score
        for place, trial in enumerate(trials)
        if trial.evaluation and trial.evaluation.spend <= budget
    }
    return sorted(scores, key=lambda place: -scores[place])


def front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Return the places of the points that no other beats: less of the first and more of the second; cheapest first."""
    unbeaten: list[int] = []
    for place in sorted(range(len(points)), key=lambda place: (points[place][0], -points[place][1])):
        if not unbeaten or points[place][1] > points[unbeaten[-1]][1]:
            unbeaten.append(place)
    return unbeaten
