// The sheet of a lesson's page, on which a pupil draws and the market's curve is laid over; the lab has Vue draw the same.

import { anchors, marks, pad } from "lab-pad/pad.js";
import { node, shape } from "../../script/elements.js";

export class Sheet {
  // `step` is what is drawn, `words` in which language; `told` is called with what was drawn whenever a line is done.
  constructor(place, step, words, language, told) {
    Object.assign(this, { step, words, language, told, weeks: step.weeks, bottom: step.bottom, top: step.top, scale: step.scale, decimals: step.decimals,
      rises: step.rises, result: null, drawn: new Array(step.weeks).fill(null), at: null, last: null, shown: 1, width: 640, height: 400, rem: 16 });
    this.anchors = anchors(step.weeks);
    this.legend = node("ul", { class: "legend" });
    this.paper = shape("svg", { role: "img", "aria-label": words.pad });
    this.hint = node("div", { class: "hint", "aria-hidden": "true" }, node("span", {}, words.hint));
    this.box = node("div", { class: "sheet" }, this.hint);
    this.box.prepend(this.paper);
    this.inputs = this.anchors.map((week) => {
      const input = node("input", { type: "range", min: step.bottom, max: step.top, step: (step.top - step.bottom) / 50, value: step.bottom });
      input.addEventListener("input", () => { this.slide(week, Number(input.value)); this.draw(); });
      input.addEventListener("change", () => this.tell());
      return input;
    });
    this.outputs = this.anchors.map(() => node("output"));
    this.sliders = node("details", { class: "by-keys" }, node("summary", {}, words.sliders),
      node("div", { class: "sliders" }, ...this.anchors.map((week, k) => node("label", {}, node("span", {}, words.week.replace("{week}", week)), this.inputs[k], this.outputs[k]))));
    place.append(this.legend, node("div", { class: "axis-name" }, step.axis[language]), this.box, node("div", { class: "weeks-name" }, words.weeks), this.sliders);
    for (const [event, act] of Object.entries({ pointerdown: "begin", pointermove: "move", pointerup: "end", pointercancel: "end" })) {
      this.paper.addEventListener(event, (one) => { this[act](one); this.draw(); });
    }
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.box);
  }

  get left() { return (1.2 + 0.53 * Math.max(3, ...this.step.ticks[this.language].map((tick) => tick.text.length))) * this.rem; }
  get right() { return 1.2 * this.rem; }
  get bottomRoom() { return 2 * this.rem; }
  get hasDrawn() { return this.drawn.some((value) => value !== null); }
  tell() { this.told([...this.drawn]); }
  clear() { this.drawn = new Array(this.weeks).fill(null); this.draw(); }

  take(drawn) { this.drawn = [...drawn]; this.draw(); }

  // Lay the curve that came out over the one that was drawn.
  reveal(result) {
    this.result = result;
    const begun = performance.now(), calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const frame = (now) => {
      this.shown = calm ? 1 : Math.min(Math.max((now - begun) / 1400, 0), 1);
      this.draw();
      if (this.shown < 1) requestAnimationFrame(frame);
    };
    frame(begun);
  }

  draw() {
    const { step, words, language } = this;
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.width = Math.max(this.box.clientWidth, 240);
    this.height = Math.max(this.box.clientHeight, 200);
    const { left, right, width, height, rem } = this, parts = [];
    for (const { value, text } of step.ticks[language]) {
      parts.push(shape("line", { class: "grid", x1: left, x2: width - right, y1: this.y(value), y2: this.y(value) }));
      parts.push(shape("text", { class: "tick", "text-anchor": "end", x: left - 0.6 * rem, y: this.y(value) + 0.32 * rem }, text));
    }
    for (const week of marks(this.weeks)) parts.push(shape("text", { class: "tick", "text-anchor": "middle", x: this.x(week), y: height - 0.5 * rem }, week));
    step.known.forEach(({ mean }, k) => parts.push(shape("path", { class: `known known-${k}`, d: this.path(mean) })));
    if (this.result) {
      const until = Math.max(2, Math.round(this.shown * this.weeks));
      const part = Object.fromEntries(["mean", "low", "high"].map((name) => [name, this.result[name].slice(0, until)]));
      parts.push(shape("path", { class: "band", d: this.band(part) }), shape("path", { class: "result", d: this.path(part.mean) }));
    }
    if (this.hasDrawn) parts.push(shape("path", { class: "drawn", d: this.path(this.drawn) }));
    if (this.at && !this.result) {
      const x = this.x(this.at.week), y = this.y(this.at.value), far = x > width * 0.75;
      parts.push(shape("circle", { class: "pen", cx: x, cy: y, r: 0.4 * rem }));
      parts.push(shape("text", { class: "reading", x: x + (far ? -0.8 : 0.8) * rem, y: Math.max(y - 0.9 * rem, 1.1 * rem), "text-anchor": far ? "end" : "start" }, this.reading(this.at.week, this.at.value)));
    }
    this.paper.setAttribute("width", width);
    this.paper.setAttribute("height", height);
    this.paper.classList.toggle("open", !this.result);
    this.paper.replaceChildren(...parts);
    this.hint.hidden = this.hasDrawn || Boolean(this.result);
    this.sliders.hidden = Boolean(this.result);
    this.anchors.forEach((week, k) => {
      this.inputs[k].value = this.valueAt(week);
      this.outputs[k].textContent = this.text(this.valueAt(week));
      this.inputs[k].setAttribute("aria-valuetext", this.outputs[k].textContent);
    });
    const lines = [...step.known.map(({ label }, k) => [`known known-${k}`, label[language]]), ...(this.hasDrawn ? [["drawn", words.yours]] : []),
      ...(this.result ? [["result", step.label[language]]] : [])];
    this.legend.replaceChildren(...lines.map(([kind, text]) => {
      const svg = shape("svg", { "aria-hidden": "true", viewBox: "0 0 34 8" });
      svg.append(shape("path", { d: "M1 4H33", class: kind }));
      return node("li", {}, svg, text);
    }));
  }
}

Object.assign(Sheet.prototype, pad);
