"""States: what a consumer is to the brand whose market is shown, one of six, whatever the model."""

from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.instruments.survey import beliefs, stakes

if TYPE_CHECKING:
    from wordofmouth.diffusion.diffusion import Diffusion
    from wordofmouth.market.market import Market

UNAWARE, AWARE, CONVINCED, DETERRED, OWNER, DISAPPOINTED = range(6)
STATES = ("unaware", "aware", "convinced", "deterred", "owner", "disappointed")

# What a textbook calls a state, where it is neither the first nor that of who has adopted and is content.
_TEXTBOOK = {"dissatisfied": DISAPPOINTED, "rejecters": DETERRED, "negative": DISAPPOINTED}


def states(market: "Market | Diffusion") -> np.ndarray[Any, Any]:
    """Return the state of every consumer towards the first brand, uint8 (n,)."""
    if market.scenario.model.kind != "consumer":
        return _of_textbook(market)
    everyone = np.arange(market.n, dtype=np.int32)
    # As a plain array, of which columns are had sooner.
    minds = market.minds.view(np.ndarray)[:, 0]
    aware, owner = minds["aware"], minds["owner"]
    held, needed = beliefs(market, everyone)[:, 0], stakes(market, everyone)[:, 0]
    # Who holds something against the brand, and would be convinced had she heard no criticism, is deterred.
    unharmed = held + market.weights.criticism * np.log2(1.0 + minds["criticism"])
    found = np.full(market.n, UNAWARE, np.uint8)
    found[aware] = AWARE
    found[aware & (held < needed) & (unharmed >= needed)] = DETERRED
    found[aware & (held >= needed)] = CONVINCED
    found[owner] = OWNER
    found[owner & (minds["satisfaction"] < 0)] = DISAPPOINTED
    return found


def _of_textbook(run: "Diffusion") -> np.ndarray[Any, Any]:
    places = [
        _TEXTBOOK.get(state.name, OWNER if state.adopted else AWARE if place else UNAWARE)
        for place, state in enumerate(run.model.states)
    ]
    return np.array(places, np.uint8)[run.state]
