// What every page can do without asking the server: language, dark mode, projector mode, kept in cookies.

const secure = location.protocol === "https:" ? "; secure" : "";
const keep = (name, value) => {
  document.cookie = `${name}=${value}; path=${globalThis.labPrefix || "/"}; max-age=31536000; samesite=lax${secure}`;
};

// Browsers hand out their clipboard on this machine alone; where the lab is reached from others, what is selected goes.
globalThis.copyText = (text) => {
  if (navigator.clipboard) { navigator.clipboard.writeText(text); return; }
  const box = Object.assign(document.createElement("textarea"), { value: text });
  (document.querySelector(".q-dialog .dialog") ?? document.body).append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
};

document.addEventListener("click", (event) => {
  const language = event.target.closest("button.language");
  if (language) {
    keep("lang", language.lang);
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    location.replace(address);
    if (address.hash) location.reload();
  }
  const tool = event.target.closest("button[data-tool]")?.dataset.tool;
  if (tool === "theme") {
    Quasar.Dark.toggle();
    keep("theme", Quasar.Dark.isActive ? "dark" : "light");
    dispatchEvent(new Event("theme"));
  }
  if (tool === "projector") {
    keep("projector", document.body.classList.toggle("projector") ? "on" : "off");
    dispatchEvent(new Event("resize"));
  }
});
