// The front page: one language of those that stand in it.

import { begin, follow } from "./frame.js";

const places = [...document.querySelectorAll("[data-speaks]")];

follow();
begin(places.map((place) => place.dataset.speaks), (language) => {
  for (const place of places) place.hidden = place.dataset.speaks !== language;
  document.title = document.querySelector(`[data-speaks="${language}"] h1`).textContent;
});
