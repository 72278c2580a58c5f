"""One message: what one praise and one criticism do to the chance to buy, at the start and later."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.market.decision import stated_exposures
from wordofmouth.market.market import Market
from wordofmouth.market.states import beliefs, stakes
from wordofmouth.tasks.validate.case import Check, FigurePanel
from wordofmouth.tasks.validate.effects import EffectCase, Studies

_HALF_YEAR = 26
PRAISE = Studies(0.20, 0.10, 0.30, "the mean, less or more by half of it")
CRITICISM = Studies(-0.11, -0.17, -0.05, "the mean, less or more by half of it")
STATED = Studies(0.0, -0.05, 0.05, "the sampling error of the survey")
_GOODS = ("launch", "loyalty", "durable")


class EffectMessages(EffectCase):
    """One fully trusted message reaches everybody: by how much does it move the share who would buy now."""

    title = "One message, and the survey asked again"
    source = (
        "East, Hammond and Lomax (2008), Measuring the impact of positive and negative word of mouth on brand purchase "
        "probability, IJRM 25 (sizes recalled, their order read); Ipsos MORI for Hotwire (2006), 44 %"
    )
    panels = (
        FigurePanel("One message", "change of the chance to buy"),
        FigurePanel("The survey asked again in week 26", "share, less the share put in"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield what one message does on those who have just learnt of the brand, and in week 26; and the survey."""
        for name in _GOODS:
            market = self.market(name, self.runs(8, 3))
            for when, until in (("at first", 0), ("week 26", _HALF_YEAR)):
                runs = market.run(until=until)
                for what, studies, message in (
                    ("praise", PRAISE, (1.0, 0.0)),
                    ("criticism", CRITICISM, (0.0, 1.0)),
                ):
                    moved = np.array([_moved(run, *message) for run in runs])
                    yield self.effect(f"{what} {when}, {name}", studies, moved)
            stated = np.array([_stated(run) for run in runs])
            for what, values in zip(("follow praise", "heed criticism"), stated.T, strict=True):
                yield self.effect(f"{what}, {name}", STATED, values, panel=1)

    def finding(self, of: dict[str, Check]) -> str:
        """Return what one praise and one criticism do."""
        return (
            f"One praise raises the chance to buy by {100 * of['praise at first, launch'].obtained:.0f} points, one "
            f"criticism lowers it by {-100 * of['criticism at first, launch'].obtained:.0f}"
        )


def _asked(market: Market) -> Array:
    """Return who is asked: everybody before the first week, later those who know the brand and have it not."""
    brand_states = market.people[1][:, 0]
    asked = brand_states["aware"] & ~brand_states["owner"] if market.week else np.ones(market.n, bool)
    return np.flatnonzero(asked).astype(np.int32)


def _chances(market: Market, praise: float = 0.0, criticism: float = 0.0) -> Array:
    """Return of each who is asked the chance to buy on the next occasion, after so many fully trusted messages."""
    from scipy.special import expit

    asked = _asked(market)
    margin = beliefs(market, asked, praise, criticism)[:, 0] - stakes(market, asked)[:, 0]
    occasion = market.segments.occasion[market.consumers.segment[asked]]
    chances: Array = np.where(occasion > 0.0, expit(margin / np.maximum(occasion, 1e-9)), margin >= 0.0)
    return chances


def _moved(market: Market, praise: float, criticism: float) -> float:
    """Return by how much so many messages move the share who would buy now."""
    return float(_chances(market, praise, criticism).mean() - _chances(market).mean())


def _stated(market: Market) -> tuple[float, float]:
    """Return what those without the product say, less what the survey said: praise would win them, criticism deter."""
    question = market.scenario.survey
    now = _chances(market)
    praised = _chances(market, praise=stated_exposures(question))
    criticised = _chances(market, criticism=question.exposures)
    follow = float((praised - now).sum() / (1.0 - now).sum())
    heed = float((now - criticised).sum() / now.sum())
    return follow - question.follow_praise, heed - question.heed_criticism
