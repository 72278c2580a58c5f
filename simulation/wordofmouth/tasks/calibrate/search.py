"""Search: the place whose market is nearest to the data; results from before have their calibrated scenario from it.

Every place has the same replications (common random numbers), so that a better place is better for its parameters.

Source: Bergstra et al. (2011), Algorithms for hyper-parameter optimization, NeurIPS 24.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.extras import need
from wordofmouth.statistics.sampling import unit_points

_EACH_PLACE, _TOGETHER = 4, 8


def nearest_place(
    distances: Callable[[Array, int], list[float]], paths: Sequence[str], trials: int, seed: int
) -> Array:
    """Return the nearest of so many places that are tried, (parameters,) in shares of the ranges.

    Args:
        distances: returns how far each of some places is, by so many replications.
        paths: of the parameters.
        trials: how many places.
        seed: seed of the search.

    Raises:
        MissingExtraError: if Optuna is not installed.
    """
    need("optimise")
    import optuna

    n = len(paths)
    with _quiet_optuna():
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=0, multivariate=True, constant_liar=True, seed=seed % 2**32
        )
        study = optuna.create_study(sampler=sampler)
        for place in unit_points("sobol", n, max(min(trials, 4 * n + 4), trials // 4), seed):
            study.enqueue_trial({path: float(share) for path, share in zip(paths, place, strict=True)})
        evaluated: list[tuple[Array, float]] = []
        while len(evaluated) < trials:
            asked = [study.ask() for _ in range(min(_TOGETHER, trials - len(evaluated)))]
            places = np.array([[trial.suggest_float(path, 0, 1) for path in paths] for trial in asked])
            away = distances(places, _EACH_PLACE)
            for trial, distance in zip(asked, away, strict=True):
                study.tell(trial, distance)
            evaluated += zip(places, away, strict=True)
    places = np.array([place for place, _ in evaluated])
    nearest: Array = places[np.argmin([distance for _, distance in evaluated])]
    return nearest


@contextmanager
def _quiet_optuna() -> Iterator[None]:
    """Keep what the library says to itself; its settings are as they were afterwards."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)
