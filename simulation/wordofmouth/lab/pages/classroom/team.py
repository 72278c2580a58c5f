"""A team's view of its class: compose a campaign within the budget, try it, hand it in."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nicegui import ui

from wordofmouth.errors import LimitReached, Refused
from wordofmouth.games.campaign import CampaignWords, game_dilemma, game_market, game_title, objective_name
from wordofmouth.lab.pages.classroom.board import show_board
from wordofmouth.lab.pages.classroom.room import Room, Team, Trial, plain
from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.lab.widgets.frame import offer, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.factors import Values
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.words.catalogue import Words

# However many teams try, no more markets than this are simulated at a time, and other pages have threads of their own.
SIMULATING = ThreadPoolExecutor(2)
_SECONDS = 1.0
# Shares at which the axis of a curve ends, so that a small market is seen as well.
_TOPS = (0.02, 0.1, 0.2, 0.5, 1.0)


class TeamView:
    """A team at its game, as one browser shows it."""

    def __init__(self, room: Room, team: Team, visitor: Visitor, say: Words) -> None:
        self.room, self.team, self.visitor, self.say = room, team, visitor, say
        self.goal, self.before = room.goal, team.tried
        self.words = CampaignWords(self.goal, say)
        self.values = {path: _first(values) for path, values in self.goal.vary.items() if not self.goal.is_lever(path)}
        self.values |= {path: False for path in self.goal.vary if self.goal.is_lever(path)}
        self.values |= team.draft or (team.tried.values if team.tried else {})
        self._head()
        with tag("div", "game"):
            with tag("section", "card composer", aria_label=say("class.composer")):
                tag("h2", text=say("class.composer"))
                for label in dict.fromkeys(path.split(".")[1] for path in self.goal.vary):
                    self._lever(label)
            with tag("div", "outcome"):
                self.result = tag("section", "card result", aria_label=say("class.result"), aria_live="polite")
                self.board = tag("section", "card", aria_label=say("class.board"))
        self._seen: Any = None
        self._shown_result: Any = None
        self._show_result()
        ui.timer(_SECONDS, self._follow)

    def _head(self) -> None:
        say, goal = self.say, self.goal
        with tag("div", "lesson-head"), tag("div", "what"):
            tag("p", "up quiet", game_title(goal, say))
            tag("h1", text=self.team.name)
            tag("p", "question", say("class.question", budget=say.number(goal.budget)))
            if dilemma := game_dilemma(goal, say):
                tag("p", "question", dilemma)
            about = say(
                "class.about",
                consumers=goal.base.consumers,
                weeks=goal.base.weeks,
                title=game_market(goal, say),
            )
            tag("p", "small quiet about", about)
        self.notice = tag("p", "notice", say("class.paused"), role="status")
        self.notice.set_visibility(self.room.paused)

    def _lever(self, label: str) -> None:
        say, path, kind = self.say, f"campaign.{label}", self.words.levers[label].kind
        name = self.words.lever(label)
        may_go = path in self.goal.vary
        with tag("fieldset", "lever"):
            with tag("legend"), tag("label", "switch"):
                box = tag(
                    "input",
                    type="checkbox",
                    aria_label=say("class.use", lever=name),
                    disabled=not may_go or None,
                    checked=self.values.get(path, True) or None,
                )
                tag("span", text=name)
            tag("p", "small quiet", say(f"levers.{kind}.text"))
            with tag("div", "fields") as fields:
                for below in (other for other in self.goal.vary if other.startswith(f"{path}.")):
                    self._field(below, self.goal.vary[below])
        if not may_go:
            return
        fields.set_visibility(self.values[path])

        def switch(event: Any) -> None:
            self._set(path, bool(event.args))
            fields.set_visibility(self.values[path])

        box.on("change", switch, js_handler="(event) => emit(event.target.checked)")

    def _field(self, path: str, values: Values) -> None:
        with tag("label", "field"):
            tag("span", text=self.words.field(path))
            if values.choices:
                choices = list(values.choices)
                chosen = tag("select")
                shown = {str(place): self.words.value(path, value) for place, value in enumerate(choices)}
                now = next(place for place, value in enumerate(choices) if plain(value) == self.values[path])
                offer(chosen, shown, str(now))

                def choose(event: Any) -> None:
                    # What a page sends is a place in the list, or nothing.
                    with contextlib.suppress(ValueError, IndexError, TypeError):
                        self._set(path, plain(choices[abs(int(event.args))]))

                chosen.on("change", choose, js_handler="(event) => emit(event.target.value)")
                return
            with tag("span", "sliding"):
                step = 1 if values.whole else (values.high - values.low) / 100
                slider = tag("input", type="range", min=values.low, max=values.high, step=step, value=self.values[path])
                readout = tag("output", text=self.words.value(path, self.values[path]))

            def slide(event: Any) -> None:
                with contextlib.suppress(ValueError, TypeError):
                    number = min(max(float(event.args), values.low), values.high)
                    self.values[path] = round(number) if values.whole else number
                    readout.set_text(self.words.value(path, self.values[path]))

            slider.on("input", slide, js_handler="(event) => emit(event.target.value)", throttle=0.05)
            slider.on("change", lambda: self._set(path, self.values[path]))

    def _set(self, path: str, value: Any) -> None:
        """Set a value of the campaign, as any browser of the team finds it from now on."""
        self.values[path] = value
        self.room.draw_up(self.team, self.values)

    async def _try(self) -> None:
        self._tell("class.trying")
        try:
            self.visitor.begin(self.goal.base)
            before, used = self.team.tried, dict(self.values)
            await asyncio.get_running_loop().run_in_executor(SIMULATING, self.room.try_out, self.team, used)
            self.before = before
        except (Refused, LimitReached) as refused:
            self._refuse(refused)
            return
        self._show_result()

    def _hand_in(self) -> None:
        try:
            self.room.hand_in(self.team)
        except Refused as refused:
            self._refuse(refused)
            return
        self._show_result()

    def _refuse(self, refused: Refused | LimitReached) -> None:
        self.status.set_text(explanation(self.say, refused))

    def _tell(self, key: str) -> None:
        self.status.set_text(self.say(key))

    def _show_result(self) -> None:
        say, trial = self.say, self.team.tried
        self._shown_result = trial, self.team.handed_in
        self.result.clear()
        with self.result:
            tag("h2", text=say("class.result"))
            if trial is not None:
                _show_trial(trial, self.before, self.goal.budget, self.goal.objective, say)
            with tag("div", "acts"):
                tag("button", "button main", say("class.try"), type="button").on("click", self._try)
                hand_in = tag("button", "button", say("class.hand_in"), type="button").on("click", self._hand_in)
                if trial is None or not trial.affordable:
                    hand_in.props["disabled"] = True
            self.status = tag("p", "small quiet", role="status")
            if trial is None:
                self._tell("class.not_tried_yet")
            elif not trial.affordable:
                self._tell("class.too_dear")
            if self.team.handed_in is not None:
                cost = say.number(self.team.handed_in.cost)
                tag("p", "handed-in", say("class.handed_in_is", cost=cost))

    def _follow(self) -> None:
        """Show what the teacher and other browsers of this team have done meanwhile."""
        seen = (self.room.paused, len(self.room.board), self.room.rounds, self.team.handed_in)
        if self.room.teams.get(self.team.name) is not self.team:
            self._tell("class.refused.sent_away")
            return
        # A result that is there is not drawn again: a click on its buttons would be lost.
        if self._shown_result != (self.team.tried, self.team.handed_in):
            self._show_result()
        if seen != self._seen:
            self._seen = seen
            self.notice.set_visibility(self.room.paused)
            self.board.clear()
            with self.board:
                show_board(self.room, self.say, self.team)


def _show_trial(trial: Trial, before: Trial | None, budget: float, objective: str, say: Words) -> None:
    share = trial.cost / budget if budget else 2.0
    with tag("div", "numbers"):
        with tag("div", "number"):
            tag("span", "name", objective_name(objective, say))
            tag(
                "span",
                "big",
                say.percent(trial.value) if outcome(objective).unit == "share" else say.number(trial.value),
            )
        with tag("div", "number"):
            tag("span", "name", say("class.bought"))
            tag("span", "big", say.percent(trial.adoption[-1]))
        with tag("div", "number" if trial.affordable else "number over"):
            tag("span", "name", say("class.cost"))
            tag("span", "big", say("class.of_budget", cost=say.number(trial.cost), budget=say.number(budget)))
            with tag("div", "track", aria_hidden="true"):
                tag("div", "filled", style=f"width: {100 * min(share, 1):.1f}%")
    before = before if before is not trial else None
    tag("p", "small quiet", say("class.adoption"))
    ui.html(_curves(trial.adoption, before.adoption if before else [], say("class.adoption")), sanitize=False)
    if before:
        with tag("p", "small quiet key"):
            tag("span", "this", say("class.this"))
            tag("span", "before", say("class.before"))


def _curves(now: list[float], before: list[float], label: str) -> str:
    """Return a drawing of the curves of numbers of ours; the label is one of the catalogue's."""
    top = next(top for top in _TOPS if max(now + before, default=0.0) <= top)

    def path(values: list[float], name: str) -> str:
        points = (
            f"{40 + 430 * k / max(len(values) - 1, 1):.1f} {10 + 170 * (1 - v / top):.1f}" for k, v in enumerate(values)
        )
        return f'<path class="{name}" d="M{" L".join(points)}"/>' if values else ""

    grid = "".join(
        f'<line x1="40" x2="470" y1="{10 + 170 * (1 - tick):.1f}" y2="{10 + 170 * (1 - tick):.1f}"/>'
        f'<text x="32" y="{16 + 170 * (1 - tick):.1f}" text-anchor="end">{100 * tick * top:.0f}</text>'
        for tick in (0, 0.5, 1)
    )
    curves = path(before, "before") + path(now, "this")
    return f'<svg class="try" viewBox="0 0 480 195" role="img" aria-label="{label}">{grid}{curves}</svg>'


def _first(values: Values) -> Any:
    return plain(values.choices[0] if values.choices else values.at(0.25))
