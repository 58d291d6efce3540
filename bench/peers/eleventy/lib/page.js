import { escape } from "./words.js";

const CONTEXT = "https://schema.org";
const FEEDS = [
  ["application/atom+xml", "feed.xml"],
  ["application/rss+xml", "rss.xml"],
  ["application/feed+json", "feed.json"],
];

/**
 * A whole page around `main`. `about` has url, title, kind; a story's page has `story` (its data),
 * a list's page `feeds` (the folder of its own feeds).
 */
export function page(site, about, main) {
  return `<!doctype html>
<html lang="en" dir="ltr" data-accent="crimson">
<head>
${head(site, about)}
</head>
<body class="kind-${about.kind}">
<a class="skip" href="#page_main">Skip to content</a>
${masthead(site, about)}
<main id="page_main" class="frame">
${main}
</main>
${footer(site)}
</body>
</html>
`;
}

export function breadcrumbs(site, trail) {
  const links = trail.map(([title, url]) => `<li><a href="${url}">${escape(title)}</a></li>`);
  return `<nav class="breadcrumbs" aria-label="You are here">
<ol>
<li><a href="/">${escape(site.title)}</a></li>
${links.join("\n")}
</ol>
</nav>`;
}

function head(site, { url, title, kind, story, feeds }) {
  const description = escape(story?.summary ?? site.tagline);
  const image = site.url + (story?.image?.src ?? "/images/publisher.png");
  const name = kind === "home" ? `${site.title} – ${site.tagline}` : title;
  const long = kind === "home" || name.length > 60;
  const section = story && site.names.sections[story.section];
  const offered = feeds
    ? FEEDS.map(([type, file]) => [type, title, feeds + file])
    : [[FEEDS[0][0], site.title, "/feed.xml"]];
  if (story) offered.push([FEEDS[0][0], `${section} – ${site.title}`, `/${story.section}/feed.xml`]);
  return `<meta charset="utf-8">
<title>${escape(name)}${long ? "" : ` – ${escape(site.title)}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<meta name="robots" content="max-image-preview:large">
<link rel="canonical" href="${site.url}${url}">
<link rel="stylesheet" href="/code/site.css">
<script src="/code/site.js" defer></script>
<link rel="icon" type="image/svg+xml" href="/images/picture-0.svg">
${offered.map(([type, name, path]) => `<link rel="alternate" type="${type}" title="${escape(name)}" href="${site.url}${path}">`).join("\n")}
<meta property="og:site_name" content="${escape(site.title)}">
<meta property="og:type" content="${story ? "article" : "website"}">
<meta property="og:title" content="${escape(title)}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${site.url}${url}">
<meta property="og:image" content="${image}">
${story ? storyMeta(site, story) : ""}
<meta name="twitter:card" content="summary_large_image">
<script type="application/ld+json">${JSON.stringify(structured(site, { url, title, kind, story, image }))}</script>`;
}

function storyMeta(site, story) {
  const lines = [`<meta property="article:published_time" content="${story.published}">`];
  if (story.updated) lines.push(`<meta property="article:modified_time" content="${story.updated}">`);
  lines.push(`<meta property="article:section" content="${escape(site.names.sections[story.section])}">`);
  for (const tag of story.topics) {
    lines.push(`<meta property="article:tag" content="${escape(site.names.tags[tag])}">`);
  }
  return lines.join("\n");
}

function structured(site, { url, title, kind, story, image }) {
  const address = site.url + url;
  const whole = { "@type": "WebSite", name: site.title, url: `${site.url}/` };
  const publisher = {
    "@type": "NewsMediaOrganization",
    logo: { "@type": "ImageObject", url: `${site.url}/images/publisher.png` },
    name: site.title,
    url: `${site.url}/`,
  };
  const trail = [[site.title, `${site.url}/`]];
  let data;
  if (story) {
    const section = site.names.sections[story.section];
    trail.push([section, `${site.url}/${story.section}/`]);
    data = {
      "@context": CONTEXT,
      "@type": "NewsArticle",
      articleSection: section,
      author: story.authors.map((slug) => ({
        "@type": "Person",
        name: site.names.authors[slug],
        url: `${site.url}/authors/${slug}/`,
      })),
      dateModified: story.updated ?? story.published,
      datePublished: story.published,
      description: story.summary,
      headline: title,
      image: [image],
      inLanguage: "en",
      keywords: story.topics.map((slug) => site.names.tags[slug]),
      mainEntityOfPage: address,
      publisher,
      wordCount: story.words,
    };
  } else if (kind === "home") {
    data = { "@context": CONTEXT, ...whole, description: site.tagline, inLanguage: "en", publisher };
  } else {
    data = { "@context": CONTEXT, "@type": "CollectionPage", inLanguage: "en", isPartOf: whole, name: title, url: address };
  }
  trail.push([title, address]);
  const itemListElement = trail.map(([name, item], at) => ({ "@type": "ListItem", item, name, position: at + 1 }));
  return [data, { "@context": CONTEXT, "@type": "BreadcrumbList", itemListElement }];
}

const mastheads = new Map();

function masthead(site, { kind, story, url }) {
  const here = kind === "home" ? "home" : story ? `/${story.section}/` : url;
  const key = here === "home" || here.slice(1, -1) in site.names.sections ? here : "";
  if (!mastheads.has(key)) mastheads.set(key, makeMasthead(site, key));
  return mastheads.get(key);
}

function makeMasthead(site, here) {
  const nameplate = here === "home"
    ? `<h1 class="nameplate">${escape(site.title)}</h1>\n<p class="tagline">${escape(site.tagline)}</p>`
    : `<p class="nameplate"><a href="/">${escape(site.title)}</a></p>`;
  const links = Object.entries(site.names.sections).map(
    ([slug, title]) => `<li><a href="/${slug}/"${here === `/${slug}/` ? ' aria-current="true"' : ""}>${escape(title)}</a></li>`,
  );
  return `<header class="masthead frame">
${nameplate}
<nav class="menu" aria-label="Main menu">
<ul>
${links.join("\n")}
</ul>
</nav>
</header>`;
}

function footer(site) {
  return `<footer class="colophon">
<div class="frame">
<p class="colophon-name"><a href="/">${escape(site.title)}</a></p>
<nav aria-label="Footer menu">
<ul>
<li><a href="/about/">About us</a></li>
<li><a href="/archives/">Archives</a></li>
<li><a href="/tags/">Tags</a></li>
<li><a href="/authors/">Authors</a></li>
</ul>
</nav>
<p class="feeds">Follow by feed:
<a href="/feed.xml" type="application/atom+xml">Atom</a>
<a href="/rss.xml" type="application/rss+xml">RSS</a>
<a href="/feed.json" type="application/feed+json">JSON</a>
</p>
<p class="copyright">© ${escape(site.title)}</p>
</div>
</footer>`;
}
