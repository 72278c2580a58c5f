// The front page: one language of those that stand in it.

const places = document.querySelectorAll("[data-speaks]");
const codes = [...places].map((place) => place.dataset.speaks);
const buttons = document.querySelectorAll("[data-language]");

function speak(language) {
  document.documentElement.lang = language;
  for (const place of places) place.hidden = place.dataset.speaks !== language;
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.language === language);
  document.title = document.querySelector(`[data-speaks="${language}"] h1`).textContent;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
document.body.classList.toggle("body--dark", dark.matches);
dark.addEventListener("change", () => document.body.classList.toggle("body--dark", dark.matches));
for (const button of buttons) button.addEventListener("click", () => speak(button.dataset.language));
speak(navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => codes.includes(code)) ?? codes[0]);
