// Sliders of a page: each point that they can have was simulated, and what lies between goes to the nearest.

import { node } from "./elements.js";

export class Sliders {
  // `grid` has the levels of each; `act` is told which run their places mean, that of the last changing first.
  constructor(place, grid, begin, act) {
    Object.assign(this, { grid, act, snapped: null });
    this.places = [];
    for (let k = grid.length - 1, rest = begin; k >= 0; k -= 1) {
      this.places[k] = rest % grid[k].levels.length;
      rest = Math.floor(rest / grid[k].levels.length);
    }
    this.inputs = grid.map(({ levels }) => node("input", { type: "range", min: levels[0], max: levels.at(-1), step: "any" }));
    this.names = grid.map(() => node("span"));
    this.values = grid.map(() => node("output"));
    this.note = node("p", { class: "quiet", role: "status" });
    grid.forEach(({ path, levels }, k) => {
      const input = this.inputs[k];
      input.value = levels[this.places[k]];
      input.title = path;
      input.addEventListener("input", () => this.move(k, Number(input.value)));
      // Let go, the handle goes where the run is that is shown.
      input.addEventListener("change", () => { input.value = levels[this.places[k]]; });
      input.addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = levels[Math.max(0, Math.min(levels.length - 1, this.places[k] + by))];
        input.value = next;
        this.move(k, next);
      });
      place.append(node("label", {}, this.names[k], input, this.values[k]));
    });
    place.append(this.note);
  }

  get run() { return this.places.reduce((run, at, k) => run * this.grid[k].levels.length + at, 0); }

  move(k, value) {
    const { levels } = this.grid[k];
    const far = levels.map((level) => Math.abs(level - value));
    const nearest = far.indexOf(Math.min(...far));
    this.snapped = far[nearest] > 1e-9 * Math.abs(levels.at(-1) - levels[0]) ? [value, levels[nearest]] : null;
    const before = this.run;
    this.places[k] = nearest;
    if (this.run !== before) this.act(this.run); else this.tell();
  }

  number(value) { return new Intl.NumberFormat(this.language, { maximumSignificantDigits: 6 }).format(value); }

  speak(words, language) {
    Object.assign(this, { words, language });
    this.tell();
  }

  tell() {
    const { words } = this;
    this.grid.forEach(({ label, levels }, k) => {
      const shown = this.number(levels[this.places[k]]);
      this.names[k].textContent = label[this.language];
      this.values[k].textContent = shown;
      this.inputs[k].setAttribute("aria-valuetext", shown);
    });
    this.note.textContent = this.snapped
      ? words.slider_snapped.replace("{chosen}", this.number(Number(this.snapped[0].toPrecision(3)))).replace("{level}", this.number(this.snapped[1]))
      : words.slider_chosen;
  }
}
