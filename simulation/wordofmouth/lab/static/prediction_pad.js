// The drawing pad of a lesson: a pupil draws a curve with mouse, finger or sliders, and the market's is laid over it.

import { anchors, marks, pad } from "lab-pad/pad.js";

const REVEAL_MS = 1400;

export default {
  template: `
    <div class="pad">
      <ul class="legend">
        <li v-for="(curve, k) in known" :key="k"><svg aria-hidden="true" viewBox="0 0 34 8"><path d="M1 4H33" :class="['known', 'known-' + k]"/></svg>{{ curve.label }}</li>
        <li v-if="hasDrawn"><svg aria-hidden="true" viewBox="0 0 34 8"><path d="M1 4H33" class="drawn"/></svg>{{ words.yours }}</li>
        <li v-if="result"><svg aria-hidden="true" viewBox="0 0 34 8"><path d="M1 4H33" class="result"/></svg>{{ result.label }}</li>
      </ul>
      <div class="axis-name">{{ words.axis }}</div>
      <div class="sheet" ref="sheet">
        <svg ref="svg" role="img" :aria-label="words.pad" :class="{ open: !result }" :width="width" :height="height"
             @pointerdown="begin" @pointermove="move" @pointerup="end" @pointercancel="end">
          <g class="grid">
            <line v-for="tick in ticks" :x1="left" :x2="width - right" :y1="y(tick.value)" :y2="y(tick.value)"/>
          </g>
          <g class="tick" text-anchor="end">
            <text v-for="tick in ticks" :x="left - 0.6 * rem" :y="y(tick.value) + 0.32 * rem">{{ tick.text }}</text>
          </g>
          <g class="tick" text-anchor="middle">
            <text v-for="week in marks" :x="x(week)" :y="height - 0.5 * rem">{{ week }}</text>
          </g>
          <path v-for="(curve, k) in known" :key="k" :d="path(curve.mean)" :class="['known', 'known-' + k]"/>
          <g v-if="result" :clip-path="'url(#' + clip + ')'">
            <path class="band" :d="band(result)"/>
            <path class="result" :d="path(result.mean)"/>
          </g>
          <path v-if="hasDrawn" class="drawn" :d="path(drawn)"/>
          <g v-if="at && !result">
            <circle class="pen" :cx="x(at.week)" :cy="y(at.value)" :r="0.4 * rem"/>
            <text class="reading" :x="readingX" :y="Math.max(y(at.value) - 0.9 * rem, 1.1 * rem)" :text-anchor="x(at.week) > width * 0.75 ? 'end' : 'start'">{{ reading(at.week, at.value) }}</text>
          </g>
          <clipPath :id="clip"><rect x="0" y="0" :width="left + (width - left) * shown" :height="height"/></clipPath>
        </svg>
        <div v-if="!hasDrawn && !result" class="hint" aria-hidden="true"><span>{{ words.hint }}</span></div>
      </div>
      <div class="weeks-name">{{ words.weeks }}</div>
      <details v-if="!result" class="by-keys">
        <summary>{{ words.sliders }}</summary>
        <div class="sliders">
          <label v-for="week in anchors" :key="week">
            <span>{{ words.week.replace("{week}", week) }}</span>
            <input type="range" :min="bottom" :max="top" :step="(top - bottom) / 50" :value="valueAt(week)"
                   :aria-valuetext="text(valueAt(week))" @input="slide(week, Number($event.target.value))" @change="tell">
            <output>{{ text(valueAt(week)) }}</output>
          </label>
        </div>
      </details>
    </div>`,
  props: {
    weeks: Number, bottom: Number, top: Number, ticks: Array, known: Array, result: Object, words: Object,
    scale: Number, decimals: Number, rises: Boolean, language: String,
  },
  data() {
    return {
      drawn: new Array(this.weeks).fill(null), at: null, last: null, shown: 0,
      width: 640, height: 400, rem: 16, clip: "shown-" + Math.random().toString(36).slice(2),
    };
  },
  computed: {
    left() { return (1.2 + 0.53 * Math.max(3, ...this.ticks.map((tick) => tick.text.length))) * this.rem; },
    right() { return 1.2 * this.rem; },
    bottomRoom() { return 2 * this.rem; },
    hasDrawn() { return this.drawn.some((value) => value !== null); },
    marks() { return marks(this.weeks); },
    anchors() { return anchors(this.weeks); },
    paper() { return this.$refs.svg; },
    readingX() { return this.x(this.at.week) + (this.x(this.at.week) > this.width * 0.75 ? -0.8 : 0.8) * this.rem; },
  },
  watch: {
    result(curve) { if (curve) this.reveal(); },
  },
  mounted() {
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.$refs.sheet);
    this.measure();
  },
  beforeUnmount() { this.observer.disconnect(); cancelAnimationFrame(this.frame); },
  methods: {
    measure() {
      this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.width = Math.max(this.$refs.sheet.clientWidth, 240);
      this.height = Math.max(this.$refs.sheet.clientHeight, 200);
    },
    ...pad,
    tell() { this.$emit("drawn", [...this.drawn]); },
    clear() { this.drawn = new Array(this.weeks).fill(null); },
    reveal() {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const began = performance.now();
      const step = (now) => {
        this.shown = calm ? 1 : Math.min((now - began) / REVEAL_MS, 1);
        if (this.shown < 1) this.frame = requestAnimationFrame(step);
      };
      step(began + (calm ? REVEAL_MS : 0));
    },
  },
};
