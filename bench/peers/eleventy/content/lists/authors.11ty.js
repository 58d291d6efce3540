import { page } from "../../lib/page.js";
import { escape } from "../../lib/words.js";

export const data = { permalink: "/authors/" };

export function render({ site, collections }) {
  const lists = collections.fronts.filter((list) => list.kind === "author");
  lists.sort((one, other) => (one.slug < other.slug ? -1 : 1));
  return page(site, { url: "/authors/", title: "Authors", kind: "authors" }, `<header class="list-head">
<h1>Authors</h1>
</header>
<ul class="index">
${lists.map((list) => `<li><a href="${list.url}">${escape(site.names.authors[list.slug])}</a> <span class="count">${list.all.length} stories</span></li>`).join("\n")}
</ul>`);
}
