"""Bass: innovators who adopt by themselves, and imitators who follow those who have adopted."""

import math
from typing import Any, Literal, NamedTuple

import numpy as np

from wordofmouth.diffusion.contacts import influencers, tell
from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.diffusion.textbook import TextbookModel
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, purpose, words_of_four
from wordofmouth.scenario.parts import SETTING, field

_ADOPTS = purpose("textbook.bass: adopts")


class Bass(TextbookModel):
    """Everyone adopts sooner or later: unprompted, or the sooner the more of those around have adopted.

    Source: Bass (1969), A new product growth for model consumer durables, Management Science 15; on networks Fibich
    and Gibori (2010), Aggregate diffusion dynamics in agent-based models with a spatial structure, Operations
    Research 58. The hazards that are independent are those of Goldenberg, Libai and Muller (2001) and Rand and Rust
    (2011).
    """

    kind: Literal["bass"] = "bass"
    sought = {"p": {"from": 0.0001, "to": 0.2, "scale": "log"}, "q": {"from": 0.01, "to": 2.0, "scale": "log"}}
    words = {"name": "Bass"}
    changeable = frozenset({"p", "q", "hazard", "steps"})
    states = (State("waiting", "who have not adopted"), State("adopters", "who have adopted", adopted=True))
    p: float = field(
        0.03,
        "innovation: the chance to adopt by oneself",
        unit="probability per period",
        source="Sultan, Farley and Lehmann 1990",
        ge=0,
        le=1,
        label="Innovation (p)",
        hint="the chance to adopt by oneself",
    )
    q: float = field(
        0.38,
        "imitation: what is added when all around have adopted",
        unit="probability per period",
        source="Sultan, Farley and Lehmann 1990",
        ge=0,
        le=100,
        label="Imitation (q)",
        hint="what is added when all around have adopted",
    )
    around: Literal["everyone", "neighbours"] = field(
        "everyone",
        "whose adoption counts: that of the whole market, or of the consumer's own ties",
        unit="choice",
        label="Who counts",
        hint="the adoption of the whole market, or of one's own ties",
    )
    hazard: Literal["linear", "independent"] = field(
        "linear",
        "p + q k/n, or 1 − (1 − p)(1 − q/n)^k, where each of the k adopters among n has its own chance",
        unit="choice",
        label="Formula",
        hint="how p and q are put together",
    )
    steps: int = field(
        1,
        "steps in a period, each with p and q divided by their number; many come near continuous time",
        unit="steps",
        source=SETTING,
        ge=1,
        le=10_000,
        label="Steps in a period",
        hint="each with p and q divided by their number",
    )

    def begin(self, run: Diffusion) -> "_Heard":
        """Return that nobody has heard of anyone, and everybody waits."""
        nobody, quads = np.zeros(run.n, np.int32), np.arange(0, run.n, 4, dtype=np.int32)
        return _Heard(nobody, np.maximum(influencers(run.network), 1), quads, np.zeros(run.n, np.int32))

    def step(self, run: Diffusion) -> None:
        """Let those adopt whom chance has adopt, at once after each step."""
        heard, audience, quads, room = run.memory
        everyone = self.around == "everyone"
        for step in range(self.steps):
            if not len(quads):
                break
            all_heard = self._hazard(int(np.count_nonzero(run.state)), run.n) * WORD if everyone else -1.0
            count, left = _adopt(
                run.key,
                run.week,
                step,
                run.state,
                heard,
                audience,
                self.p / self.steps,
                self.q / self.steps,
                self.hazard == "linear",
                all_heard,
                quads,
                room,
            )
            new, quads = room[:count], quads[:left]
            run.state[new] = 1
            if not everyone:
                tell(run.network.starts, run.network.targets, new, heard)
        run.memory = run.memory._replace(quads=quads)

    def _hazard(self, adopted: int, n: int) -> float:
        p, q = self.p / self.steps, self.q / self.steps
        return p + q * adopted / n if self.hazard == "linear" else 1.0 - (1.0 - p) * max(1.0 - q / n, 0.0) ** adopted

    def curve(self, periods: Any) -> np.ndarray:
        """Return the share who have adopted by each time, in continuous time and with everyone around everyone.

        F(t) = (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t), Bass (1969); p must be above 0.
        """
        decay = np.exp(-(self.p + self.q) * np.asarray(periods, dtype=np.float64))
        return (1.0 - decay) / (1.0 + self.q / self.p * decay)

    def on_a_ring(self, periods: Any) -> np.ndarray:
        """Return the share who have adopted by each time, each being influenced by one neighbour on a ring.

        F(t) = 1 − exp(−(p+q)t + q(1 − e^−pt)/p), Fibich and Gibori (2010); p must be above 0.
        """
        t = np.asarray(periods, dtype=np.float64)
        return 1.0 - np.exp(-(self.p + self.q) * t + self.q * (1.0 - np.exp(-self.p * t)) / self.p)

    @property
    def peak(self) -> float:
        """When most adopt at once, in periods: ln(q/p) / (p + q), Bass (1969)."""
        return math.log(self.q / self.p) / (self.p + self.q)


class _Heard(NamedTuple):
    """Adopters among those around a consumer, and how many those are; quads in which someone waits; room for ids."""

    heard: np.ndarray
    audience: np.ndarray
    quads: np.ndarray
    room: np.ndarray


@kernel
def _adopt(key, week, step, state, heard, audience, p, q, linear, all_heard, quads, adopters):
    """Find who adopts now, and in which quads someone had waited; return how many both are.

    A quad is the first of four neighbours. ``all_heard`` is everyone's threshold, or negative where each has its own.
    """
    n = state.shape[0]
    count, left = 0, 0
    for first in quads:
        last = min(first + 4, n)
        waiting = 0
        for i in range(first, last):
            waiting += 1 - state[i]
        if waiting == 0:
            continue
        quads[left] = first
        left += 1
        drawn = words_of_four(key, _ADOPTS, week, first, step)
        for i in range(first, last):
            threshold = all_heard
            if threshold < 0.0 and linear:
                threshold = (p + q * heard[i] / audience[i]) * 4294967296.0
            elif threshold < 0.0:
                threshold = (1.0 - (1.0 - p) * max(1.0 - q / audience[i], 0.0) ** heard[i]) * 4294967296.0
            adopters[count] = i
            count += 1 if state[i] == 0 and drawn[i & 3] < threshold else 0
    return count, left
