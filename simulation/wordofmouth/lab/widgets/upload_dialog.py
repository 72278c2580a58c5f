"""The dialog in which a visitor chooses a file, and is told what is wrong with it."""

import functools
import json
from collections.abc import Callable, Iterable, Mapping

from nicegui import context, ui

from wordofmouth.briefs.brief import Brief
from wordofmouth.errors import LimitReached, ScenarioError, UploadChoice, UploadError
from wordofmouth.lab.server.settings import at
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.server.uploads import ACCEPTED, UploadedNetwork, UploadInbox
from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.lab.widgets.controls import choice
from wordofmouth.lab.widgets.dialog import dialog
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words

LONGEST_REASON = 300
# Which way influence runs along a row of a network; as the file says, unless chosen.
DIRECTIONS = ("auto", "mutual", "forward", "reversed")
_HAND_IN = """async (e) => {
  const field = e.target, file = field.files[0];
  if (!file) return;
  if (file.size > %d) { field.value = ""; return emit("too_large"); }
  const answer = await fetch(%s + encodeURIComponent(file.name), { method: "POST", body: file }).catch(() => null);
  field.value = "";
  if (!answer?.ok) emit("failed");
}"""


class UploadDialog:
    """What a visitor opens on one page, one file after the other.

    Args:
        opened: what is done with what the visitor brings; may raise ScenarioError or LimitReached.
        used: the networks that the page has a use for.
        brief: what is done with a brief; unless given, its market is opened as a scenario is.
    """

    def __init__(
        self,
        say: Words,
        visitor: Visitor,
        opened: Callable[[UploadedNetwork | Scenario], None],
        used: Callable[[], Iterable[NetworkGenerator]],
        brief: Callable[[Brief], None] | None = None,
    ) -> None:
        self.say, self.visitor, self._opened, self._used = say, visitor, opened, used
        self._brief = brief or (lambda brief: opened(brief.everything()))
        self._inbox, self._client = UploadInbox(visitor.limits, self._take), context.client
        self.close = self._inbox.close
        self._way = DIRECTIONS[0]

    def ask(self) -> None:
        """Let the visitor choose a file."""
        say, limits = self.say, self.visitor.limits
        with dialog(say, say("play.open")) as self._dialog:
            tag("p", "", say("upload.text"))
            tag("p", "quiet", say("upload.limits", people=limits.consumers))
            self._wrong = tag("p", "wrong", role="alert")
            self._ways = tag("div", "ways")
            ways = {way: say(f"upload.directions.{way}") for way in DIRECTIONS}
            choice(say("upload.direction"), ways, DIRECTIONS[0], self._direct)
            with tag("label", "file"):
                tag("span", "", say("upload.choose"))
                field = tag("input", "", type="file", accept=",".join(ACCEPTED))
        address = json.dumps(at(f"/upload/{self._inbox.token}?name="))
        field.on("change", lambda event: self._lost(event.args), js_handler=_HAND_IN % (limits.upload, address))

    def _direct(self, way: str) -> None:
        self._way = way if way in DIRECTIONS else DIRECTIONS[0]

    def _lost(self, why: str) -> None:
        if why in ("too_large", "failed"):
            self._wrong.set_text(self.say(f"upload.{why}", most=self.visitor.limits.upload // 1_000))

    def _put(self, name: str, data: bytes, error: UploadChoice) -> None:
        """Put the choice between the ways in which a file can be read."""
        self._wrong.set_text(self.say("upload.choice", name=name))
        with self._ways:
            for reading in error.readings:
                words = self.say(f"upload.readings.{reading.key}", first=reading.first, **reading.options)
                if not reading.options:
                    tag("p", "quiet", words)
                    continue
                button = ui.button(words).props("flat no-caps align=left")
                button.on_click(functools.partial(self._take, name, data, reading.options))

    async def _take(self, name: str, data: bytes, reading: Mapping[str, str] | None = None) -> None:
        say = self.say
        with self._client:
            self._ways.clear()
            try:
                # A large file is as much work as several markets.
                self.visitor.spend(1 + len(data) // 100_000)
                how = {"influence": self._way} | dict(reading or {})
                upload = await in_thread(self._inbox.read, name, data, how)
                if isinstance(upload, Brief):
                    self._brief(upload)
                else:
                    self._opened(upload)
            except UploadChoice as error:
                self._put(name, data, error)
            except (LimitReached, UploadError, ScenarioError) as error:
                self._wrong.set_text(explanation(say, error)[:LONGEST_REASON])
            else:
                self._dialog.close()
                if isinstance(upload, UploadedNetwork):
                    network = upload.network
                    line = say("upload.network", name=name, people=network.n, ties=network.n_ties)
                    ui.notify("\n".join([line, *network.notes]), multi_line=True, position="top")
            finally:
                self._inbox.keep(self._used())
