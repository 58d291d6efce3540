import { cards } from "../../lib/cards.js";
import { page } from "../../lib/page.js";

export const data = { permalink: "/404.html" };

export function render({ site, collections }) {
  return page(site, { url: "/404.html", title: "Page not found", kind: "not-found" }, `<header class="list-head">
<p class="kicker">404</p>
<h1>Page not found</h1>
</header>
<div class="day-stories">
${cards(collections.stories.slice(0, 5), site)}
</div>`);
}
