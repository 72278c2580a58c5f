// The scene: a network drawn on a canvas in layers, of which only what moves is drawn anew for every frame.

import { mark, palette, Stamps } from "lab-player/marks.js";

const MOST_DRAWN_WORDS = 260;
// So many people have what they are called beside them; more could not be read.
const MOST_NAMED = 60;
const TAU = 2 * Math.PI;
// How a purchase after the word of a friend, an acquaintance, a leader is drawn.
const TRAILS = [["blue", []], ["grey", [6, 4]], ["orange", [2, 3]]];

export class Scene {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.layers = [0, 1].map(() => document.createElement("canvas"));
    this.view = { scale: 1, x: 0, y: 0 };
    this.showTies = true;
    this.trails = null; // who convinced whom: buyer, speaker, week, channel, again and again
    this.showTrails = false;
    this.chosen = -1;
    this.seeds = new Set();
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.recolour();
  }

  recolour() { this.colours = palette(); this.stamps = null; this.stale = true; }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = clientWidth;
    this.height = clientHeight;
    for (const canvas of [this.canvas, ...this.layers]) {
      canvas.width = Math.round(clientWidth * this.ratio);
      canvas.height = Math.round(clientHeight * this.ratio);
    }
    this.fit();
  }

  // Show another recording; the same map keeps its view.
  show(recording) {
    const same = this.recording?.map === recording.map;
    this.recording = recording;
    this.week = -1;
    this.stale = true;
    this.ego = null;
    if (!same) { this.index(); this.fit(); }
  }

  // Everybody in one frame.
  fit() {
    const circles = this.recording?.map?.circles;
    if (!circles || !this.width) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let c = 0; c < circles.length; c += 3) {
      const r = circles[c + 2] * 1.1 + 0.5;
      left = Math.min(left, circles[c] - r); right = Math.max(right, circles[c] + r);
      top = Math.min(top, circles[c + 1] - r); bottom = Math.max(bottom, circles[c + 1] + r);
    }
    const margin = 14;
    const scale = Math.min((this.width - 2 * margin) / (right - left), (this.height - 2 * margin) / (bottom - top));
    this.view = { scale, x: this.width / 2 - (scale * (left + right)) / 2, y: this.height / 2 - (scale * (top + bottom)) / 2 };
    this.smallest = scale * 0.8;
    this.stale = true;
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.max(this.smallest, Math.min(this.view.scale * factor, 120));
    const by = scale / this.view.scale;
    this.view = { scale, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
    this.stale = true;
  }

  pan(dx, dy) { this.view.x += dx; this.view.y += dy; this.stale = true; }

  centre(i) {
    const [x, y] = this.world(i);
    const scale = Math.max(this.view.scale, Math.min(28, this.smallest * 2.6));
    this.view = { scale, x: this.width / 2 - scale * x, y: this.height / 2 - scale * y };
    this.stale = true;
  }

  world(i) {
    const { places, circles, community, crowd } = this.recording.map;
    return crowd ? [circles[3 * community[i]], circles[3 * community[i] + 1]] : [places[2 * i], places[2 * i + 1]];
  }

  at(i) {
    const [x, y] = this.world(i);
    return [this.view.scale * x + this.view.x, this.view.scale * y + this.view.y];
  }

  // Who is where, in cells, so that the pointer finds its neighbour at once.
  index() {
    this.cells = new Map();
    this.tied = null;
    const { places, consumers, crowd } = this.recording.map;
    if (crowd) return;
    for (let i = 0; i < consumers; i += 1) {
      const key = `${Math.floor(places[2 * i] / 2)},${Math.floor(places[2 * i + 1] / 2)}`;
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(i);
    }
  }

  // The consumer under the pointer, or the community in a crowd; −1 for none.
  hit(px, py) {
    const map = this.recording?.map;
    if (!map) return -1;
    const x = (px - this.view.x) / this.view.scale, y = (py - this.view.y) / this.view.scale;
    let best = -1, nearest = Infinity;
    if (map.crowd) {
      for (let c = 0; c < map.communities; c += 1) {
        const away = Math.hypot(map.circles[3 * c] - x, map.circles[3 * c + 1] - y) - map.circles[3 * c + 2];
        if (away < Math.min(nearest, 0)) { best = c; nearest = away; }
      }
      return best;
    }
    nearest = Math.max(12 / this.view.scale, 0.8);
    for (let cx = Math.floor(x / 2) - 1; cx <= Math.floor(x / 2) + 1; cx += 1) {
      for (let cy = Math.floor(y / 2) - 1; cy <= Math.floor(y / 2) + 1; cy += 1) {
        for (const i of this.cells.get(`${cx},${cy}`) ?? []) {
          const away = Math.hypot(map.places[2 * i] - x, map.places[2 * i + 1] - y);
          if (away < nearest) { best = i; nearest = away; }
        }
      }
    }
    return best;
  }

  tiesOf(i) {
    const { ties, strong } = this.recording.map;
    if (!this.tied) {
      this.tied = new Map();
      for (let k = 0; k < strong.length; k += 1) {
        for (const [a, b] of [[ties[2 * k], ties[2 * k + 1]], [ties[2 * k + 1], ties[2 * k]]]) {
          if (!this.tied.has(a)) this.tied.set(a, []);
          this.tied.get(a).push([b, strong[k]]);
        }
      }
    }
    return this.tied.get(i) ?? [];
  }

  get radius() { return Math.max(1.6, Math.min(this.view.scale * 0.34, 11)); }

  // Draw the moment: so many weeks, and a part of the one under way.
  draw(moment) {
    const { pen, recording } = this;
    if (!recording?.map || !recording.states.length || !this.width) return;
    const week = Math.min(Math.floor(moment), recording.last);
    const { scale, x, y } = this.view;
    if (this.stale) { this.drawTies(); this.week = -1; this.stale = false; }
    if (week !== this.week) { this.week = week; if (recording.map.crowd) this.drawBubbles(week); else this.drawPeople(week); }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const layer of this.layers) pen.drawImage(layer, 0, 0);
    pen.setTransform(this.ratio * scale, 0, 0, this.ratio * scale, this.ratio * x, this.ratio * y);
    if (!recording.map.crowd) {
      this.drawWords(week, moment - Math.floor(moment));
      this.drawChosen(week);
    } else if (this.ego) this.drawEgo(week);
  }

  layer(k) {
    const pen = this.layers[k].getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    return pen;
  }

  drawTies() {
    const pen = this.layer(0);
    const { places, circles, community, ties, strong, crowd, communities } = this.recording.map;
    const { scale, x, y } = this.view;
    pen.fillStyle = this.colours.soft;
    for (let c = 0; c < communities; c += 1) {
      pen.beginPath();
      pen.arc(scale * circles[3 * c] + x, scale * circles[3 * c + 1] + y, scale * (circles[3 * c + 2] * 1.1 + 0.5), 0, TAU);
      pen.fill();
    }
    if (crowd || !this.showTies) return;
    pen.strokeStyle = this.colours.grey;
    const thin = Math.min(1, 900 / Math.sqrt(strong.length) / 12);
    for (const [inside, isStrong, alpha, width] of [[0, 0, 0.1 * thin, 0.6], [1, 0, 0.22 * thin, 0.7], [1, 1, 0.5 * thin, 1.1]]) {
      pen.globalAlpha = alpha;
      pen.lineWidth = width * Math.max(1, Math.min(scale / 14, 2));
      pen.beginPath();
      for (let k = 0; k < strong.length; k += 1) {
        const a = ties[2 * k], b = ties[2 * k + 1];
        if ((community[a] === community[b]) != inside || (inside && strong[k] != isStrong)) continue;
        pen.moveTo(scale * places[2 * a] + x, scale * places[2 * a + 1] + y);
        pen.lineTo(scale * places[2 * b] + x, scale * places[2 * b + 1] + y);
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  drawPeople(week) {
    const pen = this.layer(1);
    const { recording, radius, ratio } = this;
    if (!this.stamps || this.stampRadius !== radius) { this.stamps = new Stamps(radius, this.colours, ratio); this.stampRadius = radius; }
    const states = recording.states[week];
    const { places, consumers } = recording.map;
    const { scale, x, y } = this.view;
    if (this.showTrails && this.trails) this.drawTrails(pen, week);
    const leaders = [];
    for (let i = 0; i < consumers; i += 1) {
      const px = scale * places[2 * i] + x, py = scale * places[2 * i + 1] + y;
      if (px < -20 || py < -20 || px > this.width + 20 || py > this.height + 20) continue;
      if (recording.traits[i] & 1) leaders.push(i);
      else this.stamps.put(pen, states[i], false, px, py);
    }
    for (const i of leaders) this.stamps.put(pen, states[i], true, scale * places[2 * i] + x, scale * places[2 * i + 1] + y);
    for (const i of this.seeds) {
      pen.beginPath();
      pen.arc(scale * places[2 * i] + x, scale * places[2 * i + 1] + y, radius * 2.6, 0, TAU);
      pen.setLineDash([4, 3]); pen.lineWidth = 2; pen.strokeStyle = this.colours.blue; pen.stroke(); pen.setLineDash([]);
    }
    if (consumers <= MOST_NAMED) this.drawNames(pen);
  }

  // Below each of few people what that one is called: a name, where the network's file gives it, or a number.
  drawNames(pen) {
    const { scale, x, y } = this.view;
    const { places, consumers } = this.recording.map;
    const size = Math.max(10, Math.min(scale * 0.27, 20));
    pen.font = `${size}px ${getComputedStyle(this.canvas).fontFamily}`;
    pen.textAlign = "center"; pen.textBaseline = "top"; pen.lineJoin = "round";
    pen.lineWidth = 3; pen.strokeStyle = this.colours.soft; pen.fillStyle = this.colours.ink;
    for (let i = 0; i < consumers; i += 1) {
      const at = [scale * places[2 * i] + x, scale * places[2 * i + 1] + y + this.radius * 1.35];
      const name = String(this.recording.nameOf(i));
      // Neighbours stand a little more than a unit apart: a long name is drawn narrower.
      pen.strokeText(name, ...at, scale * 1.1); pen.fillText(name, ...at, scale * 1.1);
    }
  }

  // After whose word everybody has bought so far, by channel; of whoever is chosen, what led to it and what followed.
  drawTrails(pen, week) {
    const { trails, colours, chosen } = this;
    const { places } = this.recording.map;
    const { scale, x, y } = this.view;
    const speaker = new Map();
    for (let k = 0; k < trails.length; k += 4) if (trails[k + 2] <= week) speaker.set(trails[k], trails[k + 1]);
    const leads = (from, to) => {
      // Whoever speaks before buying may stand in a ring.
      for (let i = from, steps = 0; i !== undefined && steps <= speaker.size; i = speaker.get(i), steps += 1) if (i === to) return true;
      return false;
    };
    TRAILS.forEach(([colour, dash], channel) => {
      pen.strokeStyle = pen.fillStyle = colours[colour];
      pen.lineWidth = Math.max(1.4, Math.min(scale / 9, 2.6));
      pen.setLineDash(dash);
      const lines = new Path2D(), heads = new Path2D();
      for (let k = 0; k < trails.length; k += 4) {
        const a = trails[k + 1], b = trails[k];
        if (trails[k + 2] > week || trails[k + 3] !== channel) continue;
        if (chosen >= 0 && !leads(a, chosen) && !leads(chosen, b)) continue;
        const ax = scale * places[2 * a] + x, ay = scale * places[2 * a + 1] + y;
        const bx = scale * places[2 * b] + x, by = scale * places[2 * b + 1] + y;
        lines.moveTo(ax, ay); lines.lineTo(bx, by);
        const far = Math.hypot(bx - ax, by - ay) || 1, ux = (bx - ax) / far, uy = (by - ay) / far;
        const mx = ax + 0.62 * (bx - ax), my = ay + 0.62 * (by - ay), s = Math.max(4, Math.min(scale * 0.35, 8));
        heads.moveTo(mx + s * ux, my + s * uy); heads.lineTo(mx - s * 0.6 * uy, my + s * 0.6 * ux); heads.lineTo(mx + s * 0.6 * uy, my - s * 0.6 * ux); heads.closePath();
      }
      pen.globalAlpha = 0.8; pen.stroke(lines); pen.setLineDash([]);
      pen.globalAlpha = 1; pen.fill(heads);
    });
  }

  // In a crowd each community is a disc whose sectors are the shares of the states, owners first.
  drawBubbles(week) {
    const pen = this.layer(1);
    const { blue, orange, grey, card, line } = this.colours;
    const fills = { 4: [blue, 1], 5: [orange, 1], 2: [blue, 0.45], 3: [orange, 0.45], 1: [grey, 0.5], 0: [card, 1] };
    const { circles, communities } = this.recording.map;
    const counts = this.recording.states[week];
    const { scale, x, y } = this.view;
    for (let c = 0; c < communities; c += 1) {
      const px = scale * circles[3 * c] + x, py = scale * circles[3 * c + 1] + y, r = scale * circles[3 * c + 2];
      const total = counts.subarray(6 * c, 6 * c + 6).reduce((sum, count) => sum + count, 0) || 1;
      let angle = -Math.PI / 2;
      for (const state of [4, 5, 2, 3, 1, 0]) {
        const end = angle + (TAU * counts[6 * c + state]) / total;
        [pen.fillStyle, pen.globalAlpha] = fills[state];
        pen.beginPath(); pen.moveTo(px, py); pen.arc(px, py, r, angle, end); pen.fill();
        angle = end;
      }
      pen.globalAlpha = 1;
      pen.beginPath(); pen.arc(px, py, r, 0, TAU); pen.lineWidth = 1; pen.strokeStyle = line; pen.stroke();
    }
  }

  // What is said in the week under way, on its way from mouth to ear: praise round and blue, criticism angular and orange.
  // While time stands still, all that was said in the week that is shown, each word just before its ear.
  drawWords(week, part) {
    const stands = this.still || part <= 0;
    const words = this.recording.words[stands ? week : week + 1];
    if (!words) return;
    const { pen, colours } = this;
    const { places } = this.recording.map;
    const size = Math.max(0.22, 2.6 / this.view.scale);
    const count = words.length / 3;
    const step = Math.max(1, Math.ceil(count / MOST_DRAWN_WORDS));
    for (const valence of [1, -1]) {
      pen.strokeStyle = pen.fillStyle = valence > 0 ? colours.blue : colours.orange;
      pen.lineWidth = 1.4 / this.view.scale;
      const trails = new Path2D(), heads = new Path2D();
      for (let k = 0; k < count; k += step) {
        if (words[3 * k + 2] !== valence) continue;
        const start = ((k * 0.6180339887) % 1) * 0.45;
        const t = stands ? 0.84 : (part - start) / 0.55;
        if (t <= 0 || t > 1) continue;
        const a = 2 * words[3 * k], b = 2 * words[3 * k + 1];
        const x = places[a] + t * (places[b] - places[a]), y = places[a + 1] + t * (places[b + 1] - places[a + 1]);
        const back = stands ? 0 : Math.max(0, t - 0.35);
        trails.moveTo(places[a] + back * (places[b] - places[a]), places[a + 1] + back * (places[b + 1] - places[a + 1]));
        trails.lineTo(x, y);
        if (valence > 0) { heads.moveTo(x + size, y); heads.arc(x, y, size, 0, TAU); } else {
          const s = size * 1.3;
          heads.moveTo(x, y - s); heads.lineTo(x + s, y + s * 0.8); heads.lineTo(x - s, y + s * 0.8); heads.closePath();
        }
      }
      pen.globalAlpha = 0.55; pen.stroke(trails);
      pen.globalAlpha = 1; pen.fill(heads);
    }
  }

  drawChosen(week) {
    if (this.chosen < 0) return;
    const { pen, colours, radius, ratio } = this;
    const states = this.recording.states[week];
    const [x, y] = this.at(this.chosen);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.strokeStyle = colours.ink;
    for (const [other, strong] of this.tiesOf(this.chosen)) {
      pen.lineWidth = strong ? 2.2 : 0.9;
      pen.beginPath(); pen.moveTo(x, y); pen.lineTo(...this.at(other)); pen.stroke();
    }
    for (const [other] of this.tiesOf(this.chosen)) mark(pen, states[other], ...this.at(other), radius * 1.25, colours);
    mark(pen, states[this.chosen], x, y, radius * 1.6, colours);
    pen.beginPath(); pen.arc(x, y, radius * 2.9, 0, TAU);
    pen.strokeStyle = colours.ink; pen.lineWidth = 2.6; pen.stroke();
  }

  // Whoever is chosen in a crowd, with the people around, in a circle of their own.
  drawEgo(week) {
    const { pen, ego, ratio, colours } = this;
    const side = Math.min(this.width, this.height) * 0.44;
    pen.setTransform(ratio, 0, 0, ratio, ratio * (this.width - side / 2 - 14), ratio * (this.height - side / 2 - 14));
    pen.fillStyle = colours.card; pen.strokeStyle = colours.line; pen.lineWidth = 1;
    pen.beginPath(); pen.arc(0, 0, side / 2, 0, TAU); pen.fill(); pen.stroke();
    const states = ego.states[Math.min(week, ego.states.length - 1)];
    const others = ego.ids.length - 1;
    const place = (k) => {
      const ring = side * (ego.strong[k] ? 0.24 : 0.41), angle = 2.399963 * k;
      return [ring * Math.cos(angle), ring * Math.sin(angle)];
    };
    pen.strokeStyle = colours.grey;
    for (let k = 1; k <= others; k += 1) {
      pen.lineWidth = ego.strong[k] ? 2 : 0.8;
      pen.beginPath(); pen.moveTo(0, 0); pen.lineTo(...place(k)); pen.stroke();
    }
    const radius = Math.max(2.5, Math.min(8, side / Math.sqrt(others + 1) / 9));
    for (let k = 1; k <= others; k += 1) mark(pen, states[k], ...place(k), radius, colours);
    mark(pen, states[0], 0, 0, radius * 2, colours);
  }
}
