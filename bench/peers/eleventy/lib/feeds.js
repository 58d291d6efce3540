import { escape, rfc822 } from "./words.js";

const kept = new Map();

/** What a reader of a feed gets: the whole report, with absolute links. */
export function feedBody({ data, url, templateContent }, site) {
  if (!kept.has(url)) {
    const image = data.image
      ? `<figure><img src="${site.url}${data.image.src}" alt="${escape(data.image.alt)}"><figcaption>${escape(data.image.caption)}</figcaption></figure>\n`
      : "";
    kept.set(url, [
      data.standfirst ? `<p><strong>${escape(data.standfirst)}</strong></p>\n` : "",
      image,
      data.place ? `<p>${escape(data.place)}</p>\n` : "",
      templateContent.replaceAll('href="/', `href="${site.url}/`),
      (data.corrections ?? []).map(({ text }) => `<div><p>${escape(text)}</p></div>\n`).join(""),
      (data.sources ?? []).map((source) => `<p><a href="${source.url}">${escape(source.title)}</a></p>\n`).join(""),
    ].join(""));
  }
  return kept.get(url);
}

/** The stories, title and folder of each feed: the site's own, then those of all lists. */
export function feed(site, collections, list) {
  if (!list) return { title: site.title, url: "/", stories: collections.stories.slice(0, 20) };
  const title = site.names[`${list.kind}s`][list.slug];
  return { title: `${title} – ${site.title}`, url: list.url, stories: list.all.slice(0, 10) };
}

export function atom(site, { title, url, stories }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${site.url}${url}feed.xml</id>
<title>${escape(title)}</title>
<subtitle>${escape(site.tagline)}</subtitle>
<updated>${stories[0].data.updated ?? stories[0].data.published}</updated>
<link rel="self" type="application/atom+xml" href="${site.url}${url}feed.xml"/>
<link rel="alternate" type="text/html" href="${site.url}${url}"/>
${stories.map((story) => entry(site, story)).join("\n")}
</feed>
`;
}

function entry(site, story) {
  const { data, url } = story;
  return `<entry>
<id>${site.url}${url}</id>
<title>${escape(data.title)}</title>
<link rel="alternate" type="text/html" href="${site.url}${url}"/>
<published>${data.published}</published>
<updated>${data.updated ?? data.published}</updated>
${data.authors.map((slug) => `<author><name>${escape(site.names.authors[slug])}</name><uri>${site.url}/authors/${slug}/</uri></author>`).join("\n")}
<category term="${data.section}" label="${escape(site.names.sections[data.section])}"/>
${data.topics.map((slug) => `<category term="${slug}" label="${escape(site.names.tags[slug])}"/>`).join("\n")}
<summary>${escape(data.summary)}</summary>
<content type="html">${escape(feedBody(story, site))}</content>
</entry>`;
}

export function rss(site, { title, url, stories }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${escape(title)}</title>
<link>${site.url}${url}</link>
<description>${escape(site.tagline)}</description>
<language>en</language>
<lastBuildDate>${rfc822(stories[0].data.updated ?? stories[0].data.published)}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${site.url}${url}rss.xml"/>
${stories.map((story) => item(site, story)).join("\n")}
</channel>
</rss>
`;
}

function item(site, story) {
  const { data, url } = story;
  return `<item>
<title>${escape(data.title)}</title>
<link>${site.url}${url}</link>
<guid isPermaLink="true">${site.url}${url}</guid>
<pubDate>${rfc822(data.published)}</pubDate>
${data.authors.map((slug) => `<dc:creator>${escape(site.names.authors[slug])}</dc:creator>`).join("\n")}
<category>${escape(site.names.sections[data.section])}</category>
${data.topics.map((slug) => `<category>${escape(site.names.tags[slug])}</category>`).join("\n")}
<description>${escape(data.summary)}</description>
<content:encoded>${escape(feedBody(story, site))}</content:encoded>
</item>`;
}

export function json(site, { title, url, stories }) {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: site.url + url,
    feed_url: `${site.url}${url}feed.json`,
    description: site.tagline,
    language: "en",
    items: stories.map((story) => ({
      id: site.url + story.url,
      url: site.url + story.url,
      title: story.data.title,
      content_html: feedBody(story, site),
      summary: story.data.summary,
      date_published: story.data.published,
      date_modified: story.data.updated ?? story.data.published,
      authors: story.data.authors.map((slug) => ({ name: site.names.authors[slug], url: `${site.url}/authors/${slug}/` })),
      tags: story.data.topics.map((slug) => site.names.tags[slug]),
      language: "en",
    })),
  });
}
