import { page } from "../../lib/page.js";
import { escape } from "../../lib/words.js";

export const data = { permalink: "/tags/" };

export function render({ site, collections }) {
  const lists = collections.fronts.filter((list) => list.kind === "tag");
  lists.sort((one, other) => (one.slug < other.slug ? -1 : 1));
  return page(site, { url: "/tags/", title: "Tags", kind: "tags" }, `<header class="list-head">
<h1>Tags</h1>
</header>
<ul class="index">
${lists.map((list) => `<li><a href="${list.url}">${escape(site.names.tags[list.slug])}</a> <span class="count">${list.all.length} stories</span></li>`).join("\n")}
</ul>`);
}
