// The network and its player: plays the weeks of a run that the server has recorded, in this browser alone.

import { Recording } from "lab-player/recording.js";
import { Scene } from "lab-player/scene.js";
import { Charts } from "lab-player/charts.js";
import { mark, palette, STATES } from "lab-player/marks.js";

const SPEEDS = [0.5, 1, 2, 4, 8, 16];

export default {
  template: `
    <div class="player">
      <div class="stage">
        <canvas ref="canvas" tabindex="0" role="img" :aria-label="summary" @wheel.prevent="wheel" @pointerdown="down"
          @pointermove="move" @pointerup="up" @pointercancel="up" @pointerleave="leave" @keydown="canvasKey"></canvas>
        <div class="tip" v-show="tip" :style="tipPlace">{{ tip }}</div>
        <div class="hint" v-if="message" role="status">{{ message }}</div>
        <form class="find" role="search" @submit.prevent="find">
          <input v-model="sought" :placeholder="words.find" :aria-label="words.find">
        </form>
        <div class="view-tools">
          <button type="button" @click="zoom(1.4)" :aria-label="words.zoom_in" :title="words.zoom_in"><i class="material-icons" aria-hidden="true">add</i></button>
          <button type="button" @click="zoom(1 / 1.4)" :aria-label="words.zoom_out" :title="words.zoom_out"><i class="material-icons" aria-hidden="true">remove</i></button>
          <button type="button" @click="fit" :aria-label="words.fit" :title="words.fit"><i class="material-icons" aria-hidden="true">fit_screen</i></button>
          <button type="button" @click="toggleTies" :aria-pressed="ties ? 'true' : 'false'" :aria-label="words.ties" :title="words.ties"><i class="material-icons" aria-hidden="true">polyline</i></button>
          <button type="button" class="staging" @click="setStage(!staged)" :aria-pressed="staged ? 'true' : 'false'" :aria-label="words.stage" :title="words.stage + ' (F)'"><i class="material-icons" aria-hidden="true">{{ staged ? "fullscreen_exit" : "fullscreen" }}</i></button>
          <button type="button" v-if="gifts" @click="gifting = !gifting" :aria-pressed="gifting ? 'true' : 'false'" :aria-label="words.gifting" :title="words.gifting"><i class="material-icons" aria-hidden="true">redeem</i></button>
        </div>
      </div>
      <ul class="legend" :aria-label="words.legend">
        <li v-for="(state, k) in states" :key="state"><canvas :ref="'mark' + k" width="36" height="36" aria-hidden="true"></canvas>
          <span>{{ words[state] }}</span><b>{{ number(counts[k]) }}</b></li>
        <li><canvas ref="mark6" width="36" height="36" aria-hidden="true"></canvas><span>{{ words.leader }}</span></li>
        <li><canvas ref="mark7" width="36" height="36" aria-hidden="true"></canvas><span>{{ words.praise }}</span>
          <canvas ref="mark8" width="36" height="36" aria-hidden="true"></canvas><span>{{ words.criticism }}</span></li>
      </ul>
      <div class="transport" role="group" :aria-label="words.transport">
        <button type="button" class="round" @click="restart" :aria-label="words.restart" :title="words.restart + ' (R)'"><i class="material-icons" aria-hidden="true">skip_previous</i></button>
        <button type="button" class="round" @click="step(-1)" :aria-label="words.back" :title="words.back + ' (←)'"><i class="material-icons" aria-hidden="true">chevron_left</i></button>
        <button type="button" class="round main" @click="toggle" :aria-label="playing ? words.pause : words.play" :title="(playing ? words.pause : words.play) + ' (␣)'"><i class="material-icons" aria-hidden="true">{{ playing ? "pause" : "play_arrow" }}</i></button>
        <button type="button" class="round" @click="step(1)" :aria-label="words.step" :title="words.step + ' (→)'"><i class="material-icons" aria-hidden="true">chevron_right</i></button>
        <input type="range" class="weeks" min="0" :max="weeks" step="1" :value="week" @input="seek($event.target.value)"
          :aria-label="words.week" :aria-valuetext="words.week + ' ' + week">
        <output class="week"><template v-if="begun">{{ words.week }} <b>{{ week }}</b> / {{ weeks }}</template></output>
        <label class="speed"><span aria-hidden="true">{{ words.speed }}</span>
          <select :aria-label="words.speed" v-model.number="speed"><option v-for="pace in speeds" :key="pace" :value="pace">{{ pace }}×</option></select>
        </label>
      </div>
      <p class="sentence" aria-live="polite">{{ playing ? "" : summary }}</p>
      <p class="sentence" aria-hidden="true" v-if="playing">{{ summary }}</p>
    </div>`,
  props: { first: Object, words: Object, charts: Object, channels: Object, table: String, language: String },
  data() {
    return {
      states: STATES, speeds: SPEEDS, week: 0, weeks: 1, playing: false, speed: 2, counts: [0, 0, 0, 0, 0, 0], sought: "",
      tip: "", tipPlace: {}, ties: true, gifts: true, staged: false, gifting: false, message: this.words.moment, summary: "", begun: false,
    };
  },
  mounted() {
    this.scene = new Scene(this.$refs.canvas);
    this.board = new Charts(this.charts, this.channels, document.getElementById(this.table));
    this.moment = 0;
    this.pointers = new Map();
    this.observer = new ResizeObserver(() => { this.scene.resize(); });
    this.observer.observe(this.$refs.canvas);
    this.listeners = {
      keydown: (event) => this.key(event), fullscreenchange: () => { if (!document.fullscreenElement) this.setStage(false); }, theme: () => requestAnimationFrame(() => this.recolour()),
    };
    for (const [name, listener] of Object.entries(this.listeners)) addEventListener(name, listener);
    this.dark = new MutationObserver(() => this.recolour());
    this.dark.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    this.drawLegend();
    this.frames = 0;
    const frame = (now) => { this.tick(now); this.request = requestAnimationFrame(frame); };
    this.request = requestAnimationFrame(frame);
    globalThis.labPlayer = this;
    this.show(this.first);
  },
  unmounted() {
    cancelAnimationFrame(this.request);
    this.observer.disconnect();
    this.dark.disconnect();
    this.setStage(false);
    for (const [name, listener] of Object.entries(this.listeners)) removeEventListener(name, listener);
    this.recording?.close();
  },
  methods: {
    // Show a run: `about` has its key, its weeks, and whether to begin at the first; the run before becomes the ghost.
    show(about) {
      const before = this.recording;
      before?.close();
      const recording = new Recording(about);
      // While a slider is drawn along, the ghost is the run from which it set out.
      const now = performance.now(), dragging = now - (this.changed ?? -1e6) < 1500;
      this.changed = now;
      const ghost = about.fresh ? null : !(dragging && this.ghost) && before?.measures.buyers ? before : (this.ghost ?? null);
      this.pending = recording;
      recording.fetch(before?.map, () => {
        if (this.pending !== recording && this.recording !== recording) return;
        if (this.recording !== recording && (recording.last >= Math.min(this.moment, about.weeks) || recording.over || about.fresh)) this.take(recording, ghost, about);
        if (recording.error) this.message = this.why(recording);
      }, () => {
        if (this.pending === recording && recording.preparing) this.message = this.prepared(recording.preparing);
      });
    },
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
      this.$refs.canvas.dataset.recording = recording.key;
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
    prepared([done, total, left]) {
      const far = this.words.preparing.replace("{done}", this.number(done)).replace("{total}", this.number(total));
      return left === null ? far : far + this.words.preparing_left.replace("{seconds}", this.number(Math.max(1, Math.round(left))));
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
    // The stage: network, curve, week and legend fill the screen, and nothing else is there.
    setStage(on) {
      if (on === this.staged) return;
      this.staged = on;
      document.body.classList.toggle("staged", on);
      // A browser may refuse the whole screen; then the stage fills its window.
      if (on) document.documentElement.requestFullscreen?.().catch(() => {});
      else if (document.fullscreenElement) document.exitFullscreen();
    },
    toggleTies() { this.ties = this.scene.showTies = !this.ties; this.scene.stale = true; },
    find() {
      const i = this.recording?.map ? this.recording.find(this.sought) : -1;
      if (i >= 0) { this.choose(i); this.scene.centre(i); } else this.message = this.words.nobody;
    },
    choose(i) {
      this.message = "";
      this.scene.chosen = i;
      if (i >= 0 && this.recording.map.crowd) this.around(i);
      if (i < 0) this.scene.ego = null;
      this.$emit("choose", { consumer: i, week: Math.floor(this.moment), gift: this.gifting });
    },
    async around(i) { this.scene.ego = await this.recording.around(i); },
    recolour() { this.scene.recolour(); this.board.recolour(palette()); this.drawLegend(); },
    drawLegend() {
      const colours = palette();
      for (let k = 0; k < 9; k += 1) {
        const marks = this.$refs[`mark${k}`];
        const canvas = Array.isArray(marks) ? marks[0] : marks;
        const pen = canvas.getContext("2d");
        pen.clearRect(0, 0, 36, 36);
        pen.lineWidth = 3;
        if (k < 6) mark(pen, k, 18, 18, 12, colours);
        if (k === 6) { pen.strokeStyle = colours.ink; pen.beginPath(); pen.arc(18, 18, 14, 0, 7); pen.stroke(); mark(pen, 4, 18, 18, 9, colours); }
        if (k > 6) {
          pen.strokeStyle = k === 7 ? colours.blue : colours.orange;
          pen.beginPath(); pen.moveTo(1, 18); pen.lineTo(24, 18); pen.stroke();
          mark(pen, k === 7 ? 4 : 5, 26, 18, 7, colours);
        }
      }
    },
    point(event) { const box = this.$refs.canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; },
    wheel(event) { this.scene.zoom(Math.exp(-event.deltaY * 0.0015), ...this.point(event)); },
    down(event) {
      this.$refs.canvas.setPointerCapture(event.pointerId);
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
      this.$refs.canvas.style.cursor = place >= 0 ? "pointer" : "grab";
      this.tip = place < 0 ? "" : this.recording.map.crowd ? this.tellCommunity(place) : this.tellPerson(place);
      this.tipPlace = { left: `${Math.min(x + 14, this.scene.width - 190)}px`, top: `${Math.max(4, y - 34) + this.$refs.canvas.offsetTop}px` };
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
        f: () => this.setStage(!this.staged), F: () => this.setStage(!this.staged), Escape: this.staged ? () => this.setStage(false) : null }[event.key];
      if (act) { event.preventDefault(); act(); }
    },
    // Save what is on the canvas as a picture.
    save() {
      const link = document.createElement("a");
      link.download = `week-${this.week}.png`;
      link.href = this.$refs.canvas.toDataURL("image/png");
      link.click();
    },
  },
};
