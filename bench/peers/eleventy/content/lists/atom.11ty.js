import { feed, atom } from "../../lib/feeds.js";

export const data = {
  pagination: { data: "collections.fronts", size: 1, alias: "list" },
  permalink: ({ list }) => `${list.url}feed.xml`,
};

export function render({ site, collections, list }) {
  return atom(site, feed(site, collections, list));
}
