"""The window of global cascades: between which mean degrees one consumer can move a whole random network.

Source: Watts (2002), A simple model of global cascades on random networks, PNAS 99, equation 5.
"""

import math

# Beyond how many times the degree at which all are vulnerable no end of a window is sought.
_FARTHEST = 4


def vulnerable_degree(phi: float) -> int:
    """Return the most neighbours with which one active one is enough: 1/k ≥ φ, which is above 0."""
    return math.floor(1 / phi + 1e-12)


def window(phi: float) -> tuple[float, float] | None:
    """Return the mean degrees of a random network between which the vulnerable percolate; None if nowhere.

    Σ k (k − 1) p_k over the vulnerable degrees is z² P(K ≤ k* − 2), with K Poisson of mean z; global where it is above
    z. Above φ = 1/4 it is so for no z.

    Args:
        phi: the share of the neighbours who must be active, above 0.
    """
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import pdtr

    most = vulnerable_degree(phi)
    if most < 2:
        return None

    def excess(z: float) -> float:
        return float(z * pdtr(most - 2, z) - 1)

    farthest = float(_FARTHEST * most)
    top = float(minimize_scalar(lambda z: -excess(z), bounds=(0.0, farthest), method="bounded").x)
    if excess(top) <= 0:
        return None
    return float(brentq(excess, 0.0, top, xtol=1e-12)), float(brentq(excess, top, farthest, xtol=1e-12))
