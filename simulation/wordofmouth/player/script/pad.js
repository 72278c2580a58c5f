// The sheet on which a curve is drawn: where a pen is, what it draws, and the paths of curves. It is mixed into its host,
// which has `weeks`, `bottom`, `top`, `scale`, `decimals`, `rises`, `language` and `words`; `width`, `height`, `rem`, `left`,
// `right` and `bottomRoom`; `drawn`, `at`, `last`, `result`, `anchors` and `paper`, the element; and `tell()`.

const ANCHORS = 6;

export function anchors(weeks) { return Array.from({ length: ANCHORS }, (_, k) => Math.round(1 + ((weeks - 1) * k) / (ANCHORS - 1))); }

// The weeks that are marked along a sheet.
export function marks(weeks) {
  const step = weeks > 60 ? 13 : weeks > 30 ? 8 : weeks > 16 ? 5 : 2;
  return Array.from({ length: Math.floor(weeks / step) }, (_, k) => (k + 1) * step);
}

export const pad = {
  x(week) { return this.left + ((week - 1) / (this.weeks - 1)) * (this.width - this.left - this.right); },
  y(value) {
    const inside = Math.min(Math.max(value, this.bottom), this.top);
    const share = (inside - this.bottom) / (this.top - this.bottom);
    return 0.8 * this.rem + (1 - share) * (this.height - this.bottomRoom - 0.8 * this.rem);
  },
  path(values) {
    let text = "", pen = "M";
    values.forEach((value, k) => {
      if (value === null) { pen = "M"; return; }
      text += `${pen}${this.x(k + 1).toFixed(1)} ${this.y(value).toFixed(1)}`;
      pen = "L";
    });
    return text;
  },
  band(curve) {
    const back = curve.low.map((value, k) => `L${this.x(k + 1).toFixed(1)} ${this.y(value).toFixed(1)}`).reverse().join("");
    return this.path(curve.high) + back + "Z";
  },
  text(value) {
    return (value * this.scale).toLocaleString(this.language, { minimumFractionDigits: this.decimals, maximumFractionDigits: this.decimals });
  },
  reading(week, value) { return this.words.reading.replace("{week}", week).replace("{value}", this.text(value)); },
  point(event) {
    const box = this.paper.getBoundingClientRect();
    const along = (event.clientX - box.left - this.left) / (this.width - this.left - this.right);
    const up = 1 - (event.clientY - box.top - 0.8 * this.rem) / (this.height - this.bottomRoom - 0.8 * this.rem);
    const week = Math.min(Math.max(Math.round(1 + along * (this.weeks - 1)), 1), this.weeks);
    return { week, value: this.bottom + Math.min(Math.max(up, 0), 1) * (this.top - this.bottom) };
  },
  begin(event) {
    if (this.result || event.button > 0) return;
    event.preventDefault();
    this.paper.setPointerCapture(event.pointerId);
    this.last = null;
    this.pen = event.pointerId;
    this.mark(this.point(event));
  },
  move(event) {
    if (this.pen !== event.pointerId || this.result) return;
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of moves.length ? moves : [event]) this.mark(this.point(one));
  },
  end(event) {
    if (this.pen !== event.pointerId) return;
    this.pen = this.at = this.last = null;
    this.fill();
    this.tell();
  },
  mark(point) {
    const from = this.last ?? point;
    const steps = Math.abs(point.week - from.week);
    for (let k = 0; k <= steps; k++) {
      const share = steps ? k / steps : 1;
      const week = Math.round(from.week + (point.week - from.week) * share);
      this.drawn[week - 1] = from.value + (point.value - from.value) * share;
    }
    this.last = this.at = point;
  },
  fill() {
    // What was not drawn: up to where the pen began as such curves begin, and level from where it was lifted.
    const first = this.drawn.findIndex((value) => value !== null);
    if (first < 0) return;
    const start = this.rises ? this.bottom : this.drawn[first];
    for (let k = 0; k < first; k++) this.drawn[k] = start + ((this.drawn[first] - start) * k) / first;
    for (let k = first + 1; k < this.weeks; k++) if (this.drawn[k] === null) this.drawn[k] = this.drawn[k - 1];
  },
  valueAt(week) { return this.drawn[week - 1] ?? this.bottom; },
  slide(week, value) {
    const values = this.anchors.map((anchor) => (anchor === week ? value : this.valueAt(anchor)));
    for (let k = 0; k + 1 < ANCHORS; k++) {
      const [from, to] = [this.anchors[k], this.anchors[k + 1]];
      for (let w = from; w <= to; w++) this.drawn[w - 1] = values[k] + ((values[k + 1] - values[k]) * (w - from)) / Math.max(to - from, 1);
    }
  },
};
