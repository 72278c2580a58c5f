// A lesson on a page without a server: predict, compare, understand, step by step, and at the end a sheet to print.

import { inWords, judged } from "./verdict.js";
import { node } from "../../script/elements.js";
import { begin, button, completed, follow, Kept } from "./frame.js";
import { Sheet } from "./sheet.js";

const data = JSON.parse(document.getElementById("data").textContent);
const one = (selector) => document.querySelector(selector);
const kept = new Kept(`lesson.${data.name}`);
let language = "", place = 0, answers = [];

function keep() { kept.set(answers); }

function recalled() {
  const known = kept.get() ?? [];
  // What another version of the lesson left does not fit this one.
  return data.steps.map((step, k) => (known[k]?.length === step.weeks && known[k].every(Number.isFinite) ? known[k] : null));
}

function verdict(step, drawn) { return judged(data.rule, step, drawn, step.result.mean, step.known[0]?.mean); }

function show(k) {
  place = k;
  const words = data.words[language], step = data.steps[k];
  let drawn = null;
  const telling = node("div", { class: "telling" }), drawing = node("div", { class: "drawing pad" });
  one("#step").replaceChildren(telling, drawing);
  const run = button(words.run, () => { answers[k] = drawn; keep(); reveal(); }, true);
  const status = node("p", { class: "small quiet", role: "status" }, words.draw_first);
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
    if (answers.every(Boolean)) completed({ lesson: data.name, nearness: data.steps.map((each, n) => verdict(each, answers[n]).nearness) });
  };
  telling.append(node("h2", {}, step.title[language]), node("p", { class: "ask" }, step.ask[language]),
    node("div", { class: "acts" }, run, button(words.clear, () => { sheet.clear(); sheet.tell(); })), status);
  if (answers[k]) reveal();
  progress();
  globalThis.lesson.sheet = sheet;
}

function tell(telling, step, drawn) {
  const words = data.words[language], judgement = verdict(step, drawn);
  const acts = node("div", { class: "acts" });
  if (place + 1 < data.steps.length) acts.append(button(words.next, () => show(place + 1), true));
  else acts.append(button(words.print, () => { paper(); print(); }, true), node("a", { class: "button", href: "../index.html" }, words.all));
  acts.append(button(words.again, () => { answers[place] = null; keep(); show(place); }));
  telling.replaceChildren(node("h2", {}, step.title[language]),
    node("div", { class: "verdict", role: "status" }, node("h3", {}, words.how_near), node("p", { class: "nearness" }, words.nearness[judgement.nearness]),
      node("p", {}, inWords(judgement, step, words, language).join(" "))),
    node("div", {}, node("h3", {}, words.why), node("p", { class: "explain" }, step.explain[language])),
    ...(step.source[language] ? [node("p", { class: "source" }, words.source.replace("{source}", step.source[language]))] : []),
    acts, node("p", { class: "source" }, words.band));
}

function progress() {
  const words = data.words[language];
  one("#steps").replaceChildren(...data.steps.map((step, k) => {
    const name = words.step.replace("{step}", k + 1).replace("{title}", step.title[language]);
    const made = node("button", { type: "button", class: answers[k] && k !== place ? "past" : "", title: name, "aria-label": name }, String(k + 1));
    if (k === place) made.setAttribute("aria-current", "step");
    made.addEventListener("click", () => show(k));
    return node("li", {}, made);
  }));
  one("#kept").textContent = words[kept.keeps ? "kept" : "not_kept"];
}

// What one hands in: each question, what was drawn beside what came out, and the verdict.
function paper() {
  const words = data.words[language];
  one("#paper").replaceChildren(node("h2", {}, `${words.answers}: ${data.title[language]}`), node("p", { class: "whose" }, words.whose),
    ...data.steps.map((step, k) => {
      const about = node("section", {}, node("h3", {}, `${k + 1}. ${step.title[language]}`), node("p", {}, step.ask[language]));
      if (!answers[k]) { about.append(node("p", {}, words.unanswered)); return about; }
      const judgement = verdict(step, answers[k]), drawing = node("div", { class: "pad" });
      about.append(drawing, node("p", {}, node("b", {}, words.nearness[judgement.nearness]), " ", inWords(judgement, step, words, language).join(" ")));
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
  document.title = one("h1").textContent = data.title[language];
  one("#question").textContent = data.question[language];
  one("#up").textContent = `‹ ${words.all}`;
  one("#steps").setAttribute("aria-label", words.progress);
  show(place);
}

globalThis.lesson = { judged: (step, drawn, cameOut, known) => judged(data.rule, step, drawn, cameOut, known), inWords: (judgement, step, code) => inWords(judgement, step, data.words[code], code), data };
answers = recalled();
follow();
addEventListener("beforeprint", paper);
addEventListener("afterprint", () => document.body.classList.remove("on-paper"));
begin(Object.keys(data.words), speak);
