import { page } from "../lib/page.js";
import { escape } from "../lib/words.js";

export function render(data) {
  return page(data.site, { url: data.page.url, title: data.title, kind: "page" }, `<article class="story">
<header class="story-head">
<h1>${escape(data.title)}</h1>
</header>
<div class="story-body">
${data.content}
</div>
</article>`);
}
