import { page } from "../lib/page.js";
import { escape, moment } from "../lib/words.js";

export function render(data) {
  const { site, content } = data;
  const about = { url: data.page.url, title: data.title, kind: "article", story: data };
  return page(site, about, `<article class="story">
<header class="story-head">
<p class="kicker"><a href="/${data.section}/">${escape(site.names.sections[data.section])}</a></p>
<h1>${escape(data.title)}</h1>
${data.standfirst ? `<p class="standfirst">${escape(data.standfirst)}</p>` : ""}
</header>
<div class="story-meta">
<p class="byline">By ${data.authors.map((slug) => `<a href="/authors/${slug}/">${escape(site.names.authors[slug])}</a>`).join(" and ")}</p>
<p><time datetime="${data.published}">${moment(data.published)}</time></p>
${data.updated ? `<p>Updated <time datetime="${data.updated}">${moment(data.updated)}</time></p>` : ""}
${data.corrections ? '<p><a href="#story_corrections">Corrected</a></p>' : ""}
<p class="reading">${Math.ceil(data.words / 230)} minutes to read</p>
</div>
${data.image ? picture(data.image) : ""}
<div class="story-body">
${data.place ? `<p class="dateline">${escape(data.place)} <span aria-hidden="true">—</span></p>` : ""}
${content}
</div>
<div class="story-after">
${data.corrections ? corrections(data.corrections) : ""}
${data.sources ? sources(data.sources) : ""}
<section class="story-tags" aria-labelledby="story_tags">
<h2 id="story_tags">Tags</h2>
<ul class="terms">
${data.topics.map((slug) => `<li><a href="/tags/${slug}/" rel="tag">${escape(site.names.tags[slug])}</a></li>`).join("\n")}
</ul>
</section>
</div>
</article>
<nav class="pager" aria-label="More from this section">
${neighbour("prev", "Previous story", data.neighbours.previous)}
${neighbour("next", "Next story", data.neighbours.next)}
</nav>`);
}

function picture({ src, alt, caption }) {
  return `<figure class="story-picture">
<img src="${src}" alt="${escape(alt)}" width="1200" height="800" fetchpriority="high">
<figcaption><span class="caption">${escape(caption)}</span></figcaption>
</figure>`;
}

function corrections(all) {
  const made = all.map(({ date, text }) => `<div class="correction"><p class="correction-date">${date}</p><p>${escape(text)}</p></div>`);
  return `<section class="notice" aria-labelledby="story_corrections">
<h2 id="story_corrections">Corrections</h2>
${made.join("\n")}
</section>`;
}

function sources(all) {
  return `<section class="sources" aria-labelledby="story_sources">
<h2 id="story_sources">Sources</h2>
<ul>
${all.map(({ url, title }) => `<li><a href="${url}">${escape(title)}</a></li>`).join("\n")}
</ul>
</section>`;
}

function neighbour(rel, label, story) {
  if (!story) return "";
  return `<a rel="${rel}" href="${story.url}"><span class="pager-label">${label}</span> <span>${escape(story.data.title)}</span></a>`;
}
