// A lesson on a page without a server: predict, compare, understand, step by step, and at the end a sheet to print.

import { inWords, judged } from "./verdict.js";
import { made, Sheet } from "./sheet.js";

const data = JSON.parse(document.getElementById("data").textContent);
const one = (selector) => document.querySelector(selector);
const kept = `wordofmouth.lesson.${data.name}`;
let language = "", place = 0, answers = [], keeps = true;

// Whoever forbids storage loses the answers with the page, and is told so.
function keep() {
  try { localStorage.setItem(kept, JSON.stringify(answers)); } catch { keeps = false; }
}

function recalled() {
  try {
    const known = JSON.parse(localStorage.getItem(kept) ?? "[]");
    localStorage.setItem(kept, JSON.stringify(known));
    // What another version of the lesson left does not fit this one.
    return data.steps.map((step, k) => (known[k]?.length === step.weeks && known[k].every(Number.isFinite) ? known[k] : null));
  } catch { keeps = false; return data.steps.map(() => null); }
}

function verdict(step, drawn) { return judged(data.rule, step, drawn, step.result.mean, step.known[0]?.mean); }

function button(text, act, main = false) {
  const node = made("button", { type: "button", class: main ? "button main" : "button" }, text);
  node.addEventListener("click", act);
  return node;
}

function show(k) {
  place = k;
  const words = data.words[language], step = data.steps[k];
  let drawn = null;
  const telling = made("div", { class: "telling" }), drawing = made("div", { class: "drawing pad" });
  one("#step").replaceChildren(telling, drawing);
  const run = button(words.run, () => { answers[k] = drawn; keep(); reveal(); }, true);
  const status = made("p", { class: "small quiet", role: "status" }, words.draw_first);
  const sheet = new Sheet(drawing, step, words, language, (values) => {
    drawn = values.some((value) => value === null) ? null : values;
    run.disabled = !drawn;
    status.textContent = drawn ? words.ready : words.draw_first;
  });
  run.disabled = true;
  const reveal = () => {
    sheet.take(answers[k]);
    sheet.reveal(step.result);
    tell(telling, step, answers[k]);
    progress();
    if (parent !== window && answers.every(Boolean)) {
      parent.postMessage({ source: "wordofmouth", event: "completed", lesson: data.name, nearness: data.steps.map((each, n) => verdict(each, answers[n]).nearness) }, "*");
    }
  };
  telling.append(made("h2", {}, step.title[language]), made("p", { class: "ask" }, step.ask[language]),
    made("div", { class: "acts" }, run, button(words.clear, () => { sheet.clear(); sheet.tell(); })), status);
  if (answers[k]) reveal();
  progress();
  globalThis.lesson.sheet = sheet;
}

function tell(telling, step, drawn) {
  const words = data.words[language], judgement = verdict(step, drawn);
  const acts = made("div", { class: "acts" });
  if (place + 1 < data.steps.length) acts.append(button(words.next, () => show(place + 1), true));
  else acts.append(button(words.print, () => { paper(); print(); }, true), made("a", { class: "button", href: "../index.html" }, words.all));
  acts.append(button(words.again, () => { answers[place] = null; keep(); show(place); }));
  telling.replaceChildren(made("h2", {}, step.title[language]),
    made("div", { class: "verdict", role: "status" }, made("h3", {}, words.how_near), made("p", { class: "nearness" }, words.nearness[judgement.nearness]),
      made("p", {}, inWords(judgement, step, words, language).join(" "))),
    made("div", {}, made("h3", {}, words.why), made("p", { class: "explain" }, step.explain[language])),
    ...(step.source[language] ? [made("p", { class: "source" }, words.source.replace("{source}", step.source[language]))] : []),
    acts, made("p", { class: "source" }, words.band));
}

function progress() {
  const words = data.words[language];
  one("#steps").replaceChildren(...data.steps.map((step, k) => {
    const name = words.step.replace("{step}", k + 1).replace("{title}", step.title[language]);
    const node = made("button", { type: "button", class: answers[k] && k !== place ? "past" : "", title: name, "aria-label": name }, String(k + 1));
    if (k === place) node.setAttribute("aria-current", "step");
    node.addEventListener("click", () => show(k));
    return made("li", {}, node);
  }));
  one("#kept").textContent = words[keeps ? "kept" : "not_kept"];
}

// What one hands in: each question, what was drawn beside what came out, and the verdict.
function paper() {
  const words = data.words[language];
  one("#paper").replaceChildren(made("h2", {}, `${words.answers}: ${data.title[language]}`), made("p", { class: "whose" }, words.whose),
    ...data.steps.map((step, k) => {
      const about = made("section", {}, made("h3", {}, `${k + 1}. ${step.title[language]}`), made("p", {}, step.ask[language]));
      if (!answers[k]) { about.append(made("p", {}, words.unanswered)); return about; }
      const judgement = verdict(step, answers[k]), drawing = made("div", { class: "pad" });
      about.append(drawing, made("p", {}, made("b", {}, words.nearness[judgement.nearness]), " ", inWords(judgement, step, words, language).join(" ")));
      const sheet = new Sheet(drawing, step, words, language, () => {});
      Object.assign(sheet, { drawn: answers[k], result: step.result });
      about.sheet = sheet;
      return about;
    }));
  document.body.classList.add("on-paper");
  for (const about of one("#paper").children) about.sheet?.draw();
}

function speak(chosen) {
  language = chosen;
  const words = data.words[language];
  document.documentElement.lang = language;
  document.title = one("h1").textContent = data.title[language];
  one("#question").textContent = data.question[language];
  one("#up").textContent = `‹ ${words.all}`;
  one("#steps").setAttribute("aria-label", words.progress);
  for (const node of document.querySelectorAll("[data-language]")) node.setAttribute("aria-pressed", node.dataset.language === language);
  show(place);
}

globalThis.lesson = { judged: (step, drawn, cameOut, known) => judged(data.rule, step, drawn, cameOut, known), inWords: (judgement, step, code) => inWords(judgement, step, data.words[code], code), data };
answers = recalled();
const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = (isDark) => document.body.classList.toggle("body--dark", isDark);
colour(dark.matches);
dark.addEventListener("change", () => colour(dark.matches));
addEventListener("beforeprint", () => { colour(false); paper(); });
addEventListener("afterprint", () => { document.body.classList.remove("on-paper"); colour(dark.matches); });
for (const node of document.querySelectorAll("[data-language]")) node.addEventListener("click", () => speak(node.dataset.language));
speak(navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in data.words) ?? Object.keys(data.words)[0]);
