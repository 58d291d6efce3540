import { cards } from "../../lib/cards.js";
import { groupBy } from "../../lib/groups.js";
import { breadcrumbs, page } from "../../lib/page.js";
import { escape, longDate, periodTitle } from "../../lib/words.js";

export const data = {
  pagination: { data: "collections.periods", size: 1, alias: "period" },
  permalink: ({ period }) => period.url,
};

export function render({ site, period }) {
  const title = periodTitle(period.key);
  const parts = period.key.split("-").slice(0, -1);
  const trail = parts.map((_, at) => parts.slice(0, at + 1).join("-"));
  const about = { url: period.url, title, kind: period.kind };
  return page(site, about, `<header class="list-head">
${breadcrumbs(site, trail.map((key) => [periodTitle(key), `/${key.replaceAll("-", "/")}/`]))}
<h1>${title}</h1>
</header>
${{ year, month, day }[period.kind](period.stories, site)}
<nav class="pager" aria-label="Earlier and later">
${period.previous ? `<a rel="prev" href="${period.previous}">Earlier</a>` : ""}
${period.next ? `<a rel="next" href="${period.next}">Later</a>` : ""}
</nav>`);
}

function parts(stories, length) {
  return [...groupBy(stories, (story) => [story.data.published.slice(0, length)])];
}

function heading(key, count) {
  return `<h2 class="day-title"><a href="/${key.replaceAll("-", "/")}/">${periodTitle(key)}</a> <span class="count">${count} stories</span></h2>`;
}

function year(stories) {
  return parts(stories, 7).map(([key, stories]) => `<section class="day">
${heading(key, stories.length)}
<ul class="lines">
${stories.map(({ data, url }) => `<li><time datetime="${data.published}">${longDate(data.published)}</time> <a href="${url}">${escape(data.title)}</a></li>`).join("\n")}
</ul>
</section>`).join("\n");
}

function month(stories, site) {
  return parts(stories, 10).map(([key, stories]) => `<section class="day">
${heading(key, stories.length)}
<div class="day-stories">
${cards(stories, site)}
</div>
</section>`).join("\n");
}

function day(stories, site) {
  return `<div class="river">\n${cards(stories, site)}\n</div>`;
}
