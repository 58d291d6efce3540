import { card, cards } from "../../lib/cards.js";
import { groupBy } from "../../lib/groups.js";
import { page } from "../../lib/page.js";
import { periodTitle } from "../../lib/words.js";

export const data = { permalink: "/" };

export function render({ site, collections }) {
  const [lead, ...rest] = collections.stories.slice(0, 20);
  const days = [...groupBy(rest, (story) => [story.data.published.slice(0, 10)])];
  const sections = days.map(([day, stories]) => `<section class="day">
<h2 class="day-title"><a href="/${day.replaceAll("-", "/")}/">${periodTitle(day)}</a></h2>
<div class="day-stories">
${cards(stories, site)}
</div>
</section>`);
  const about = { url: "/", title: site.title, kind: "home", feeds: "/" };
  return page(site, about, [card(lead, site), ...sections].join("\n"));
}
