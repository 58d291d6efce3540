import { cards } from "../../lib/cards.js";
import { groupBy } from "../../lib/groups.js";
import { breadcrumbs, page } from "../../lib/page.js";
import { escape, periodTitle } from "../../lib/words.js";

export const data = {
  pagination: { data: "collections.lists", size: 1, alias: "list" },
  permalink: ({ list }) => address(list, list.number),
};

export function render({ site, list }) {
  const title = site.names[`${list.kind}s`][list.slug];
  const heading = list.number === 1
    ? `<h1>${escape(title)}</h1>`
    : `<h1><a href="${list.url}">${escape(title)}</a> <span class="list-number">Page ${list.number}</span></h1>`;
  const trail = list.kind === "section" ? [] : [[`${list.kind}s`, `/${list.kind}s/`]];
  const about = { url: address(list, list.number), title, kind: list.kind, feeds: list.url };
  return page(site, about, `<header class="list-head">
${breadcrumbs(site, trail)}
${heading}
</header>
<div class="river">
${cards(list.stories, site)}
</div>
<nav class="pager" aria-label="Pages of this list">
${list.number > 1 ? `<a rel="prev" href="${address(list, list.number - 1)}">Newer stories</a>` : ""}
${list.number < list.last ? `<a rel="next" href="${address(list, list.number + 1)}">Older stories</a>` : ""}
</nav>
${list.number === 1 && list.kind !== "author" ? months(list.all) : ""}`);
}

function address(list, number) {
  return number === 1 ? list.url : `${list.url}page/${number}/`;
}

function months(stories) {
  const groups = [...groupBy(stories, (story) => [story.data.published.slice(0, 7)])];
  return `<section class="months" aria-labelledby="list_months">
<h2 id="list_months">By month</h2>
<ul class="index">
${groups.map(([key, stories]) => `<li><a href="/${key.replace("-", "/")}/">${periodTitle(key)}</a> <span class="count">${stories.length} stories</span></li>`).join("\n")}
</ul>
</section>`;
}
