// The player: what plays a recording, whoever draws the page around it. It is mixed into its host, as in the lab, where
// Vue draws the page, and on pages that need no server.
//
// The host has `words` and `language`; `moment`, `week`, `playing`, `speed`, `counts`, `summary`, `message`, `tip`,
// `tipPlace`, `sought`, `ties` and `gifting`, which it shows; `scene`, `board` and `pointers`; `legend()`, the canvases of
// the marks in their order; and `choose(i)`, which is told whom the visitor has chosen, −1 for nobody. It may have `keys()`,
// what further keys do.

import { legendMark, palette, STATES } from "lab-player/marks.js";

export const SPEEDS = [0.5, 1, 2, 4, 8, 16];

export const player = {
  // Why a run came to nothing, in the page's language where it has words for it.
  why(recording) { return this.words[recording.error] ?? recording.error; },
  take(recording, ghost, about) {
    this.recording = recording;
    this.pending = null;
    this.begun = true;
    this.ghost = ghost;
    this.weeks = about.weeks;
    this.gifts = about.gifts;
    this.message = this.why(recording);
    if (recording.error) return;
    if (about.fresh) { this.moment = 0; this.gifting = false; this.scene.chosen = -1; this.playing = true; }
    this.moment = Math.min(this.moment, about.weeks);
    this.scene.seeds = new Set(about.seeds ?? []);
    this.scene.show(recording);
    if (about.fresh) { this.scene.fit(); this.sought = ""; }
    if (this.scene.chosen >= recording.map.consumers) this.scene.chosen = -1;
    if (recording.map.crowd && this.scene.chosen >= 0) this.around(this.scene.chosen);
    this.board.begin(recording, ghost);
    this.lastTold = 0;
    this.tell();
    this.scene.canvas.dataset.recording = recording.key;
  },
  tick(now) {
    const passed = Math.min(0.25, (now - (this.before ?? now)) / 1000);
    this.before = now;
    const recording = this.recording;
    if (!recording?.map) return;
    if (this.playing && !this.board.begun && !this.board.ready) return;
    if (!this.board.begun && this.board.ready) { this.board.begun = true; this.board.begin(recording, this.ghost); this.board.recolour(palette()); this.lastTold = 0; this.tell(); }
    if (this.playing) {
      const end = recording.over ? recording.last : Math.max(recording.last - 0.01, 0);
      this.moment = Math.min(this.moment + passed * this.speed, end);
      if (recording.over && this.moment >= recording.last) this.playing = false;
      if (Math.floor(this.moment) !== this.week) this.tell();
    }
    this.scene.draw(this.scene.still ? Math.floor(this.moment) : this.moment);
    this.frames += 1;
  },
  // Bring everything beside the network up to the week shown.
  tell() {
    const week = Math.floor(this.moment);
    this.week = week;
    this.counts = this.recording.counts(Math.min(week, this.recording.last));
    const now = performance.now();
    clearTimeout(this.later);
    if (now - (this.lastTold ?? 0) > 90) { this.lastTold = now; this.board.show(week); } else this.later = setTimeout(() => this.board.show(Math.floor(this.moment)), 100);
    const owners = this.counts[4] + this.counts[5];
    const people = this.recording.map.consumers;
    this.summary = this.words.summary
      .replace("{week}", week).replace("{owners}", this.number(owners)).replace("{people}", this.number(people))
      .replace("{share}", this.number(Math.round((100 * owners) / people)));
  },
  number(value) { return new Intl.NumberFormat(this.language).format(value ?? 0); },
  toggle() {
    if (!this.playing && this.recording?.over && this.moment >= this.recording.last) this.moment = 0;
    this.playing = !this.playing;
    this.tell();
  },
  step(by) { this.playing = false; this.seek(Math.floor(this.moment) + by); },
  seek(week) {
    if (!this.recording?.map) return;
    this.moment = Math.max(0, Math.min(Number(week), this.recording.last));
    this.tell();
  },
  restart() { this.seek(0); this.playing = true; },
  zoom(factor) { this.scene.zoom(factor); },
  fit() { this.scene.fit(); },
  toggleTies() { this.ties = this.scene.showTies = !this.ties; this.scene.stale = true; },
  find() {
    const i = this.recording?.map ? this.recording.find(this.sought) : -1;
    if (i >= 0) { this.choose(i); this.scene.centre(i); } else this.message = this.words.nobody;
  },
  recolour() { this.scene.recolour(); this.board.recolour(palette()); this.drawLegend(); },
  drawLegend() { const colours = palette(); this.legend().forEach((canvas, k) => legendMark(canvas, k, colours)); },
  point(event) { const box = this.scene.canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; },
  wheel(event) { this.scene.zoom(Math.exp(-event.deltaY * 0.0015), ...this.point(event)); },
  down(event) {
    this.scene.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.point(event));
    this.dragged = this.pointers.size > 1;
  },
  move(event) {
    const [x, y] = this.point(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) { this.hover(x, y); return; }
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const span = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      this.scene.zoom(span([x, y], other) / span(before, other), (x + other[0]) / 2, (y + other[1]) / 2);
    } else if (this.dragged || Math.hypot(x - before[0], y - before[1]) > 5) {
      this.dragged = true;
      this.scene.pan(x - before[0], y - before[1]);
    } else return;
    this.pointers.set(event.pointerId, [x, y]);
  },
  up(event) {
    const place = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (!place || this.dragged || event.type === "pointercancel") return;
    const mark = this.scene.hit(...this.point(event));
    this.choose(mark >= 0 && this.recording.map.crowd ? this.memberOf(mark) : mark);
  },
  leave() { this.tip = ""; },
  // Someone of a community: another at every click.
  memberOf(community) {
    const members = [];
    this.recording.map.community.forEach((c, i) => { if (c === community) members.push(i); });
    return members[Math.floor(Math.random() * members.length)];
  },
  hover(x, y) {
    const place = this.scene.hit(x, y);
    this.scene.canvas.style.cursor = place >= 0 ? "pointer" : "grab";
    this.tip = place < 0 ? "" : this.recording.map.crowd ? this.tellCommunity(place) : this.tellPerson(place);
    this.tipPlace = { left: `${Math.min(x + 14, this.scene.width - 190)}px`, top: `${Math.max(4, y - 34) + this.scene.canvas.offsetTop}px` };
  },
  tellPerson(i) {
    const state = this.words[STATES[this.recording.states[Math.min(this.week, this.recording.last)][i]]];
    const leader = this.recording.traits[i] & 1 ? ` · ${this.words.leader}` : "";
    return `${this.words.person} ${this.recording.nameOf(i)} · ${state}${leader}`;
  },
  tellCommunity(c) {
    const counts = this.recording.states[Math.min(this.week, this.recording.last)].subarray(6 * c, 6 * c + 6);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return `${this.words.community} ${c} · ${this.number(total)} · ${Math.round((100 * (counts[4] + counts[5])) / total)} % ${this.words.owner}`;
  },
  canvasKey(event) {
    if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (event.key === "0") this.fit();
    else if (event.key === "Escape") this.choose(-1);
  },
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, button, summary, [contenteditable], .q-dialog, [role=listbox], [role=menu]")
      && !(event.key === " " && event.target.type === "range")) return;
    const act = { " ": this.toggle, ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1), r: this.restart, R: this.restart,
      ...this.keys?.() }[event.key];
    if (act) { event.preventDefault(); act.call(this); }
  },
};
