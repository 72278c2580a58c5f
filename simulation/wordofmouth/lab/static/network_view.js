// The network and its player: plays the weeks of a run that the server has recorded, in this browser alone.

import { Recording } from "lab-player/recording.js";
import { Scene } from "lab-player/scene.js";
import { Charts } from "lab-player/charts.js";
import { STATES } from "lab-player/marks.js";
import { player, SPEEDS } from "lab-player/player.js";

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
    ...player,
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
    prepared([done, total, left]) {
      const far = this.words.preparing.replace("{done}", this.number(done)).replace("{total}", this.number(total));
      return left === null ? far : far + this.words.preparing_left.replace("{seconds}", this.number(Math.max(1, Math.round(left))));
    },
    // The canvases of the legend, in the order of their marks.
    legend() { return Array.from({ length: 9 }, (_, k) => [this.$refs[`mark${k}`]].flat()[0]); },
    // The stage: network, curve, week and legend fill the screen, and nothing else is there.
    setStage(on) {
      if (on === this.staged) return;
      this.staged = on;
      document.body.classList.toggle("staged", on);
      // A browser may refuse the whole screen; then the stage fills its window.
      if (on) document.documentElement.requestFullscreen?.().catch(() => {});
      else if (document.fullscreenElement) document.exitFullscreen();
    },
    keys() {
      const stage = () => this.setStage(!this.staged);
      return { f: stage, F: stage, ...(this.staged ? { Escape: stage } : {}) };
    },
    choose(i) {
      this.message = "";
      this.scene.chosen = i;
      if (i >= 0 && this.recording.map.crowd) this.around(i);
      if (i < 0) this.scene.ego = null;
      this.$emit("choose", { consumer: i, week: Math.floor(this.moment), gift: this.gifting });
    },
    async around(i) { this.scene.ego = await this.recording.around(i); },
    // Save what is on the canvas as a picture.
    save() {
      const link = document.createElement("a");
      link.download = `week-${this.week}.png`;
      link.href = this.$refs.canvas.toDataURL("image/png");
      link.click();
    },
  },
};
