"""Moving: a run as a moving picture, week by week: who is what, and what was said; ``results/stage.gif`` is made here.

``uv run python -m wordofmouth.pages.moving`` makes it anew. It is drawn from the recording that the player plays, with
its places, marks and colours, and needs no browser.
"""

import io
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from wordofmouth.engine.records import Array
from wordofmouth.market.run import CONVINCED, DETERRED, DISAPPOINTED, OWNER, STATES, UNAWARE
from wordofmouth.player.people import readable
from wordofmouth.player.recording import LEADER, Recording
from wordofmouth.resources import folder
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words

WIDTH, HEIGHT = 760, 500
# Every line is drawn so many times as large, and made small again: that is what makes it smooth.
_FINER = 3
_LINE = 34
_WEEK, _END = 160, 2_600
_INK, _QUIET, _SOFT, _CARD = "#16202a", "#52606d", "#eef2f6", "#ffffff"
_BLUE, _ORANGE, _GREY, _TIE = "#0072b2", "#b35c00", "#767676", "#dde3e9"
# Of two colours and what lies between them.
_STEPS = 7


def moving(scenario: Scenario, seed: int = 0) -> bytes:
    """Return a run as an animated GIF, a picture a week.

    Args:
        scenario: of so few consumers that each can be seen.
        seed: from which all random numbers come.

    Raises:
        ValueError: if its people are too many to be drawn one by one.
    """
    recording = Recording(scenario, seed)
    recording.want()
    recording.record()
    if recording.crowd or recording.network is None or recording.places is None:
        raise ValueError("so many people are not drawn one by one")
    stage = _Stage(recording)
    pictures = [stage.drawn(week) for week in range(scenario.weeks + 1)]
    palette = _palette()
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    content = io.BytesIO()
    frames[0].save(
        content,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[_WEEK] * scenario.weeks + [_END],
        loop=0,
        optimize=True,
        disposal=1,
    )
    return content.getvalue()


def _palette() -> Image.Image:
    """Return the colours of all pictures: those that are drawn with, and what smooth lines have between them."""
    on = [_CARD, _SOFT]
    rows = [
        np.rint(np.linspace(ImageColor.getrgb(ground), ImageColor.getrgb(colour), _STEPS)).astype(np.uint8)
        for ground in on
        for colour in (_INK, _QUIET, _BLUE, _ORANGE, _GREY, _TIE, _SOFT)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.concatenate(rows).tobytes())
    return palette


class _Stage:
    """Where everybody stands on the picture, and what does not change from week to week."""

    def __init__(self, recording: Recording) -> None:
        assert recording.network is not None
        assert recording.places is not None
        self.recording, self.network = recording, recording.network
        self.states = recording.states_of(np.arange(self.network.n))
        self.leaders = np.frombuffer(recording.traits, np.uint8) & LEADER > 0
        circles, places = (each.astype(float) for each in (recording.places.centres, recording.places.places))
        low, high = (circles[:, :2] - circles[:, 2:]).min(axis=0), (circles[:, :2] + circles[:, 2:]).max(axis=0)
        room = np.array([WIDTH - 24, HEIGHT - 2 * _LINE - 16]) * _FINER
        scale = float((room / (high - low)).min())
        middle = np.array([WIDTH / 2, _LINE + (HEIGHT - 2 * _LINE) / 2]) * _FINER
        self.places = (places - (low + high) / 2) * scale + middle
        self.radius = max(0.34 * scale, 3.0 * _FINER)
        self.ground = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _CARD)
        pen = ImageDraw.Draw(self.ground)
        for x, y, radius in circles:
            centre = (np.array([x, y]) - (low + high) / 2) * scale + middle
            _disc(pen, centre, radius * scale * 1.05, _SOFT)
        source, target, strong = self.network.ties()
        for a, b in zip(source[strong].tolist(), target[strong].tolist(), strict=True):
            pen.line([tuple(self.places[a]), tuple(self.places[b])], _TIE, _FINER)
        self.font, self.small = (ImageFont.load_default(size * _FINER) for size in (19, 13))

    def drawn(self, week: int) -> Image.Image:
        """Return the picture of a week's end, with what was said in it."""
        picture = self.ground.copy()
        pen = ImageDraw.Draw(picture)
        for speaker, hearer, valence in self._said(week):
            ends = [tuple(self.places[speaker]), tuple(self.places[hearer])]
            pen.line(ends, _BLUE if valence > 0 else _ORANGE, 2 * _FINER)
        states = self.states[week]
        for i, (place, state) in enumerate(zip(self.places, states.tolist(), strict=True)):
            if self.leaders[i]:
                _disc(pen, place, self.radius * 1.9, _CARD, _INK, 1.4 * _FINER)
            mark(pen, state, place, self.radius * (1.15 if self.leaders[i] else 1.0))
        self._words(pen, week, states)
        return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def _said(self, week: int) -> list[list[int]]:
        messages: list[list[int]] = self.recording.said_in(week).tolist()
        return messages

    def _words(self, pen: ImageDraw.ImageDraw, week: int, states: Array) -> None:
        """Write what is seen above the network, and what the marks mean below it."""
        say, owners = Words(), int(np.isin(states, (OWNER, DISAPPOINTED)).sum())
        counted = say("play.summary").format(
            week=week, owners=owners, people=len(states), share=round(100 * owners / len(states))
        )
        pen.text((14 * _FINER, 8 * _FINER), counted, _INK, self.font)
        x, y = 14.0 * _FINER, (HEIGHT - _LINE / 2) * _FINER
        for state, name in enumerate(STATES):
            mark(pen, state, (x + 6 * _FINER, y), 6.0 * _FINER)
            pen.text((x + 18 * _FINER, y), say(f"play.{name}"), _QUIET, self.small, anchor="lm")
            x += 34 * _FINER + pen.textlength(say(f"play.{name}"), self.small)


def mark(pen: ImageDraw.ImageDraw, state: int, place: Sequence[float] | Array, radius: float) -> None:
    """Draw the mark of a state, as the player does."""
    x, y = place
    thick = max(round(0.3 * radius), 1)

    def around(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + radius * across, y + radius * down) for across, down in points]

    if state == DETERRED:
        for way in (1, -1):
            pen.line(around([(-0.7, -0.7 * way), (0.7, 0.7 * way)]), _ORANGE, round(0.5 * radius))
    elif state == DISAPPOINTED:
        pen.polygon(around([(0, -1.15), (1.1, 0.85), (-1.1, 0.85)]), _ORANGE)
    elif state == OWNER:
        _disc(pen, place, radius, _BLUE)
    elif state == CONVINCED:
        pen.polygon(around([(0, -1), (1, 0), (0, 1), (-1, 0)]), _CARD, _BLUE, round(0.4 * radius))
    else:
        _disc(pen, place, radius * 0.8, _CARD, _GREY, thick)
        if state != UNAWARE:
            box = [x - 0.8 * radius, y - 0.8 * radius, x + 0.8 * radius, y + 0.8 * radius]
            pen.pieslice(box, 90, 270, _GREY)


def _disc(
    pen: ImageDraw.ImageDraw,
    place: Sequence[float] | Array,
    radius: float,
    fill: str,
    outline: str | None = None,
    width: float = 0,
) -> None:
    x, y = place
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill, outline, math.ceil(width))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else folder("experiments").parent / "results" / "stage.gif"
    target.write_bytes(moving(readable(Scenario.load("launch"))))
    print(target)
