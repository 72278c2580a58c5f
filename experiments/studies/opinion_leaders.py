"""Opinion leaders: central consumers who adopt sooner and judge for themselves, and what they do for everybody else.

van Eck, Jager and Leeflang (2011), Opinion leaders' role in innovation diffusion: a simulation study, Journal of
Product Innovation Management 28. All of it is as remembered; the paper was not read again: one adopts where
beta x norm + (1 - beta) x preference reaches a threshold; 500 consumers on a scale-free network; leaders are central,
heed the norm less (.51 against .6) and are innovative, and it is by that that they raise final share and speed. Ours
are threshold, spread and boldness, such that a product without leaders is in doubt.
"""

from typing import Literal

import numpy as np
from scipy.special import ndtri
from wordofmouth.parts import (
    Diffusion,
    Outcome,
    Prior,
    State,
    TextbookModel,
    field,
    kernel,
    purpose,
    register,
    uniform,
    words,
)

_PREFERS = purpose("leaders study: preference")
_DEMANDS = purpose("leaders study: threshold")
_HEARS = purpose("leaders study: media")
_OURS = "ours: such that diffusion without leaders is in doubt"


class NormsAndLeaders(TextbookModel):
    """Those who know it adopt where the norm among their ties and their own preference reach their threshold."""

    kind: Literal["norms_and_leaders"] = "norms_and_leaders"
    states = (
        State("unaware", "who have not heard of it"),
        State("aware", "who know it"),
        State("adopters", "who have adopted", adopted=True),
    )
    leaders: float = field(
        0.1, "share who lead, those with most ties", unit="share", source=Prior(0.05, 0.2, "remembered"), ge=0, le=1
    )
    innovative: bool = field(True, "whether leaders demand less before they adopt", unit="true or false")
    beta: float = field(0.6, "weight of the norm", unit="share", source=Prior(0.4, 0.8, "remembered"), ge=0, le=1)
    beta_leaders: float = field(
        0.51, "weight of the norm for leaders", unit="share", source=Prior(0.3, 0.6, "remembered"), ge=0, le=1
    )
    threshold: float = field(
        0.5, "what adopting demands, on average", unit="utility", source=Prior(0.4, 0.6, _OURS), ge=0, le=1
    )
    spread: float = field(0.08, "its standard deviation", unit="utility", source=Prior(0.02, 0.15, _OURS), ge=0, le=1)
    boldness: float = field(
        0.25, "how much less innovative leaders demand", unit="utility", source=Prior(0.1, 0.3, _OURS), ge=0, le=1
    )
    media: float = field(
        0.01,
        "chance to hear of it from the media",
        unit="probability",
        source=Prior(0.005, 0.03, "remembered"),
        ge=0,
        le=1,
    )

    def begin(self, run: Diffusion) -> dict[str, np.ndarray]:
        """Draw what each prefers and demands; leaders are those with most ties."""
        leads = np.zeros(run.n, bool)
        leads[np.argsort(-np.diff(run.network.starts), kind="stable")[: round(self.leaders * run.n)]] = True
        demands = self.threshold + self.spread * ndtri(_draws(run, _DEMANDS, 0))
        return {
            "preference": _draws(run, _PREFERS, 0),
            "demands": demands - self.boldness * (leads & self.innovative),
            "beta": np.where(leads, self.beta_leaders, self.beta),
        }

    def step(self, run: Diffusion) -> None:
        """Let the media inform, then adopters their ties; those who know it decide, all at once."""
        starts, memory = run.network.starts, run.memory
        adopted = (run.state == 2).astype(np.int64)
        around = np.diff(np.concatenate([[0], np.cumsum(adopted[run.network.targets])])[starts])
        heard = (around > 0) | (_draws(run, _HEARS, run.week) < self.media)
        run.state[(run.state == 0) & heard] = 1
        norm = around / np.maximum(np.diff(starts), 1)
        utility = memory["beta"] * norm + (1.0 - memory["beta"]) * memory["preference"]
        run.state[(run.state == 1) & (utility >= memory["demands"])] = 2


def _draws(run, address, week):
    numbers = np.empty(run.n)
    _draw(run.key, address, week, numbers)
    return numbers


@kernel
def _draw(key, address, week, numbers):
    for i in range(numbers.shape[0]):
        numbers[i] = uniform(words(key, address, week, i, 0)[0])


def speed(runs):
    """Return how much of what is adopted in the end is, on average over all periods: 1 is all at once."""
    buyers = runs.cube("buyers")
    return buyers.mean(axis=1) / np.maximum(buyers[:, -1], 1.0)


register(Outcome("diffusion_speed", "share", speed, label="speed of diffusion", needs=("buyers",)))
