import { feed, rss } from "../../lib/feeds.js";

export const data = { permalink: "/rss.xml" };

export function render({ site, collections }) {
  return rss(site, feed(site, collections));
}
