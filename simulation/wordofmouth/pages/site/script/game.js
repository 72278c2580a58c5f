// A game for one on a page without a server: compose a campaign, try it, hand it in, and see what the best tries did.

import { node } from "../../script/elements.js";
import { course } from "./course.js";
import { begin, button, completed, follow, Kept } from "./frame.js";

const data = JSON.parse(document.getElementById("data").textContent);
const one = (selector) => document.querySelector(selector);
const kept = new Kept(`game.${data.name}`);
// What is chosen of each activity, by its place; the tries, the last one last; and the campaign that was handed in.
let language = "", chosen = data.activities.map(() => 0), tries = [], handed = null;

const key = (campaign) => campaign.join(" ");
const known = (campaign) => Array.isArray(campaign) && campaign.length === chosen.length && campaign.every((place, k) => place in data.activities[k].choices);
const say = (name, values = {}) => Object.entries(values).reduce((text, [place, value]) => text.replace(`{${place}}`, value), data.words[language][name]);
const keep = () => kept.set({ chosen, tries, handed });

function recall() {
  const before = kept.get();
  // What another version of the game left does not fit this one.
  if (!known(before?.chosen)) return;
  chosen = before.chosen;
  tries = (before.tries ?? []).filter(known);
  handed = known(before.handed) && data.campaigns[key(before.handed)]?.judged ? before.handed : null;
}

// Money is written as finely as the budget asks for, shares as the lab writes them.
function written(value, digits) { return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value).replace("-", "\u2212"); }
const number = (value) => written(value, data.budget < 10 ? 2 : 0);
const share = (value) => `${written(100 * value, 1)}${data.words[language].per_cent}`;
const told = (value) => (data.share ? share(value) : number(value));

// What a campaign does, in words: its activities, each with what was chosen of it.
function did(campaign) {
  const used = data.activities.flatMap((activity, k) => (activity.choices[campaign[k]][language] === null ? [] : [[activity.name[language], activity.choices[campaign[k]][language]]]));
  if (!used.length) return node("p", {}, say("nothing"));
  return node("ul", {}, ...used.map(([name, details]) => node("li", {}, node("span", {}, name), node("span", { class: "small quiet" }, details ? ` ${details}` : ""))));
}

function compose() {
  one("#composer").replaceChildren(node("h2", {}, say("composer")), ...data.activities.map((activity, k) => {
    const choices = activity.choices.map((choice, place) => [place, choice[language]]);
    const [may, offered] = [choices[0][1] === null, choices.filter(([, text]) => text !== null)];
    const box = node("input", { type: "checkbox", "aria-label": say("use", { lever: activity.name[language] }), ...(may ? {} : { disabled: "" }) });
    const fields = node("div", { class: "fields" });
    let picked = may ? chosen[k] || offered[0][0] : chosen[k];
    const set = () => { chosen[k] = box.checked ? picked : 0; fields.hidden = !box.checked; keep(); };
    box.checked = !may || chosen[k] > 0;
    fields.hidden = !box.checked;
    box.addEventListener("change", set);
    if (offered.length > 1) {
      fields.setAttribute("role", "radiogroup");
      fields.setAttribute("aria-label", activity.name[language]);
      for (const [place, text] of offered) {
        const choice = node("input", { type: "radio", name: `activity-${k}`, value: place });
        choice.checked = place === picked;
        choice.addEventListener("change", () => { picked = place; set(); });
        fields.append(node("label", { class: "choice" }, choice, node("span", {}, text)));
      }
    } else if (offered[0][1]) fields.append(node("p", { class: "small" }, offered[0][1]));
    return node("fieldset", { class: "lever" }, node("legend", {}, node("label", { class: "switch" }, box, node("span", {}, activity.name[language]))),
      node("p", { class: "small quiet" }, activity.text[language]), fields);
  }));
}

function figure(name, value, note = "") {
  return node("div", { class: "number" }, node("span", { class: "name" }, name), node("span", { class: "big" }, value), node("span", { class: "small quiet" }, note));
}

function interval({ low, high }) { return low === null ? "" : say("interval", { low: told(low), high: told(high) }); }

function cost(spent, about) {
  const over = spent > data.budget;
  const filled = node("div", { class: "filled" });
  filled.style.width = `${100 * Math.min(spent / data.budget, 1)}%`;
  const place = figure(say("cost"), say(about ? "about_of_budget" : "of_budget", { cost: number(spent), budget: number(data.budget) }));
  if (over) place.classList.add("over");
  place.append(node("div", { class: "track", "aria-hidden": "true" }, filled));
  return place;
}

function showTry() {
  const place = one("#result"), last = tries.at(-1);
  place.replaceChildren(node("h2", {}, say("result")));
  const found = last && data.campaigns[key(last)], trial = found?.trial, before = tries.length > 1 ? data.campaigns[key(tries.at(-2))]?.trial : null;
  if (trial) {
    place.append(node("div", { class: "numbers" }, figure(data.objective[language], told(trial.value), interval(trial)), figure(say("bought"), share(trial.adoption.at(-1))), cost(trial.cost)));
    const curves = (name) => [...(before ? [{ name: say("before"), looks: "before", values: before[name] }] : []), { name: say("this"), looks: "this", values: trial[name] }];
    place.append(course(curves("course"), told, say("so_far", { what: data.objective[language] }), say("week")), course(curves("adoption"), share, say("bought_so_far"), say("week")));
  } else if (last) {
    // Nothing was recorded of what is far too dear; what its activities cost alone is known.
    place.append(node("div", { class: "numbers" }, cost(data.activities.reduce((sum, activity, k) => sum + activity.costs[last[k]], 0), true)));
  }
  const affordable = Boolean(found?.judged), given = button(say("hand_in"), handIn);
  given.disabled = !affordable;
  place.append(node("div", { class: "acts" }, button(say("try"), attempt, true), given),
    node("p", { class: "small quiet", role: "status" }, last ? (affordable ? say("may_hand_in") : say("too_dear")) : say("not_tried_yet")));
}

function attempt() { tries = [...tries, [...chosen]]; keep(); show(); }

function handIn() {
  handed = tries.at(-1);
  keep();
  show();
  one("#debrief").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const { judged, behind } = data.campaigns[key(handed)];
  completed({ game: data.name, value: judged.value, behind: behind.mean });
}

// What is said of a campaign beside the best that was tried: no more than the interval of their difference says.
function compared(campaign) {
  if (key(campaign) === data.best) return say("is_best");
  const { mean, low, high, told: isTold } = data.campaigns[key(campaign)].behind;
  const values = { more: told(Math.abs(mean)), low: low === null ? "" : told(mean < 0 ? -high : low), high: low === null ? "" : told(mean < 0 ? -low : high) };
  if (!isTold || low === null) return say("not_apart");
  return say(mean > 0 ? "best_is_ahead" : "ahead_of_best", values);
}

function debrief() {
  const place = one("#debrief");
  place.hidden = !handed;
  if (!handed) return;
  const mine = data.campaigns[key(handed)].judged, within = Object.values(data.campaigns).filter((each) => each.judged);
  const ahead = within.filter((each) => each.judged.value > mine.value).length;
  const best = data.best.split(" ").map(Number);
  const lines = [{ name: say("without"), looks: "none", values: data.without.judged.course },
    ...(key(handed) === data.best ? [] : [{ name: say("best"), looks: "before", values: data.campaigns[data.best].judged.course }]),
    { name: say("yours"), looks: "this", values: mine.course }];
  place.replaceChildren(node("h2", {}, say("debrief")),
    node("p", {}, say("judged", { runs: data.runs.judged, value: told(mine.value), interval: mine.low === null ? "" : ` (${interval(mine)})` })),
    node("p", {}, say("without_is", { value: told(data.without.judged.value) })),
    node("p", {}, say("ranked", { count: within.length, ahead })), node("p", { class: "verdict" }, compared(handed)),
    course(lines, told, say("so_far", { what: data.objective[language] }), say("week")),
    node("div", { class: "beside" }, node("section", {}, node("h3", {}, say("yours")), did(handed)), node("section", {}, node("h3", {}, say("best")), did(best))),
    table(), node("div", { class: "acts" }, button(say("print"), () => print(), true), button(say("again"), () => { tries = []; handed = null; keep(); show(); })));
}

function table() {
  const rows = tries.map((campaign, k) => {
    const trial = data.campaigns[key(campaign)]?.trial;
    return node("tr", {}, node("th", { scope: "row" }, String(k + 1)), node("td", {}, did(campaign)), node("td", {}, trial ? number(trial.cost) : say("too_dear")), node("td", {}, trial ? told(trial.value) : "–"));
  });
  const heads = ["#", say("campaign"), say("cost"), data.objective[language]].map((text) => node("th", { scope: "col" }, text));
  return node("details", {}, node("summary", {}, say("tries")), node("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("tries") },
    node("table", {}, node("thead", {}, node("tr", {}, ...heads)), node("tbody", {}, ...rows))));
}

function show() {
  showTry();
  debrief();
  one("#kept").textContent = say(kept.keeps ? "kept" : "not_kept");
}

function speak(spoken) {
  language = spoken;
  document.title = one("h1").textContent = data.title[language];
  for (const name of ["question", "dilemma", "about"]) one(`#${name}`).textContent = data[name][language];
  one("#recorded").textContent = say("recorded", { count: number(Object.keys(data.campaigns).length), tried: data.runs.tried, judged: data.runs.judged });
  one("#up").textContent = `‹ ${say("all")}`;
  compose();
  show();
}

recall();
follow();
globalThis.game = { data };
begin(Object.keys(data.words), speak);
