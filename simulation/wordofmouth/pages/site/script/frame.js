// What all pages of a site do: speak one language of theirs, follow the colours of the browser, keep what is answered.

import { node } from "../../script/elements.js";

export function button(text, act, main = false) {
  const made = node("button", { type: "button", class: main ? "button main" : "button" }, text);
  made.addEventListener("click", act);
  return made;
}

// The colours of the browser, dark or not; on paper never dark.
export function follow() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = (isDark) => document.body.classList.toggle("body--dark", isDark);
  colour(dark.matches);
  dark.addEventListener("change", () => colour(dark.matches));
  addEventListener("beforeprint", () => colour(false));
  addEventListener("afterprint", () => colour(dark.matches));
}

// Begin in a language of the browser's, if the page has it; whoever presses a button has that one.
export function begin(codes, speak) {
  const buttons = document.querySelectorAll("[data-language]");
  const chosen = (language) => {
    document.documentElement.lang = language;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.language === language);
    speak(language);
  };
  for (const button of buttons) button.addEventListener("click", () => chosen(button.dataset.language));
  chosen(navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => codes.includes(code)) ?? codes[0]);
}

// What is kept in the browser; whoever forbids storage loses it with the page, and is told so.
export class Kept {
  keeps = true;
  constructor(name) { this.name = `wordofmouth.${name}`; }

  get() {
    try {
      const known = JSON.parse(localStorage.getItem(this.name) ?? "null");
      this.set(known);
      return known;
    } catch { this.keeps = false; return null; }
  }

  set(value) {
    try { localStorage.setItem(this.name, JSON.stringify(value)); } catch { this.keeps = false; }
  }
}

// Tell the page around this one, if there is one, that it was done to its end.
export function completed(about) {
  if (parent !== window) parent.postMessage({ source: "wordofmouth", event: "completed", ...about }, "*");
}
