import { feed, rss } from "../../lib/feeds.js";

export const data = {
  pagination: { data: "collections.fronts", size: 1, alias: "list" },
  permalink: ({ list }) => `${list.url}rss.xml`,
};

export function render({ site, collections, list }) {
  return rss(site, feed(site, collections, list));
}
