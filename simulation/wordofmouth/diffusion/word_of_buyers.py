"""Word of buyers: what the models of bad news share."""

from typing import Literal

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.diffusion.textbook import TextbookModel
from wordofmouth.engine.randomness import WORD, purpose
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.market.run import DETERRED, DISAPPOINTED
from wordofmouth.scenario.parts import field

SOURCE = "Goldenberg, Libai, Moldovan and Muller 2007"
_ORDER = purpose("textbook.word_of_buyers: order")


class WordOfBuyers(TextbookModel):
    """Advertising that fades, strong and weak ties, and buyers who are not pleased.

    The ties of the network are the strong ones. The weak ones are met at random outside the community, anew in each
    period, and carry what the average consumer there has to say.
    """

    states = (
        State("undecided", "who have not decided"),
        State("satisfied", "who have bought, and are satisfied", adopted=True),
        State("dissatisfied", "who have bought, and are not", adopted=True, like=DISAPPOINTED),
        State("rejecters", "whom bad news has deterred for good", like=DETERRED),
    )
    changeable = frozenset({"advertising", "fading", "strong_effect", "weak_effect", "weak_ties", "negative_weight"})
    advertising: float = field(
        0.005,
        "p: the chance to buy because of advertising, in the first period",
        unit="probability per period",
        source=SOURCE,
        ge=0,
        le=1,
    )
    fading: float = field(
        0.9,
        "what of advertising is left after each period",
        unit="ratio",
        source="Dawid et al. 2025",
        ge=0,
        le=1,
        label="What lasts of advertising",
        hint="what of it is left after each period",
    )
    strong_effect: float = field(
        0.04,
        "q_s: the chance that a strong tie speaks",
        unit="probability per period",
        source=SOURCE,
        ge=0,
        le=1,
        label="Effect of a strong tie",
        hint="the chance that a strong tie speaks",
    )
    weak_effect: float = field(
        0.001,
        "q_w: the chance that a weak tie speaks",
        unit="probability per period",
        source=SOURCE,
        ge=0,
        le=1,
        label="Effect of a weak tie",
        hint="the chance that a weak tie speaks",
    )
    weak_ties: int = field(
        8, "random meetings in a period", unit="meetings", source=SOURCE, ge=0, le=100_000, label="Chance meetings"
    )
    dissatisfied: float = field(
        0.15,
        "d: the chance that a buyer is dissatisfied",
        unit="probability",
        source=SOURCE,
        ge=0,
        le=1,
        label="Disappointed buyers",
        hint="the chance that a buyer is dissatisfied",
    )
    negative_weight: float = field(
        2.0,
        "m: how many times as often bad news is told",
        unit="ratio",
        source=SOURCE,
        ge=0,
        le=1000,
        label="Weight of bad news",
        hint="how many times as often bad news is told",
    )
    update: Literal["asynchronous", "synchronous"] = field(
        "asynchronous",
        "whether what one does is seen at once, in random order, or after the period",
        unit="choice",
        label="Order",
        hint="whether what one does is seen at once, or after the period",
    )

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return whether bad news would be told more than always."""
        effect = max(self.strong_effect, self.weak_effect)
        if self.negative_weight * effect <= 1.0:
            return []
        most = f"bad news would be told with a chance of {self.negative_weight * effect:g}; at most {1 / effect:g}"
        return [("negative_weight", self.negative_weight, most)]

    def heard(self, run: Diffusion, before: np.ndarray) -> np.ndarray:
        """Return the states that consumers hear of: those of this moment, or those before the period."""
        if self.update == "asynchronous":
            return run.state
        before[:] = run.state
        return before

    def order(self, run: Diffusion, everyone: np.ndarray) -> None:
        """Put the consumers in the order in which they act in this period."""
        if self.update == "asynchronous":
            shuffle(run.key, _ORDER, run.week, everyone, run.n)

    def advertised(self, week: int) -> float:
        """Return the threshold under which a word means that advertising has reached someone."""
        return self.advertising * self.fading ** (week - 1) * WORD
