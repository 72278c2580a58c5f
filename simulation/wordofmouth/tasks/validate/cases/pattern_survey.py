"""The survey: asked of simulated consumers, it gives the two percentages back."""

import math
from collections.abc import Iterator

from wordofmouth.instruments.survey import survey
from wordofmouth.market.market import Market
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.batches import weeks_of
from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigurePanel

_SURVEYS = {
    "2006": (0.62, 0.44, 0.16),
    "ten years later": (0.74, 0.41, 0.16),
    "half are innovators": (0.62, 0.44, 0.5),
    "hardly any heed": (0.3, 0.1, 0.25),
}


class PatternSurvey(Case):
    """Whoever would not buy is asked whether praise would convince; whoever would, whether criticism would deter."""

    section = 8
    title = "Consumers answer the survey as the survey says"
    source = "Ipsos MORI for Hotwire (2006): 62 % and 44 %; the French figures ten years later, 74 % and 41 %"
    panels = (
        FigurePanel("Follow praise", "share of the not yet convinced; ± 3 sampling errors"),
        FigurePanel("Heed criticism", "share of would-be buyers; ± 3 sampling errors"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield both shares for four surveys."""
        for name, (follow, heed, innovators) in _SURVEYS.items():
            # Risk and repute as its respondents had them at heart: fear times loss aversion is the reference risk.
            changes = {
                "survey.follow_praise": follow,
                "survey.heed_criticism": heed,
                "survey.innovators": innovators,
                "consumer.risk_fear": 1 / 2.25,
                "leaders.share": 0.0,
                "brand.reputation": 0.0,
                "consumers": self.runs(100_000, 20_000),
            }
            scenario = Scenario.load("launch").varied(changes)
            market = next(weeks_of(Market, scenario))
            answers = {answer.subject: answer for answer in survey(market, scenario.consumers)}
            for panel, (subject, share) in enumerate({"follow_praise": follow, "heed_criticism": heed}.items()):
                answer = answers[subject]
                error = math.sqrt(share * (1 - share) / answer.n)
                yield self.near(
                    f"{'follow' if panel == 0 else 'heed'}, {name}",
                    share,
                    answer.share,
                    3 * error,
                    error,
                    source=EXACT,
                    kind="3 sampling errors",
                    panel=panel,
                )

    def finding(self, of: dict[str, Check]) -> str:
        """Return the two percentages."""
        return (
            f"Asked, {100 * of['follow, 2006'].obtained:.1f} % of the consumers would follow praise and "
            f"{100 * of['heed, 2006'].obtained:.1f} % heed criticism: the 62 and 44 % put in"
        )
