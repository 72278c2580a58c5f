// The course of a few campaigns, week by week, beside one another.

import { node, shape } from "../../script/elements.js";

// At most so wide; on a phone as wide as it, so that its numbers can be read.
const WIDEST = 640, EDGES = 90, HEIGHT = 250, LEFT = 78, RIGHT = 14, TOP = 12, BOTTOM = 26;
const TICKS = 4;

// Numbers at which an axis is marked: at most five, round ones, from the lowest value to the highest.
function rounded(low, high) {
  const wide = (high - low || 1) / TICKS, tens = 10 ** Math.floor(Math.log10(wide));
  const step = tens * [1, 2, 5, 10].find((times) => times * tens >= wide);
  const first = Math.floor(low / step), last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step);
}

// Each of `lines` is { name, looks, values }; `told` writes a value of the axis, `label` says what the drawing shows.
export function course(lines, told, label, weeks) {
  const width = Math.min(WIDEST, Math.max(innerWidth - EDGES, 240));
  const every = lines.flatMap((each) => each.values);
  const ticks = rounded(Math.min(0, ...every), Math.max(0, ...every));
  const [low, high] = [ticks[0], ticks.at(-1)], count = lines[0].values.length;
  const x = (k) => LEFT + (k / Math.max(count - 1, 1)) * (width - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const svg = shape("svg", { class: "try", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label });
  for (const value of ticks) {
    svg.append(shape("line", { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: value ? "" : "zero" }));
    svg.append(shape("text", { x: LEFT - 8, y: y(value) + 5, "text-anchor": "end" }, told(value)));
  }
  svg.append(shape("text", { x: LEFT, y: HEIGHT - 6 }, "1"), shape("text", { x: width - RIGHT, y: HEIGHT - 6, "text-anchor": "end" }, `${weeks} ${count}`));
  for (const { looks, values } of lines) {
    svg.append(shape("path", { class: looks, d: values.map((value, k) => `${k ? "L" : "M"}${x(k).toFixed(1)} ${y(value).toFixed(1)}`).join("") }));
  }
  const key = node("p", { class: "small quiet key" }, ...lines.map(({ name, looks }) => node("span", { class: looks }, name)));
  return node("div", { class: "course" }, node("p", { class: "small quiet" }, label), svg, ...(lines.length > 1 ? [key] : []));
}
