// A person's story: sentences from templates and numbers, the week of each a way to that week, each person in it to theirs.

import { node } from "./elements.js";

class Numbers {
  constructor(bytes) { Object.assign(this, { bytes, at: 0 }); }

  next() {
    let value = 0, shift = 1, byte = 0;
    do { byte = this.bytes[this.at++]; value += (byte & 127) * shift; shift *= 128; } while (byte > 127);
    return value;
  }
}

// The stories of a run as they are packed; see stories.py.
export class Stories {
  constructor(templates, bytes) {
    this.templates = templates;
    this.gaps = templates.map((template) => 1 + Math.max(-1, ...template.flat().filter((piece) => typeof piece === "number")));
    this.numbers = new Numbers(bytes);
    this.starts = [];
    this.longest = 0;
    for (let most = 0; this.numbers.at < bytes.length;) {
      const start = this.numbers.at;
      this.starts.push(start);
      this.read();
      if (this.numbers.at - start > most) { most = this.numbers.at - start; this.longest = this.starts.length - 1; }
    }
  }

  // A person's paragraphs: the weeks of each, and its sentences: template, and what fills its gaps.
  of(i) {
    this.numbers.at = this.starts[i];
    return this.read();
  }

  read() {
    const next = () => this.numbers.next();
    return Array.from({ length: next() }, () => {
      const first = next(), last = first + next();
      const sentences = Array.from({ length: next() }, () => {
        const template = next();
        return [template, Array.from({ length: this.gaps[template] }, next)];
      });
      return { first, last, sentences };
    });
  }
}

export class Story {
  // Fill `place`; `choose` is told of whom one wants to read, `seek` which week one wants to see.
  constructor(place, choose, seek) {
    Object.assign(this, { choose, seek, consumer: -1, week: 0 });
    this.invitation = node("p", { class: "quiet" });
    this.people = node("select");
    this.buttons = [["story_before", "‹", () => choose(this.consumer - 1)], ["story_after", "›", () => choose(this.consumer + 1)],
      ["story_longest", "", () => choose(this.stories.longest)]].map(([word, text, act]) => {
      const made = node("button", { type: "button", "data-act": word }, text);
      made.addEventListener("click", act);
      return made;
    });
    this.people.addEventListener("change", () => choose(Number(this.people.value)));
    this.choices = node("div", { class: "choices people" }, this.people, ...this.buttons);
    this.text = node("div", { class: "told", "aria-live": "polite" });
    place.append(this.invitation, this.choices, this.text);
  }

  // Show the stories of another run; `nameOf` says what its people are called.
  open(stories, people, nameOf) {
    const same = this.many === people && this.nameOf?.(0) === nameOf(0);
    Object.assign(this, { stories, nameOf, many: people });
    this.choices.hidden = !stories;
    if (!same) {
      this.people.replaceChildren(node("option", { value: -1 }, "–"),
        ...(stories ? Array.from({ length: people }, (_, i) => node("option", { value: i }, String(nameOf(i)))) : []));
      this.consumer = -1;
    }
  }

  speak(words, language) {
    Object.assign(this, { words, language });
    this.people.setAttribute("aria-label", words.person);
    for (const button of this.buttons) {
      button.title = words[button.dataset.act];
      button.setAttribute("aria-label", words[button.dataset.act]);
    }
    this.buttons[2].textContent = words.story_longest;
    this.show(this.consumer);
  }

  show(i) {
    this.consumer = i;
    this.people.value = i;
    this.invitation.textContent = this.words[this.stories ? "story_choose" : "story_none"];
    this.invitation.hidden = Boolean(this.stories) && i >= 0;
    this.buttons[0].disabled = i <= 0;
    this.buttons[1].disabled = i + 1 >= this.many;
    const told = this.stories && i >= 0 ? this.stories.of(i) : [];
    this.weeks = told;
    this.text.replaceChildren(...told.map((paragraph, k) => this.paragraph(paragraph, k > 0 && k + 1 < told.length)));
    this.pass(this.week);
  }

  // The first sentence of a paragraph between the first and the last says its weeks.
  paragraph({ first, sentences }, isOfWeeks) {
    const made = node("p");
    sentences.forEach((sentence, k) => {
      if (k) made.append(" ");
      if (k || !isOfWeeks) { made.append(...this.sentence(sentence)); return; }
      made.append(this.link(() => this.seek(first), "when", ...this.sentence(sentence)));
    });
    return made;
  }

  sentence([template, gaps]) {
    return this.stories.templates[template][this.place].map((piece) => {
      if (typeof piece === "string") return piece;
      const value = gaps[piece] >> 1;
      if (!(gaps[piece] & 1)) return String(value);
      const name = this.nameOf(value);
      const called = typeof name === "number" ? this.words.numbered.replace("{number}", name) : name;
      return this.link(() => this.choose(value), "who", called);
    });
  }

  link(act, kind, ...parts) {
    const made = node("button", { type: "button", class: `link ${kind}` }, ...parts);
    made.addEventListener("click", act);
    return made;
  }

  // Mark what is told of the week that is shown.
  pass(week) {
    this.week = week;
    this.weeks?.forEach(({ first, last }, k) => {
      const now = k > 0 && k + 1 < this.weeks.length && first <= week && week <= last;
      this.text.children[k].classList.toggle("current", now);
    });
  }
}
