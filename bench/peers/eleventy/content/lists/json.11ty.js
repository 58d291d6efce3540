import { feed, json } from "../../lib/feeds.js";

export const data = {
  pagination: { data: "collections.fronts", size: 1, alias: "list" },
  permalink: ({ list }) => `${list.url}feed.json`,
};

export function render({ site, collections, list }) {
  return json(site, feed(site, collections, list));
}
