import { escape, longDate } from "./words.js";

const kept = new Map(); // A story's card is the same in all lists.

/** A story's face in lists. */
export function card(story, site) {
  if (!kept.has(story.url)) kept.set(story.url, make(story, site));
  return kept.get(story.url);
}

function make({ data, url }, site) {
  const authors = data.authors.map((slug) => escape(site.names.authors[slug])).join(" and ");
  return `<article class="card">
<p class="card-meta">
<a class="card-section" href="/${data.section}/">${escape(site.names.sections[data.section])}</a>
<time datetime="${data.published}">${longDate(data.published)}</time>
</p>
<div class="card-words">
<h2 class="card-title"><a href="${url}">${escape(data.title)}</a></h2>
<p class="card-summary">${escape(data.summary)}</p>
<p class="card-byline">${authors}</p>
</div>
${data.image ? `<a class="card-picture" href="${url}" tabindex="-1" aria-hidden="true"><img src="${data.image.src}" alt="" width="1200" height="800" loading="lazy"></a>` : ""}
</article>
`;
}

export function cards(stories, site) {
  return stories.map((story) => card(story, site)).join("");
}
