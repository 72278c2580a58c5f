"""A brand that answers its critics: what it does to the rating."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import normal_half_width
from wordofmouth.tasks.validate.batches import batches
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigureLine, FigurePanel, standard_error


class PatternAnswers(Case):
    """A community manager with the default capacity joins the launch, in either tone."""

    section = 8
    title = "A brand that answers its critics"
    source = "Proserpio and Zervas (2017), Online reputation management, Marketing Science 36: about +.1 star"
    explanation = (
        "How many critics a dialogue wins back (`win_back`) is set so that this holds: with the default capacity "
        "nearly every critic is answered, and three in ten change one or two stars to four."
    )
    panels = (
        FigurePanel("Rating", "stars more than without answers; band: 95 % of the mean", "week"),
        FigurePanel("After a year", "stars more than without answers"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the gain in stars of a dialogue, and that promotion does less."""
        base = Scenario.load("launch")
        levers = [lever.model_dump() for lever in base.campaign]
        manager = {"kind": "community_manager", "name": "manager", "broadcast": 0.0}
        replications = self.runs(40, 6)
        silent = batches(base, replications, ("rating",))["rating"]
        gains = {}
        for tone in ("dialogue", "promotion"):
            scenario = base.varied({"campaign": [*levers, manager | {"tone": tone}]})
            gain = batches(scenario, replications, ("rating",))["rating"] - silent
            gains[tone] = gain[:, -1]
            half = normal_half_width(gain.std(0, ddof=1) / np.sqrt(replications))
            weeks = slice(7, None)
            mean = gain.mean(0)
            self.lines.append(
                FigureLine(tone, np.arange(8, base.weeks + 1), mean[weeks], (mean - half)[weeks], (mean + half)[weeks])
            )
        few = base.varied({"campaign": [*levers, manager | {"capacity": 20}]})
        gains["20 answers a week"] = (batches(few, replications, ("rating",))["rating"] - silent)[:, -1]
        for label in ("dialogue", "20 answers a week"):
            yield self.near(
                label,
                0.1,
                float(gains[label].mean()),
                0.05,
                standard_error(gains[label]),
                source=PUBLISHED,
                kind="±.05, as 'about' is said",
                panel=1,
            )
        yield self.above("dialogue less promotion", gains["dialogue"] - gains["promotion"], panel=1)

    def finding(self, of: dict[str, Check]) -> str:
        """Return the gain."""
        return (
            f"A brand that takes criticism up gains {of['dialogue'].obtained:.2f} stars in a year; hotels that "
            "answered gained about .1"
        )
