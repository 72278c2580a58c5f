"""Sampling: points of the unit cube, from SciPy's quasi-Monte Carlo and SALib's designs."""

from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.extras import need

SAMPLED = ("latin_hypercube", "sobol", "random", "morris", "saltelli")
BY_SALIB = ("morris", "saltelli")
MORRIS_LEVELS = 4


def unit_points(design: str, n_factors: int, points: int, seed: int) -> Array:
    """Return points of the unit cube, float64 (points, factors), the same for the same seed.

    ``points`` is their number; of ``morris`` the number of trajectories, each of factors + 1 points, of ``saltelli``
    the base sample, which comes to points · (2 · factors + 2). Sobol' sequences are scrambled, and balanced where
    their number is a power of 2.

    Source: Saltelli (2002), Making best use of model evaluations to compute sensitivity indices, Computer Physics
    Communications 145; Morris (1991), Factorial sampling plans for preliminary computational experiments,
    Technometrics 33(2).

    Raises:
        MissingExtraError: if SALib draws it and is not installed.
    """
    if design in BY_SALIB:
        need("sensitivity")
    from scipy.stats import qmc

    generator = np.random.default_rng([seed, 0x64657369676E])
    match design:
        case "latin_hypercube":
            return qmc.LatinHypercube(n_factors, rng=generator).random(points)
        case "sobol":
            # Drawn by the next power of 2 and cut, as SciPy warns of other sizes.
            return qmc.Sobol(n_factors, rng=generator).random_base2(max(0, points - 1).bit_length())[:points]
        case "random":
            return generator.random((points, n_factors))
        case "morris":
            from SALib.sample import morris

            trajectories: Array = morris.sample(
                problem_of(n_factors), points, num_levels=MORRIS_LEVELS, seed=_small(seed)
            )
            return trajectories
        case "saltelli":
            from SALib.sample import sobol

            power = 2 ** max(0, points - 1).bit_length()
            sample: Array = sobol.sample(problem_of(n_factors), power, calc_second_order=True, seed=_small(seed))
            return sample
    raise ValueError(f"design: {design!r} draws no sample")


def problem_of(n_factors: int) -> dict[str, Any]:
    """Return the unit cube as SALib describes it."""
    names = [f"x{place}" for place in range(n_factors)]
    return {"num_vars": n_factors, "names": names, "bounds": [[0.0, 1.0]] * n_factors}


def _small(seed: int) -> int:
    """Return a seed that SALib's generators take, of 32 bits."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0])
