"""The class: its teacher's view with address, code and board, and the door by which teams come in."""

import asyncio
import contextlib
import functools
import secrets
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse, Response
from nicegui import context, ui

from wordofmouth.errors import LimitReached, Refused
from wordofmouth.games.campaign import game_title
from wordofmouth.games.games import FIRST, games
from wordofmouth.lab.pages.classroom.board import show_board
from wordofmouth.lab.pages.classroom.debrief import show_debrief
from wordofmouth.lab.pages.classroom.entrance import Entrance
from wordofmouth.lab.pages.classroom.room import Room
from wordofmouth.lab.pages.classroom.rooms import IDLE, Classrooms
from wordofmouth.lab.pages.classroom.team import SIMULATING, TeamView
from wordofmouth.lab.server.settings import at, settings
from wordofmouth.lab.server.visitors import IN_CLASS, Guesses, Visitor, Visitors
from wordofmouth.lab.widgets.frame import frame, offer, static, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words

HOUSE = Classrooms(settings().rooms if settings().classroom else None)
VISITORS = Visitors(IN_CLASS)
GUESSES = Guesses()
# What a browser shows to be known again: the teacher's key, which is printed where the lab was started and nowhere
# else, and the seat of a team, its room's code and its token.
_TEACHER, _SEAT = "teacher", "seat"
_SEAT_SECONDS = int(IDLE)
_SECONDS = 1.0


def _game() -> Goal:
    """Return the game that the lab was started with."""
    return Goal.load(settings().game or games()[FIRST])


def announce() -> None:
    """Open the first room or go on with that of before, and tell where the class is, and where its teacher."""
    game, address = _game(), settings().address
    room = next((room for room in HOUSE if room.goal.digest == game.digest), None)
    if room is not None:
        print(f"The class of before goes on, teams and all; on its page, New room begins another. ({len(room.teams)})")
    room = room or HOUSE.open(game)
    print(f"The class: {address}/class with the code {room.code}")
    print(f"You, its teacher: {address}/class?teacher={HOUSE.key}", flush=True)


@ui.page("/class")
def classroom(room: str = "", team: str = "", teacher: str = "") -> Response | None:
    """Show a class: to its teacher, to a team, or to whoever stands at the door.

    The teacher's key and a team's token go from the address, which others may see, into a cookie; so a menu, a new tab
    or a reload leads back.
    """
    with frame("class") as say:
        for style in (
            *(static(f"{name}.css", "/player") for name in ("lessons", "games")),
            static("curves.css"),
            static("classroom.css"),
        ):
            ui.add_head_html(f'<link rel="stylesheet" href="{style}">')
        if not settings().classroom:
            tag("h1", text=say("class.title"))
            tag("p", "lead", say("class.closed"))
            return None
        address, cookies = _address(), context.client.request.cookies
        key, seat = cookies.get(_TEACHER), cookies.get(_SEAT, "").partition(".")
        try:
            if teacher and GUESSES.check(address, lambda: _known(teacher)):
                return _known_again(room, _TEACHER, HOUSE.key)
            if key and not team and GUESSES.check(address, lambda: _known(key)):
                TeacherView(HOUSE.find(room) or HOUSE.latest() or HOUSE.open(_game()), say)
                return None
            chosen_room = GUESSES.check(address, lambda: HOUSE.find(room)) if room else None
            if chosen_room and team and GUESSES.check(address, functools.partial(chosen_room.team, team)):
                return _known_again(chosen_room.code, _SEAT, f"{chosen_room.code}.{team}")
            if chosen_room is None:
                chosen_room = HOUSE.find(seat[0])
            is_seated = chosen_room is not None and chosen_room.code == seat[0]
            member = chosen_room.team(seat[2]) if chosen_room is not None and is_seated else None
            visitor = VISITORS.enter()
        except LimitReached as error:
            tag("p", "lead", explanation(say, error))
            return None
        context.client.on_delete(lambda: VISITORS.leave(visitor.token))
        if chosen_room and member:
            TeamView(chosen_room, member, visitor, say)
        else:
            _Door(room, visitor, say)
    return None


def _known_again(room: str, cookie: str, value: str) -> Response:
    """Lead to the address that may be shown; no entry of the browser's history holds what it is known by."""
    answer = RedirectResponse(f"/class?{urlencode({'room': room})}" if room else "/class", 303)
    answer.set_cookie(
        cookie, value, _SEAT_SECONDS, path=at("/class"), secure=settings().is_secure, httponly=True, samesite="lax"
    )
    return answer


def _address() -> str:
    """Return the address from which the page was asked for."""
    client = context.client.request.client
    return client.host if client else ""


def _known(key: str) -> str | None:
    """Return the teacher's key, if this is it."""
    return HOUSE.key if secrets.compare_digest(key.encode(), HOUSE.key.encode()) else None


class _Door:
    """Where a team gives the code and its name."""

    def __init__(self, code: str, visitor: Visitor, say: Words) -> None:
        self.visitor, self.say, self.address = visitor, say, _address()
        with tag("form", "card door") as form:
            tag("h1", text=say("class.join"))
            self.code = _input(say("class.code"), say("class.code_hint"), code[:10], autocapitalize="characters")
            self.name = _input(say("class.team"), "", "", maxlength="40")
            self.status = tag("p", "refusal", role="alert")
            tag("button", "button main", say("class.enter"), type="submit")
        # A form is sent by the button and by the key alike.
        form.on(
            "submit",
            self._enter,
            js_handler="(event) => { event.preventDefault();"
            " emit([...event.target.querySelectorAll('input')].map((input) => input.value)); }",
        )

    def _enter(self, event: Any) -> None:
        given = event.args if isinstance(event.args, list) else []
        code, name = (str(given[place]) if len(given) > place else "" for place in range(2))
        try:
            room = GUESSES.check(self.address, lambda: HOUSE.find(code))
            if room is None:
                raise Refused("no_room")
            team = room.join(name)
        except (Refused, LimitReached) as refused:
            self.status.set_text(explanation(self.say, refused))
            return
        ui.navigate.to(f"/class?room={room.code}&team={team.token}")


def _input(label: str, hint: str, value: str, **attributes: str) -> Any:
    with tag("label", "entry"):
        tag("span", text=label)
        return tag("input", type="text", value=value, placeholder=hint, autocomplete="off", required="", **attributes)


class TeacherView:
    """The class as its teacher sees and shows it."""

    def __init__(self, room: Room, say: Words) -> None:
        self.room, self.say = room, say
        self._judging: tuple[int, int] | None = None
        self._seen: Any = None
        with tag("div", "lesson-head"), tag("div", "what"):
            tag("p", "up quiet", game_title(room.goal, say))
            tag("h1", text=say("class.question", budget=say.number(room.goal.budget)))
        with tag("div", "classroom"):
            with tag("section", "card entrance", aria_label=say("class.join")):
                self.entrance = Entrance(room, say)
            with tag("div", "progress"):
                with tag("div", "acts"):
                    self._acts()
                self.board = tag("section", "card", aria_label=say("class.board"), aria_live="polite")
                self.debrief = tag("section", "card debrief", aria_label=say("class.debrief"))
                self.teams = tag("section", "card teams", aria_label=say("class.teams"))
        self._follow()
        ui.timer(_SECONDS, self._follow)

    def _acts(self) -> None:
        say = self.say
        self.judge = tag("button", "button main", say("class.judge"), type="button").on("click", self._judge)
        self.pause = tag("button", "button", type="button").on("click", lambda: self.room.pause(not self.room.paused))
        tag("button", "button", say("class.export"), type="button").on("click", self._export)
        self.runs = tag("button", "button", say("class.export_runs"), type="button").on("click", self._export_runs)
        self._asking(say("class.reset"), self.room.reset)
        self._asking(say("class.new_room"), self._new_room)
        self._game_of_new_room()
        self.status = tag("span", "small quiet", role="status")

    def _asking(self, text: str, act: Any) -> None:
        """Show a button that asks once more before it does what cannot be undone."""
        button = tag("button", "button", text, type="button")

        def press() -> None:
            if button.text == text:
                button.set_text(self.say("class.sure"))
                ui.timer(4.0, lambda: button.set_text(text), once=True)
            else:
                button.set_text(text)
                act()

        button.on("click", press)

    def _game_of_new_room(self) -> None:
        """Let the game be chosen that a new room plays; unless another is, it is this one's."""
        say, goal = self.say, self.room.goal
        self._next = goal
        others = [Goal.load(path) for path in games().values()]
        goals = [goal, *(other for other in others if other.digest != goal.digest)]
        with tag("label", "field"):
            tag("span", text=say("class.game_of_new_room"))
            chosen = tag("select")
            offer(chosen, {str(place): game_title(each, say) for place, each in enumerate(goals)})

        def choose(event: Any) -> None:
            # What a page sends is a place in the list, or nothing.
            with contextlib.suppress(ValueError, IndexError, TypeError):
                self._next = goals[abs(int(event.args))]

        chosen.on("change", choose, js_handler="(event) => emit(event.target.value)")

    def _new_room(self) -> None:
        try:
            room = HOUSE.open(self._next)
        except Refused as refused:
            self.status.set_text(explanation(self.say, refused))
            return
        ui.navigate.to(f"/class?room={room.code}")

    def _export(self) -> None:
        ui.download(self.room.as_csv().encode(), f"class_{self.room.code}.csv", "text/csv")

    def _export_runs(self) -> None:
        ui.download(self.room.runs_as_csv().encode(), f"class_{self.room.code}_runs.csv", "text/csv")

    async def _judge(self) -> None:
        if self._judging is None:
            self._judging = (0, 1 + len(self.room.teams))
            try:
                await asyncio.get_running_loop().run_in_executor(SIMULATING, self.room.judge, self._progress)
            finally:
                self._judging = None

    def _progress(self, done: int, of: int) -> None:
        self._judging = (done, of)

    def _follow(self) -> None:
        """Show what has changed since."""
        room, say = self.room, self.say
        self.entrance.follow()
        judging = self._judging
        self.status.set_text(say("class.judging", done=judging[0], all=judging[1]) if judging else "")
        self.pause.set_text(say("class.resume" if room.paused else "class.pause"))
        teams = tuple((team.name, team.trials, team.handed_in, team.is_awaited) for team in room.teams.values())
        seen = (teams, tuple(room.board))
        if seen == self._seen:
            return
        self._seen = seen
        self.board.clear()
        with self.board:
            show_board(room, say)
        self.runs.set_visibility(bool(room.played))
        self.debrief.set_visibility(bool(room.played))
        self.debrief.clear()
        with self.debrief:
            show_debrief(room, say)
        self.teams.clear()
        with self.teams:
            self._show_teams()

    def _show_teams(self) -> None:
        room, say = self.room, self.say
        tag("h2", text=f"{say('class.teams')} · {len(room.teams)}")
        done = sum(team.handed_in is not None for team in room.teams.values())
        if room.teams:
            tag("p", "how-many", say("class.so_many_handed_in", count=done, all=len(room.teams)))
        if not room.teams:
            tag("p", "quiet", say("class.no_teams"))
        with tag("ul"):
            for team in list(room.teams.values()):
                with tag("li"):
                    tag("span", "name", team.name)
                    tag("span", "small quiet", say("class.tries", count=team.trials))
                    done = team.handed_in is not None
                    tag("span", "state done" if done else "state", say("class.handed_in" if done else "class.not_yet"))
                    if team.is_awaited:
                        tag("span", "small", say("class.is_awaited"))
                    again = say("class.let_in_again", name=team.name)
                    tag("button", "away", "↩", type="button", aria_label=again, title=again).on(
                        "click", lambda _, name=team.name: room.await_again(name)
                    )
                    words = say("class.send_away", name=team.name)
                    tag("button", "away", "×", type="button", aria_label=words, title=words).on(
                        "click", lambda _, name=team.name: room.remove(name)
                    )


if settings().classroom:
    announce()
