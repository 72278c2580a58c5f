"""Talk: what word of mouth adds to sales, and of what kind it is."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.market.market import Market
from wordofmouth.tasks.validate.case import Check, FigurePanel
from wordofmouth.tasks.validate.effects import HEARD, SILENT, EffectCase, Studies, elasticity, mean_of, total, totals

_MORE = 1.5
_YEAR = 52
MULTIPLIER = Studies(2.0, 1.47, 3.0, "films with a good surprise to recalled cases")
TALK = Studies(0.38, 0.236, 0.53, "reviews and posts to referrals")
OFFLINE = Studies(0.90, 0.75, 0.92, "surveys of 2014 to 2006")
TONE = Studies(3.0, 1.5, 6.0, "half of the mean to the first survey")
_GOODS = ("launch", "loyalty", "durable")


class EffectTalk(EffectCase):
    """Sales beside those of a market in which nobody says anything; and half as much talk again."""

    title = "Sales made by word of mouth, and how people talk"
    source = (
        "Hogan, Lemon and Libai (2004), Quantifying the ripple, J Advertising Research 44; Moretti (2011), Social "
        "learning and peer effects in consumption, Review of Economic Studies 78; You, Vadakkepatt and Joshi (2015); "
        "Trusov, Bucklin and Pauwels (2009), Effects of word-of-mouth versus traditional marketing, J Marketing 73; "
        "Keller and Fay (2012), The face-to-face book; East, Hammond and Wright (2007), IJRM 24"
    )
    panels = (
        FigurePanel("With talk over without", "times the sales"),
        FigurePanel("Elasticity to talk", "per cent of sales for one per cent of talk"),
        FigurePanel("Heard from friends", "share of what is heard"),
        FigurePanel("Praise to criticism", "ratio"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield multipliers, the elasticity to talk, the share heard face to face, and the tone."""
        markets = {name: self.market(name, self.runs(8, 6)) for name in _GOODS}
        for name, market in markets.items():
            multiplier = totals(market.plain) / np.maximum(1.0, totals(market.run(SILENT)))
            yield self.effect(f"multiplier, {name}", MULTIPLIER, multiplier)
        launch = markets["launch"]
        rate = launch.part("speaking").talk_rate
        more = launch.run({"behaviours.speaking.talk_rate": _MORE * rate})
        values = elasticity(totals(more, last=_YEAR), totals(launch.plain, last=_YEAR), _MORE)
        yield self.effect("talk, a year", TALK, values, panel=1)
        for name, market in markets.items():
            yield self.effect(f"known people, {name}", OFFLINE, mean_of(market.plain, _from_friends), panel=2)
        for name, market in markets.items():
            yield self.effect(f"tone, {name}", TONE, mean_of(market.plain, _tone), panel=3)

    def finding(self, of: dict[str, Check]) -> str:
        """Return the multipliers."""
        new, durable = of["multiplier, launch"].obtained, of["multiplier, durable"].obtained
        return (
            f"With word of mouth a new product sells {new:.1f} and a durable {durable:.1f} times as much as without; "
            f"{100 * of['known people, launch'].obtained:.0f} % of it is heard from people one knows"
        )


def _heard(market: Market, channels: tuple[str, ...], sides: tuple[str, ...] = ("praise", "criticism")) -> float:
    return sum(total(market, f"{side}_{channel}") for side in sides for channel in channels)


def _from_friends(market: Market) -> float:
    return _heard(market, ("friends",)) / max(1.0, _heard(market, HEARD))


def _tone(market: Market) -> float:
    return _heard(market, HEARD, ("praise",)) / max(1.0, _heard(market, HEARD, ("criticism",)))
