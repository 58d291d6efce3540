export const data = { permalink: "/robots.txt" };

export function render({ site }) {
  return `User-agent: *\nAllow: /\n\nSitemap: ${site.url}/sitemap.xml\n`;
}
