"""Talk of the network: who is informed by advertising, by strong ties in the group and by weak ones outside it."""

from typing import Literal, NamedTuple

import numpy as np

from wordofmouth.diffusion.contacts import influencers, outside, tell
from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.diffusion.textbook import TextbookModel
from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import purpose, words_of_four
from wordofmouth.scenario.parts import field

_INFORMED = purpose("textbook.talk_of_the_network: informed")
_SOURCE = "Goldenberg, Libai and Muller 2001, centre of the design"


class TalkOfTheNetwork(TextbookModel):
    """Word of mouth through few strong ties and many weak ones, of which each alone is feeble.

    P(informed) = 1 − (1 − α)(1 − β_w)^j (1 − β_s)^m, with j and m the informed among the weak and the strong contacts.
    The ties of the network are the strong ones; the weak ones are met at random outside the community, anew in each
    period. With f of those outside informed, meetings come to (1 − β_w f)^w, the same in distribution.

    Source: Goldenberg, Libai and Muller (2001), Talk of the network: a complex systems look at the underlying process
    of word-of-mouth, Marketing Letters 12.
    """

    kind: Literal["talk_of_the_network"] = "talk_of_the_network"
    sought = {
        "advertising": {"from": 0.0001, "to": 0.2, "scale": "log"},
        "weak_effect": {"from": 0.0001, "to": 0.1, "scale": "log"},
        "strong_effect": {"from": 0.001, "to": 0.5, "scale": "log"},
    }
    changeable = frozenset({"advertising", "weak_effect", "weak_ties"})
    states = (State("uninformed", "who are not informed"), State("informed", "who are informed", adopted=True))
    advertising: float = field(
        0.00525,
        "α: the chance to be informed by advertising",
        unit="probability per period",
        source=_SOURCE,
        ge=0,
        le=1,
    )
    weak_effect: float = field(
        0.01,
        "β_w: the chance to be informed by an informed weak tie",
        unit="probability per period",
        source=_SOURCE,
        ge=0,
        le=1,
        label="Effect of a weak tie",
        hint="the chance that a weak tie speaks",
    )
    strong_effect: float = field(
        0.04,
        "β_s: the chance to be informed by an informed strong tie",
        unit="probability per period",
        source=_SOURCE,
        ge=0,
        le=1,
        label="Effect of a strong tie",
        hint="the chance that a strong tie speaks",
    )
    weak_ties: int = field(
        17,
        "w: random meetings outside the community in a period",
        unit="meetings",
        source=_SOURCE,
        ge=0,
        le=100_000,
        label="Chance meetings",
        hint="random meetings in a period",
    )

    def begin(self, run: Diffusion) -> "_Informed":
        """Return that nobody has been told, and what each number of informed strong ties is worth."""
        strong = np.arange(int(influencers(run.network).max(initial=0)) + 1)
        sizes = np.bincount(run.network.community, minlength=run.network.n_communities)
        return _Informed(
            np.zeros(run.n, np.int32), (1.0 - self.strong_effect) ** strong, sizes, np.zeros(run.n, np.int32)
        )

    def step(self, run: Diffusion) -> None:
        """Inform those whom chance has informed, all at once."""
        informed_ties, by_strong, sizes, room = run.memory
        network = run.network
        met = outside(run.state, network.community, sizes)
        missed = (1.0 - self.advertising) * (1.0 - self.weak_effect * met) ** self.weak_ties
        new = room[: _inform(run.key, run.week, run.state, informed_ties, by_strong, network.community, missed, room)]
        run.state[new] = 1
        tell(network.starts, network.targets, new, informed_ties)


class _Informed(NamedTuple):
    """Informed strong ties by consumer, the chance that so many miss a consumer, sizes of communities, room for ids."""

    informed_ties: np.ndarray
    by_strong: np.ndarray
    sizes: np.ndarray
    room: np.ndarray


@kernel
def _inform(key, week, state, informed_ties, by_strong, community, missed, adopters):
    n = state.shape[0]
    count = 0
    for first in range(0, n, 4):
        last = min(first + 4, n)
        waiting = 0
        for i in range(first, last):
            waiting += 1 - state[i]
        if waiting == 0:
            continue
        drawn = words_of_four(key, _INFORMED, week, first, 0)
        for i in range(first, last):
            if state[i] == 0:
                hazard = 1.0 - missed[community[i]] * by_strong[informed_ties[i]]
                adopters[count] = i
                count += 1 if drawn[i & 3] < hazard * 4294967296.0 else 0
    return count
