// The adoption curve: a small chart of its own, drawn once for a run and filled up to the week shown.

import { shape } from "./elements.js";

const WIDTH = 380, HEIGHT = 230, LEFT = 44, RIGHT = 12, TOP = 12, BOTTOM = 28;

export class Curve {
  // `highest` is the largest share of any run of the page, in per cent: all have one scale.
  constructor(place, highest) {
    this.top = [4, 8, 20, 40, 60, 80].find((top) => highest <= top) ?? 100;
    this.svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    place.append(this.svg);
    this.ready = this.begun = true;
  }

  x(week) { return LEFT + (week / this.recording.weeks) * (WIDTH - LEFT - RIGHT); }
  y(share) { return HEIGHT - BOTTOM - (share / this.top) * (HEIGHT - TOP - BOTTOM); }
  path(points) { return points.map(([week, share], k) => `${k ? "L" : "M"}${this.x(week).toFixed(1)} ${this.y(share).toFixed(1)}`).join(""); }

  begin(recording, ghost) {
    this.recording = recording;
    const parts = [];
    for (const share of [0, 1, 2, 3, 4].map((quarter) => (quarter * this.top) / 4)) {
      parts.push(shape("path", { class: "grid", d: `M${LEFT} ${this.y(share)}H${WIDTH - RIGHT}` }));
      parts.push(shape("text", { class: "tick", x: LEFT - 6, y: this.y(share) + 4, "text-anchor": "end" }, `${share} %`));
    }
    // Some five weeks are marked, at round numbers.
    const step = [1, 2, 5, 10, 13, 20, 26, 50, 100, 200, 500].find((weeks) => recording.weeks / weeks <= 6) ?? 1000;
    for (let week = 0; week <= recording.weeks; week += step) {
      parts.push(shape("text", { class: "tick", x: this.x(week), y: HEIGHT - 10, "text-anchor": "middle" }, week));
    }
    if (ghost) parts.push(shape("path", { class: "ghost", d: this.path(ghost.shares("buyers").slice(0, recording.weeks + 1)) }));
    parts.push(shape("path", { class: "bought coming", d: this.path(recording.shares("buyers")) }));
    this.aware = shape("path", { class: "aware" });
    this.bought = shape("path", { class: "bought" });
    this.now = shape("path", { class: "now" });
    this.svg.replaceChildren(...parts, this.now, this.aware, this.bought);
  }

  show(week) {
    this.aware.setAttribute("d", this.path(this.recording.shares("aware", week)));
    this.bought.setAttribute("d", this.path(this.recording.shares("buyers", week)));
    this.now.setAttribute("d", `M${this.x(week)} ${TOP}V${HEIGHT - BOTTOM}`);
  }

  // Its colours are the page's, by their style.
  recolour() {}
}
