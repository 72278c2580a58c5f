// The page: what it holds as data, its tabs and its languages.

import { Recording } from "lab-player/recording.js";
import { View } from "./view.js";
import { Curve } from "./chart.js";
import { Sliders } from "./sliders.js";
import { Stories, Story } from "./story.js";

const data = JSON.parse(document.getElementById("data").textContent);
const one = (selector) => document.querySelector(selector);

// Each is opened when it is first shown.
const runs = data.runs.map((run, k) => ({ ...run, recording: () => (runs[k].open ??= opened(runs[k], k)) }));
const board = new Curve(one("#chart"), Math.max(...data.runs.map((run) => run.highest)));
const view = new View(one("#player"), board);
const story = new Story(one("#story"), (i) => view.choose(i), (week) => { view.playing = false; view.seek(week); });
view.chosen = (i) => story.show(i);
view.passed = (week) => {
  story.pass(week);
  // A page around this one is told when all has been seen.
  if (parent !== window && week === runs[chosen].recording().last) parent.postMessage({ source: "wordofmouth", event: "completed", manifest: runs[chosen].manifest }, "*");
};
const sliders = data.grid.length ? new Sliders(one("#sliders"), data.grid, data.begin, (k) => show(k)) : null;
const dark = matchMedia("(prefers-color-scheme: dark)");
let chosen = data.begin, language = "";

function bytes(text) {
  const letters = atob(text), values = new Uint8Array(letters.length);
  // A function called for each of some millions of letters would take seconds on a phone.
  for (let k = 0; k < letters.length; k += 1) values[k] = letters.charCodeAt(k);
  return values.buffer;
}

function opened(run, k) {
  const recording = new Recording({ key: String(k), weeks: run.weeks });
  recording.open(bytes(data.maps[run.map]), bytes(run.states));
  run.tales = run.stories && new Stories(data.templates, new Uint8Array(bytes(run.stories)));
  run.trails = new Int16Array(bytes(run.convinced));
  // Where it is the same, the view stays as it is when another run is shown.
  recording.map = runs.find((other) => other.map === run.map && other.open)?.open.map ?? recording.map;
  return recording;
}

function show(k, fresh = false) {
  chosen = k;
  const run = runs[k], recording = run.recording();
  view.open(recording, k === data.begin ? null : runs[data.begin].recording(), run.seeds, run.trails, fresh);
  story.open(run.tales, recording.map.consumers, (i) => recording.nameOf(i));
  one("#toml").textContent = run.toml || runs[0].toml;
  one("#file").textContent = run.file;
  one("#in-lab").textContent = run.lab;
  Object.assign(one("#download"), { download: run.file, href: URL.createObjectURL(new Blob([run.toml || runs[0].toml], { type: "application/toml" })) });
  one("#digest").textContent = run.manifest;
  const { measures } = recording;
  one("#rows").replaceChildren(...Array.from({ length: recording.last }, (_, week) => {
    const row = document.createElement("tr");
    row.append(...[week + 1, measures.buyers?.[week], measures.aware?.[week], measures.new_buyers?.[week]].map((value) =>
      Object.assign(document.createElement("td"), { textContent: value ?? "–" })));
    return row;
  }));
  speak();
}

function speak() {
  const words = data.words[language], run = runs[chosen];
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = words[place.dataset.word];
  for (const place of document.querySelectorAll("[data-label]")) place.setAttribute("aria-label", words[place.dataset.label]);
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", button.dataset.language === language);
  document.title = one("h1").textContent = runs[data.begin].title[language];
  one("#finding").textContent = run.finding[language];
  one("#difference").textContent = run.difference[language];
  one("#difference").hidden = !run.difference[language];
  one("#one-run").textContent = words.one_run.replace("{seed}", data.seed);
  document.querySelectorAll("[data-run]").forEach((button, k) => {
    button.textContent = runs[k].title[language];
    button.setAttribute("aria-pressed", k === chosen);
  });
  one("#before").hidden = chosen === data.begin;
  one("#before-name").textContent = sliders ? words.at_first : runs[data.begin].title[language];
  sliders?.speak(words, language);
  board.svg.setAttribute("aria-label", `${words.adoption}. ${run.finding[language]}`);
  view.speak(words, language);
  story.place = Object.keys(data.words).indexOf(language);
  story.speak(words, language);
}

function colour(isDark) {
  document.body.classList.toggle("body--dark", isDark);
  view.recolour();
}

for (const button of document.querySelectorAll("[data-run]")) button.addEventListener("click", () => show(Number(button.dataset.run)));
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => { language = button.dataset.language; speak(); });
dark.addEventListener("change", () => colour(dark.matches));
// Paper is white.
addEventListener("beforeprint", () => { colour(false); view.scene.draw(Math.floor(view.moment)); });
addEventListener("afterprint", () => colour(dark.matches));

language = navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in data.words) ?? Object.keys(data.words)[0];
view.words = data.words[language];
view.language = language;
colour(dark.matches);
show(data.begin, true);
globalThis.page = { view, runs };
