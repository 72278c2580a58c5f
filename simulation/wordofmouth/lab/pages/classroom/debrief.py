"""The debrief of a class: what each team did, what came of it week by week, and its market to watch."""

import numpy as np

from wordofmouth.errors import LinkError
from wordofmouth.games.campaign import CampaignWords
from wordofmouth.lab.pages.classroom.room import Played, Room
from wordofmouth.lab.sharing.links import encode
from wordofmouth.lab.widgets import curves
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.words.catalogue import Words

# Of the market that is watched: what it shows is one run of many, and none of those of the board.
_SEED = 1
_NOTHING, _OTHERS = curves.Look("var(--quiet)", [2, 3], "circle"), curves.Look("var(--line)", "solid", "circle")


def show_debrief(room: Room, say: Words) -> None:
    """Show what was handed in and judged last, best first."""
    if not room.played:
        return
    tag("h2", text=say("class.debrief"))
    looks = _looks(room.played)
    lines = [
        curves.Line(_name(played, say), 100 * np.array(played.adoption), None, look)
        for played, look in zip(room.played, looks, strict=True)
    ]
    tag("p", "quiet", say("class.debrief_curves"))
    curves.legend([(line.name, line.look) for line in lines])
    # Those that are told apart lie above the others.
    in_front = sorted(lines, key=lambda line: line.look is not _OTHERS)
    curves.place(curves.options(say, in_front, unit="%", least=0.0), say("class.debrief_curves"))
    words = CampaignWords(room.goal, say)
    with tag("ol", "did"):
        for played, look in zip(room.played, looks, strict=True):
            with tag("li"):
                curves.swatch(look)
                tag("strong", text=_name(played, say))
                with tag("ul"):
                    for lever, details in words.lines(played.values):
                        with tag("li"):
                            tag("span", text=lever)
                            tag("span", "small quiet", details)
                if address := _market(room, played):
                    tag("a", "", say("class.watch"), href=address)


def _looks(played: list[Played]) -> list[curves.Look]:
    """Return how the curves are drawn: the best teams each in its own way, the market without a campaign dotted."""
    own = iter(curves.LOOKS)
    return [next(own, _OTHERS) if each.name else _NOTHING for each in played]


def _name(played: Played, say: Words) -> str:
    return played.name or say("class.no_campaign")


def _market(room: Room, played: Played) -> str | None:
    """Return the address at which a team's market is watched."""
    try:
        return f"/?run={encode(room.market_of(played.values), _SEED)}"
    except LinkError:
        return None
