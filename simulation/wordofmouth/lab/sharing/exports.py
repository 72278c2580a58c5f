"""Exports: the market on the page as files: a picture without pixels, and the table of the run."""

import csv
import io
from collections import deque
from html import escape

import numpy as np

from wordofmouth.market.run import AWARE, CONVINCED, DETERRED, DISAPPOINTED, OWNER, UNAWARE
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.page import with_variants
from wordofmouth.player.recording import LEADER, Recording, Stages
from wordofmouth.runs.begun import weeks_through
from wordofmouth.runs.networks import SHARED
from wordofmouth.scenario.scenario import Scenario

BLUE, ORANGE, GREY = "#0072b2", "#b35c00", "#767676"
_SCALE, _MARGIN, _RADIUS = 14.0, 30.0, 4.6
_MARKS = {
    UNAWARE: f'<circle r="3.4" fill="#fff" stroke="{GREY}" stroke-width="1.2"/>',
    AWARE: f'<g stroke="{GREY}" stroke-width="1.2"><circle r="3.8" fill="#fff"/>'
    f'<path d="M0-3.8a3.8 3.8 0 0 0 0 7.6z" fill="{GREY}"/></g>',
    CONVINCED: f'<path d="M0-4.6 4.6 0 0 4.6-4.6 0z" fill="#fff" stroke="{BLUE}" stroke-width="1.8"/>',
    DETERRED: f'<path d="M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4" stroke="{ORANGE}" stroke-width="2.2"/>',
    OWNER: f'<circle r="{_RADIUS}" fill="{BLUE}"/>',
    DISAPPOINTED: f'<path d="M0-5.2 5 4-5 4z" fill="{ORANGE}"/>',
}


def page(scenario: Scenario, seed: int) -> str:
    """Return the market as a page that needs no server, with its variants as tabs; people are numbers.

    Raises:
        RequestError: if a run comes to nothing.
        SizeError: if the page would be larger than it may be.
    """
    return laid_out(with_variants([scenario]), file=f"{scenario.name}.html", seed=seed)


def svg(recording: Recording, week: int, title: str) -> str:
    """Return the network of a week as SVG.

    Raises:
        ValueError: if the people are too many to be drawn one by one.
    """
    if recording.crowd or recording.network is None or recording.places is None:
        raise ValueError("so many people are not drawn one by one")
    circles, places = recording.places.centres.astype(float), recording.places.places.astype(float)
    low = (circles[:, :2] - circles[:, 2:]).min(axis=0)
    high = (circles[:, :2] + circles[:, 2:]).max(axis=0)
    width, height = _SCALE * (high - low) + 2 * _MARGIN
    points = np.round(_SCALE * (places - low) + _MARGIN, 1)
    states = recording.states_of(np.arange(recording.network.n))[min(week, recording.week)]
    source, target, _ = recording.network.ties()
    lines = "".join(f"M{x} {y}L{u} {v}" for (x, y), (u, v) in zip(points[source], points[target], strict=True))
    marks = "".join(f'<g id="s{state}">{drawn}</g>' for state, drawn in _MARKS.items())
    people = "".join(
        f'<use href="#s{state}" x="{x}" y="{y}"/>'
        + (
            f'<circle cx="{x}" cy="{y}" r="8.5" fill="none" stroke="#16202a" stroke-width="1.3"/>'
            if trait & LEADER
            else ""
        )
        for (x, y), state, trait in zip(points, states, recording.traits, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"><title>{escape(title)}</title>'
        f'<defs>{marks}</defs><rect width="100%" height="100%" fill="#fff"/>'
        f'<path d="{lines}" stroke="{GREY}" stroke-opacity=".16" stroke-width=".6" fill="none"/>{people}</svg>'
    )


def table(scenario: Scenario, seed: int, stages: Stages = ()) -> str:
    """Return the adoption table of the run as CSV; it is simulated once more for that."""
    columns = deque(weeks_through(stages, scenario, seed=seed, networks=SHARED), maxlen=1).pop().table()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*(values.tolist() for values in columns.values()), strict=True))
    return text.getvalue()
