export const data = { permalink: "/sitemap.xml" };

export function render({ site, collections }) {
  const stories = collections.stories.map(({ data, url }) => [url, data.updated ?? data.published]);
  const lists = [...collections.lists, ...collections.periods].map(({ url }) => [url, null]);
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${[...stories, ...lists].map(([url, changed]) => `<url><loc>${site.url}${url}</loc>${changed ? `<lastmod>${changed}</lastmod>` : ""}</url>`).join("\n")}
</urlset>
`;
}
