// Pages are whole without this. It says dates the way people do, remembers light or dark, and copies links.
const page = document.documentElement;

const units = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const times = document.querySelectorAll("time[data-relative]");
// The page brings the words: an Intl.RelativeTimeFormat takes as long to make as the page to lay out.
const words = times.length && JSON.parse(document.currentScript.dataset.ago || "null");
const plurals = words && new Intl.PluralRules(page.lang);

for (const time of words ? times : []) {
  const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
  const unit = units.find(([, size]) => seconds >= size);
  // Less than a minute, a clock that is behind or a date that cannot be read: the full date stays.
  if (!unit) continue;
  time.title = time.textContent;
  const count = Math.floor(seconds / unit[1]), forms = words[unit[0]];
  time.textContent = (forms[plurals.select(count)] || forms.other).replace("{0}", count);
}

// Where a browser keeps nothing, the switch holds for this page.
const kept = {
  get theme() { try { return localStorage.getItem("theme"); } catch { return null; } },
  set theme(name) { try { name ? localStorage.setItem("theme", name) : localStorage.removeItem("theme"); } catch {} },
};
const wanted = matchMedia("(prefers-color-scheme: dark)");
const lamp = document.querySelector("[data-switch]");

function show() {
  const name = kept.theme || page.dataset.theme;
  if (name) page.dataset.theme = name;
  lamp.setAttribute("aria-pressed", String(name ? name === "dark" : wanted.matches));
}

if (lamp) {
  lamp.hidden = false;
  lamp.addEventListener("click", () => {
    const name = lamp.getAttribute("aria-pressed") === "true" ? "light" : "dark";
    page.dataset.theme = name;
    // What the system says anyway need not be remembered, and may change with it.
    kept.theme = (name === "dark") === wanted.matches ? "" : name;
    show();
  });
  wanted.addEventListener("change", show);
  addEventListener("storage", show);
  show();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
