"""Whom to convince first in the visitor's own network: a list of names, and how many they reach."""

import csv
import io

from nicegui import ui

from wordofmouth.errors import LimitReached, WordOfMouthError
from wordofmouth.lab.pages.desk.draft import Draft
from wordofmouth.lab.server.threads import in_turn
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.seeds.record import SeedChoices, interval, name_of
from wordofmouth.tasks.seeds.task import STRATEGY, seeds
from wordofmouth.words.catalogue import Words

# How word is thought to spread from those who are chosen: each who is convinced convinces a friend the sooner the
# fewer others that one listens to.
MODEL, RUNS, MOST, SHOWN = "weighted_cascade", 2_000, 500, 20


def chosen(draft: Draft, count: int, strategy: str = STRATEGY) -> SeedChoices:
    """Return whom to convince first, as ``wom seeds FILE --model weighted_cascade`` has it.

    Raises:
        ScenarioError: if so many cannot be chosen.
    """
    assert draft.own is not None
    own = {"network": draft.own.section.model_dump(), "consumers": draft.own.network.n}
    scenario = Scenario.from_dict({"model": {"kind": MODEL}, **own})
    return seeds(scenario, count=count, strategy=strategy, runs=RUNS, seed=draft.brief.seed)


class Seeding:
    """The card in which the visitor asks whom to convince first; nothing without a network of one's own."""

    def __init__(self, say: Words, draft: Draft) -> None:
        self.say, self.draft, self._count = say, draft, 10
        self._found: SeedChoices | None = None

    def build(self) -> None:
        """Show it."""
        say = self.say
        if self.draft.own is None:
            return
        with tag("section", "card setup", aria_label=say("desk.seeds.title")):
            tag("h2", "", say("desk.seeds.title"))
            tag("p", "small quiet", say("desk.seeds.about"))
            with tag("div", "bar"):
                with tag("label", "field"):
                    tag("span", "", say("desk.seeds.count"))
                    most = min(MOST, self.draft.own.network.n)
                    box = tag("input", "box", type="number", min="1", max=str(most), value=str(self._count))
                box.on("change", lambda event: self._set(event.args), js_handler="(e) => emit(e.target.value)")
                tag("button", "button", say("desk.seeds.go"), type="button").on("click", self._choose)
            self._wrong = tag("p", "wrong", role="alert")
            self._place = tag("div", "result", aria_live="polite")

    def _set(self, text: object) -> None:
        most = min(MOST, self.draft.own.network.n if self.draft.own else MOST)
        if str(text).isdecimal():
            self._count = max(1, min(int(str(text)), most))

    async def _choose(self) -> None:
        say = self.say
        self._wrong.set_text("")
        try:
            self.draft.visitor.spend(10)
            best = await in_turn(chosen, self.draft, self._count)
            others = await in_turn(chosen, self.draft, self._count, "random")
        except (LimitReached, WordOfMouthError) as error:
            self._wrong.set_text(explanation(say, error))
            return
        self._found = best
        self._place.clear()
        with self._place:
            (low, high), choice = interval(best.best), best.best
            between = say.notation.interval(say.number(low), say.number(high))
            numbers = {"reached": say.number(choice.reached), "interval": between}
            tag("p", "sentence", say("desk.seeds.reach", count=len(choice.seeds), **numbers))
            tag("p", "", say("desk.seeds.random", reached=say.number(others.best.reached)))
            names = [name_of(best.network, i) for i in choice.seeds.tolist()]
            with tag("ol", "said"):
                for name in names[:SHOWN]:
                    tag("li", "", name)
            tag("button", "button", say("desk.seeds.file"), type="button").on("click", self._save)
            tag(
                "pre", "code", f"uv run wom seeds FILE --model {MODEL} --count {len(names)} --runs {RUNS}", tabindex="0"
            )

    def _save(self) -> None:
        if self._found is None:
            return
        best, text = self._found, io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["rank", "consumer", "name", "degree"])
        for rank, i in enumerate(best.best.seeds.tolist(), 1):
            writer.writerow([rank, i, name_of(best.network, i), int(best.network.degree[i])])
        ui.download.content(text.getvalue(), "seeds.csv", "text/csv")
