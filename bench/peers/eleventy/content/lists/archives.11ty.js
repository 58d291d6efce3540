import { page } from "../../lib/page.js";
import { periodTitle } from "../../lib/words.js";

export const data = { permalink: "/archives/" };

export function render({ site, collections }) {
  const months = collections.periods.filter((period) => period.kind === "month");
  const years = collections.periods.filter((period) => period.kind === "year");
  return page(site, { url: "/archives/", title: "Archives", kind: "archives" }, `<header class="list-head">
<h1>Archives</h1>
</header>
${years.map((year) => `<section class="day">
<h2 class="day-title"><a href="${year.url}">${year.key}</a></h2>
<ul class="index">
${months.filter((month) => month.key.startsWith(year.key)).map((month) => `<li><a href="${month.url}">${periodTitle(month.key)}</a> <span class="count">${month.stories.length} stories</span></li>`).join("\n")}
</ul>
</section>`).join("\n")}`);
}
