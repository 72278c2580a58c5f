"""Draft: the brief that a visitor is writing, as controls and cards change it."""

from collections.abc import Callable, Mapping
from typing import Any

from wordofmouth.briefs.answer import Asked
from wordofmouth.briefs.brief import Brief, Option
from wordofmouth.errors import LimitReached
from wordofmouth.lab.server.jobs import JOBS
from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.server.uploads import UploadedNetwork
from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.whole.rates import KNOWN as RATED

# What speaks of happenings, and of rivals: it is feared, and chosen by nobody.
HAPPENS = ("exposure", "mishap")
GROUPS = ("options", "always", "feared")


class Draft(Editable):
    """A brief under way: :class:`wordofmouth.lab.server.session.Editable`, whose scenario has all its activities.

    Attributes:
        brief: as it is now.
        own: the network that the visitor has brought, if any.
        changed: what is done when the brief is another one.
    """

    def __init__(self, visitor: Visitor, brief: Brief) -> None:
        self.visitor = visitor
        self.own: UploadedNetwork | None = None
        self.changed: Callable[[], None] = lambda: None
        self.begin(brief)

    def begin(self, brief: Brief) -> None:
        """Begin with another brief.

        Raises:
            LimitReached: if its market is too large for the visitor.
        """
        self.check(brief)
        self.brief, self.scenario = brief, brief.everything()
        self.base = self.scenario

    def check(self, brief: Brief) -> None:
        """Check that its market is not too large for the visitor.

        Raises:
            LimitReached: if it is.
        """
        self.visitor.check(brief.everything())

    def take(self, **changes: Any) -> None:
        """Change values of the brief.

        Raises:
            ScenarioError: if they do not go together; nothing is changed then.
            LimitReached: if the market would be too large; nothing is changed then.
        """
        brief = self.brief.changed(**changes)
        self.check(brief)
        self.brief, self.scenario = brief, brief.everything()
        self.changed()

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change values of the market by path.

        Raises:
            ScenarioError: if they are not allowed; nothing is changed then.
            LimitReached: if the market would be too large; nothing is changed then.
        """
        brief = self.brief.with_market(self.scenario.varied(changes))
        self.check(brief)
        self.brief, self.scenario = brief, brief.everything()
        self.changed()

    def levers(self, group: str) -> list[Lever]:
        """Return the activities of a group."""
        if group == "options":
            return [option.lever for option in self.brief.options]
        return list(getattr(self.brief, group))

    def add(self, group: str, kind: str, title: str) -> str:
        """Add an activity of a kind, as it usually is, at the prices of the rate card; return its label.

        What a rival does is written ``rival.discount``.

        Raises:
            ScenarioError: if the brief does not allow it.
            LimitReached: if the market would be too large.
        """
        head, _, own = kind.rpartition(".")
        labels = {lever.label for lever in self.brief.levers}
        start = f"rival_{own}" if head else own
        name = next(each for each in (start, *(f"{start}_{place}" for place in range(2, 99))) if each not in labels)
        table: dict[str, Any] = {"kind": own, "name": name}
        if head and self.brief.rival is not None:
            table["brand"] = self.brief.rival.name
        count = Lever.kinds[own].model_fields.get("count")
        if count is not None and "count" in Lever.kinds[own].of_market and own == "seeding":
            table["count"] = max(1, self.brief.market // 200)
        lever = Lever.parse(table)
        assert isinstance(lever, Lever)
        if group == "options":
            self.take(options=[*self.brief.options, Option(title=title[:40], lever=lever)])
        else:
            self.take(**{group: [*getattr(self.brief, group), lever]})
        return name

    def remove(self, label: str) -> None:
        """Take an activity away."""
        self.take(
            options=[option for option in self.brief.options if option.lever.label != label],
            **{group: [lever for lever in self.levers(group) if lever.label != label] for group in GROUPS[1:]},
        )

    def entitle(self, label: str, title: str) -> None:
        """Call an option something else."""
        self.take(
            options=[
                option.model_copy(update={"title": title}) if option.lever.label == label else option
                for option in self.brief.options
            ]
        )

    def asked(self) -> Asked:
        """Return what is to be compared, among the people of the visitor's own network if there is one.

        Raises:
            ScenarioError: if that cannot be.
        """
        scenario, brief = self.brief.scenario(), self.brief
        if self.own is not None:
            own = {"network": self.own.section.model_dump(), "consumers": self.own.network.n, "market": 0}
            scenario = scenario.varied(own)
        return Asked(scenario, brief.measure, brief.replications, brief.worlds, brief.seed)

    def check_size(self, asked: Asked) -> float:
        """Return how many seconds the answer will take.

        Raises:
            LimitReached: if that is more than this visitor may ask for, with the size that would fit.
        """
        seconds, most = JOBS.told(asked.cost.seconds), self.visitor.limits.job_seconds
        if seconds > most:
            raise LimitReached("job_seconds", asked.fitting(most / seconds))
        return seconds


def prices(lever: Lever, scenario: Scenario) -> list[tuple[str, float, int]]:
    """Return what of an activity the rate card gives the price of: the rate's name, the price, and of how many."""
    return [
        (name, rate.price, buys.of)
        for name, rate in scenario.rates.items()
        for buys in RATED.get(name, ())
        if buys.kind == lever.kind and not getattr(lever, buys.field)
    ]
