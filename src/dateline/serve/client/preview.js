// The preview's part of a page: only in `dateline serve`, never in what is built.
// Everything that is shown is set as text, never as HTML.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.top !== window) return;
  const given = JSON.parse(script.dataset.preview);
  const own = "/.dateline/";
  const place = `dateline-preview ${location.pathname}`;
  const path = (() => {
    try {
      return decodeURIComponent(location.pathname);
    } catch {
      return location.pathname;
    }
  })();
  let mark = given.mark;
  let stream = null;
  let about = null;

  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((each) => each !== null && each !== ""));
    return made;
  };
  const link = (text, url) => make("a", { textContent: text, href: url });
  const list = (items) => make("ul", {}, ...items.map((each) => make("li", {}, ...each)));
  const when = (text) => text.slice(0, 16).replace("T", " ");

  const host = document.createElement("dateline-preview");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.append(make("link", { rel: "stylesheet", href: `${own}panel.css` }));

  // What readers can't see yet

  const states = {
    draft: () => "Draft: readers can't see this page",
    scheduled: (state) => `Scheduled: readers will see this page from ${when(state.when)}`,
  };
  const banner = () => {
    if (given.state === null) return;
    const text = states[given.state.name](given.state);
    const made = make("div", { className: "banner", role: "status", textContent: text });
    shadow.append(made);
    new ResizeObserver(() => {
      const height = `${made.offsetHeight}px`;
      document.documentElement.style.scrollPaddingTop = document.body.style.paddingTop = height;
    }).observe(made);
  };

  // Problems

  const spot = (each) => {
    const text = each.line ? `${each.path}:${each.line}:${each.column}` : each.path;
    return each.link ? link(text, each.link) : make("code", { textContent: text });
  };
  const problem = (each) => {
    const item = make("li", {}, make("p", { className: "text", textContent: each.text }), spot(each));
    if (each.source !== null && each.source.trim()) {
      const before = each.source.slice(0, each.column - 1).replace(/[^\t]/g, " ");
      const caret = make("b", { textContent: "^".repeat(Math.max(each.length, 1)) });
      item.append(make("pre", {}, `${each.source}\n${before}`, caret));
    }
    if (each.hint) item.append(make("div", { className: "hint", textContent: each.hint }));
    return item;
  };
  let overlay = null;
  const problems = (found) => {
    overlay?.remove();
    overlay = null;
    if (!found.length) return;
    const count = found.length === 1 ? "1 problem" : `${found.length} problems`;
    const hide = make("button", { type: "button", textContent: "Hide until the next change" });
    hide.addEventListener("click", () => overlay?.remove());
    const below = given.mark ? "The last good site is shown below" : "Nothing can be shown until this is solved";
    const title = make("div", {}, make("h1", { textContent: count }), make("p", { textContent: below }));
    overlay = make(
      "section",
      { className: "problems", role: "alert", ariaLabel: "Problems" },
      make("header", {}, title, hide),
      make("ol", {}, ...found.map(problem)),
    );
    shadow.append(overlay);
  };

  // Changes

  const reload = () => {
    sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    location.reload();
  };
  const scrolled = () => {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (kept === null) return;
    const back = () => scrollTo({ left: JSON.parse(kept)[0], top: JSON.parse(kept)[1], behavior: "instant" });
    back();
    addEventListener("load", back, { once: true });
  };
  const styles = (found) => {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const to = found.urls[new URL(old.href).pathname];
      if (to === undefined) continue;
      const fresh = old.cloneNode();
      if (to.integrity) fresh.integrity = to.integrity;
      fresh.href = to.integrity ? to.url : `${to.url}?${Date.now()}`;
      fresh.addEventListener("load", () => old.remove(), { once: true });
      old.after(fresh);
    }
    mark = found.mark;
  };
  // What to put in the place of what in the open page, given the page as it was sent and as it is
  // now; null where a script of the theme has rebuilt the page.
  const differences = (before, after, shown) => {
    if (before.isEqualNode(after)) return [];
    const own = (node) => [...node.childNodes].map((each) => (each.nodeType === 1 ? "" : each.data));
    const bare = (node) => node.cloneNode(false);
    const same = bare(before).isEqualNode(bare(after)) && own(before).join("\0") === own(after).join("\0");
    if (!same) return [[shown, after]];
    const found = [];
    for (const [at, was] of [...before.children].entries()) {
      const here = shown.children[at];
      if (here?.nodeName !== was.nodeName || here.id !== was.id) return null;
      const below = differences(was, after.children[at], here);
      if (below === null) return null;
      found.push(...below);
    }
    return found;
  };
  const related = (found) => {
    const parsed = (html) => new DOMParser().parseFromString(html, "text/html").documentElement;
    const changes = differences(parsed(found.before), parsed(found.after), document.documentElement);
    if (changes === null) return reload();
    for (const [old, fresh] of changes) old.replaceWith(document.adoptNode(fresh));
    mark = found.mark;
    if (bar.open) open();
  };

  // The stream: closed while nobody sees the page, for browsers open six to one host

  const listen = () => {
    if (!given.stream || stream !== null || document.hidden) return;
    stream = new EventSource(`${own}events?${new URLSearchParams({ path, mark })}`);
    const on = (name, work) => stream.addEventListener(name, (event) => work(JSON.parse(event.data)));
    on("reload", reload);
    on("styles", styles);
    on("related", related);
    on("problems", problems);
    stream.addEventListener("open", () => lost(false));
    stream.addEventListener("error", () => {
      lost(true);
      // A mark may be another by now, so the browser's own way back is not taken.
      hush();
      setTimeout(listen, 500);
    });
  };
  const hush = () => {
    stream?.close();
    stream = null;
  };

  // The bar

  const summary = make("summary", { textContent: "Preview" });
  const lost = (is) => {
    summary.classList.toggle("lost", is);
    summary.textContent = is ? "Preview: the server does not answer" : "Preview";
  };
  const inside = make("div", { className: "inside", textContent: "…" });
  const bar = make("details", { className: "bar" }, summary, inside);

  const section = (title, ...parts) => make("section", {}, make("h2", { textContent: title }), ...parts);
  const note = (text) => make("span", { className: "note", textContent: text });
  const article = () => {
    if (!about.file) return [];
    const minutes = `${about.words} words, ${about.minutes} min to read`;
    const file = about.link ? link(about.file, about.link) : make("code", { textContent: about.file });
    const score = (each) => [
      link(each.title, each.url),
      note(`${each.verdict} ${each.score?.toFixed(3) ?? ""}`),
    ];
    const offered = about.related.filter((each) => each.offered);
    const others = about.related.filter((each) => !each.offered);
    const near = make("div", { className: "kind", textContent: "Came near it" });
    return [
      section("Article", make("div", {}, file, make("br"), minutes)),
      section(
        "Don't Miss",
        offered.length ? list(offered.map(score)) : "nothing",
        ...(others.length ? [near, list(others.map(score))] : []),
      ),
    ];
  };
  const why = () => {
    if (!about.facts) return [];
    const facts = make("details", {}, make("summary", { textContent: `made of ${about.facts.count} facts` }));
    facts.append(list(about.facts.labels.map((each) => [each])));
    const reasons = about.why.length ? list(about.why.map((each) => [each])) : "";
    return [section("Why it is so", reasons, facts)];
  };
  const upcoming = () =>
    about.upcoming.length
      ? [section("To be published", list(about.upcoming.map((each) => [link(each.title, each.url), note(when(each.when))])))]
      : [];
  const warnings = () =>
    about.warnings.length
      ? [section("Warnings", list(about.warnings.map((each) => [make("span", {}, spot(each), ` ${each.text}`)])))]
      : [];

  const travel = async (instant) => {
    const answer = await fetch(`${own}as-of`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as_of: instant }),
    });
    if (answer.ok) return open();
    said.textContent = (await answer.json()).error;
  };
  const said = make("output", { role: "status" });
  const time = () => {
    const now = about.asOf === null;
    const moments = about.moments;
    const at = moments.filter((each) => Date.parse(each) <= Date.parse(about.instant)).length;
    const slider = make("input", { type: "range", min: 0, max: moments.length, value: at });
    slider.className = "time";
    const shown = (value) => (value > 0 ? when(moments[value - 1]) : "before all of these");
    slider.ariaValueText = shown(at);
    said.textContent = now ? "now" : `as of ${when(about.instant)}`;
    slider.addEventListener("input", () => {
      slider.ariaValueText = said.textContent = shown(Number(slider.value));
    });
    slider.addEventListener("change", () => {
      const value = Number(slider.value);
      const first = moments.length ? new Date(Date.parse(moments[0]) - 1000).toISOString() : null;
      travel(value > 0 ? moments[value - 1] : first);
    });
    const exact = make("input", { type: "datetime-local", className: "instant" });
    exact.addEventListener("change", () => exact.value && travel(exact.value));
    const back = make("button", { type: "button", textContent: "Now", disabled: now });
    back.addEventListener("click", () => travel(null));
    return section(
      "The site as of",
      said,
      make("label", {}, "Moments at which something is published", slider),
      make("label", {}, "Another moment ", exact, " ", back),
    );
  };
  const open = async () => {
    const answer = await fetch(`${own}about?${new URLSearchParams({ path })}`);
    about = await answer.json();
    if (!about.moments) return;
    inside.replaceChildren(...article(), time(), ...upcoming(), ...warnings(), ...why());
  };
  bar.addEventListener("toggle", () => {
    sessionStorage.setItem("dateline-preview open", bar.open ? "1" : "");
    if (bar.open) open();
  });

  document.body.append(host);
  banner();
  shadow.append(bar);
  bar.open = sessionStorage.getItem("dateline-preview open") === "1";
  scrolled();
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", (event) => event.persisted && listen());
})();
