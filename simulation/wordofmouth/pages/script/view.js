// The view: the network and its player on a page without a server; it draws what the lab has Vue draw.

import { Scene } from "lab-player/scene.js";
import { STATES } from "lab-player/marks.js";
import { player, SPEEDS } from "lab-player/player.js";
import { node, shape } from "./elements.js";

const ICONS = {
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z", minus: "M5 11h14v2H5z",
  fit: "M4 9V4h5v2H6v3zm11-5h5v5h-2V6h-3zM4 15h2v3h3v2H4zm14 0h2v5h-5v-2h3z",
  ties: "M7 5a2 2 0 1 1-1 3.7L9.7 14a2 2 0 0 1 2.6 0l3.8-5.4A2 2 0 1 1 17.7 9.8L13.9 15.2a2 2 0 1 1-3.8 0L4.4 7A2 2 0 0 1 7 5z",
  convinced: "M4 5h6v4H8v3h6v-2h6v6h-6v-2H6V9H4zM14 18h6v3h-6z",
  first: "M6 6h2v12H6zm3.5 6L18 6v12z", back: "M15.5 6 14 4.5 6.5 12 14 19.5l1.5-1.5-6-6z",
  step: "M8.5 18 10 19.5 17.5 12 10 4.5 8.5 6l6 6z", play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z",
};

// As scene.js draws them.
const CHANNELS = ["friends", "acquaintances", "leaders"];

export function icon(name) {
  const svg = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(shape("path", { d: ICONS[name] }));
  return svg;
}

function write(place, text) { if (place.textContent !== text) place.textContent = text; }

export class View {
  // Called with whoever is chosen, and with the week that is shown whenever that is another.
  chosen = () => {};
  passed = () => {};

  // Fill `place`; `board` is the chart beside it.
  constructor(place, board) {
    Object.assign(this, { board, moment: 0, week: 0, weeks: 1, playing: false, speed: 2, counts: [0, 0, 0, 0, 0, 0], sought: "",
      tip: "", tipPlace: {}, ties: true, gifts: false, gifting: false, message: "", summary: "", frames: 0, pointers: new Map() });
    this.buttons = {};
    this.canvas = node("canvas", { tabindex: "0", role: "img" });
    this.tipBox = node("div", { class: "tip", hidden: "" });
    this.hint = node("div", { class: "hint", role: "status", hidden: "" });
    this.field = node("input", { type: "text" });
    this.search = node("form", { class: "find", role: "search" }, this.field);
    this.tools = node("div", { class: "view-tools" }, this.button("zoom_in", "plus", () => this.zoom(1.4)),
      this.button("zoom_out", "minus", () => this.zoom(1 / 1.4)), this.button("fit", "fit", () => this.fit()),
      this.button("ties", "ties", () => this.toggleTies()), this.button("who_convinced", "convinced", () => this.toggleTrails()));
    this.marks = Array.from({ length: 9 }, () => node("canvas", { width: "36", height: "36", "aria-hidden": "true" }));
    this.labels = this.marks.map(() => node("span"));
    this.totals = STATES.map(() => node("b"));
    this.list = node("ul", { class: "legend" },
      ...STATES.map((_, k) => node("li", {}, this.marks[k], this.labels[k], this.totals[k])),
      node("li", {}, this.marks[6], this.labels[6]),
      node("li", {}, this.marks[7], this.labels[7], this.marks[8], this.labels[8]));
    this.channels = CHANNELS.map(() => node("li"));
    this.trailKey = node("ul", { class: "key trails", hidden: "" }, ...this.channels);
    this.slider = node("input", { type: "range", class: "weeks", min: "0", step: "1", value: "0" });
    this.weekName = node("span");
    this.weekNumber = node("b");
    this.weekLast = node("span");
    this.speedName = node("span", { "aria-hidden": "true" });
    this.speeds = node("select", {}, ...SPEEDS.map((pace) => node("option", { value: pace }, `${pace}×`)));
    this.speeds.value = this.speed;
    this.main = this.button("play", "play", () => this.toggle(), "round main");
    this.transport = node("div", { class: "transport", role: "group" },
      this.button("restart", "first", () => this.restart(), "round"), this.button("back", "back", () => this.step(-1), "round"), this.main,
      this.button("step", "step", () => this.step(1), "round"), this.slider,
      node("output", { class: "week" }, this.weekName, " ", this.weekNumber, this.weekLast),
      node("label", { class: "speed" }, this.speedName, this.speeds));
    this.sentence = node("p", { class: "sentence", "aria-live": "polite" });
    place.append(node("div", { class: "player" }, node("div", { class: "stage" }, this.canvas, this.tipBox, this.hint, this.search, this.tools),
      this.list, this.trailKey, this.transport, this.sentence));
    this.scene = new Scene(this.canvas);
    this.listen();
  }

  button(name, drawn, act, looks = "") {
    const made = node("button", { type: "button", class: looks }, icon(drawn));
    made.addEventListener("click", act);
    this.buttons[name] = made;
    return made;
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.wheel(event); }, { passive: false });
    for (const [name, act] of Object.entries({ pointerdown: "down", pointermove: "move", pointerup: "up", pointercancel: "up", pointerleave: "leave", keydown: "canvasKey" })) {
      canvas.addEventListener(name, (event) => this[act](event));
    }
    this.search.addEventListener("submit", (event) => { event.preventDefault(); this.sought = this.field.value; this.find(); });
    this.slider.addEventListener("input", () => this.seek(this.slider.value));
    this.speeds.addEventListener("change", () => { this.speed = Number(this.speeds.value); });
    addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.scene.resize()).observe(canvas);
    const frame = (now) => { this.tick(now); this.show(); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  }

  // Speak another language.
  speak(words, language) {
    Object.assign(this, { words, language, message: "" });
    for (const [name, button] of Object.entries(this.buttons)) button.title = words[name];
    for (const [name, button] of Object.entries(this.buttons)) button.setAttribute("aria-label", words[name]);
    [...STATES, "leader", "praise", "criticism"].forEach((name, k) => write(this.labels[k], words[name]));
    CHANNELS.forEach((kind, k) => write(this.channels[k], words[`channel_${kind}`]));
    this.trailKey.setAttribute("aria-label", words.who_convinced);
    this.field.placeholder = words.find;
    for (const [place, name] of [[this.field, "find"], [this.list, "legend"], [this.transport, "transport"], [this.slider, "week"], [this.speeds, "speed"]]) {
      place.setAttribute("aria-label", words[name]);
    }
    write(this.weekName, words.week);
    write(this.speedName, words.speed);
    if (this.recording) this.tell();
  }

  // Show a run, its curve before that of another; whoever would rather see nothing move sees how it ends.
  open(recording, ghost, seeds, trails, fresh) {
    this.scene.trails = trails;
    this.buttons.who_convinced.hidden = !trails?.length;
    if (!trails?.length) this.scene.showTrails = false;
    this.take(recording, ghost, { weeks: recording.weeks, gifts: false, seeds, fresh });
    this.slider.max = recording.weeks;
    if (fresh && this.scene.still) { this.playing = false; this.seek(recording.last); }
  }

  legend() { return this.marks; }

  choose(i) {
    this.scene.chosen = i;
    this.scene.stale = true;
    this.message = "";
    this.chosen(i);
  }

  toggleTrails() {
    this.scene.showTrails = !this.scene.showTrails;
    this.scene.stale = true;
  }

  // Bring the page up to what the player has.
  show() {
    if (!this.recording) return;
    const { words, scene, recording } = this;
    const state = this.playing ? "pause" : "play";
    if (this.shown !== `${state} ${this.language}`) {
      this.shown = `${state} ${this.language}`;
      this.main.replaceChildren(icon(state));
      this.main.title = words[state];
      this.main.setAttribute("aria-label", words[state]);
    }
    this.buttons.ties.setAttribute("aria-pressed", this.ties);
    this.buttons.who_convinced.setAttribute("aria-pressed", scene.showTrails);
    this.trailKey.hidden = !scene.showTrails;
    if (this.week !== this.lastPassed) { this.lastPassed = this.week; this.passed(this.week); }
    this.counts.forEach((count, k) => write(this.totals[k], this.number(count)));
    write(this.weekNumber, String(this.week));
    write(this.weekLast, ` / ${this.weeks}`);
    if (this.slider.value !== String(this.week)) this.slider.value = this.week;
    this.slider.setAttribute("aria-valuetext", `${words.week} ${this.week}`);
    this.canvas.setAttribute("aria-label", this.summary);
    // While it plays nothing is read out, week after week.
    this.sentence.setAttribute("aria-live", this.playing ? "off" : "polite");
    write(this.sentence, this.summary);
    this.tipBox.hidden = !this.tip;
    write(this.tipBox, this.tip);
    Object.assign(this.tipBox.style, this.tipPlace);
    const chosen = scene.chosen < 0 ? "" : recording.map.crowd ? this.tellCommunity(recording.map.community[scene.chosen]) : this.tellPerson(scene.chosen);
    write(this.hint, this.message || chosen);
    this.hint.hidden = !this.hint.textContent;
  }
}

Object.assign(View.prototype, player);
