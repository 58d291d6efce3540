import { feed, atom } from "../../lib/feeds.js";

export const data = { permalink: "/feed.xml" };

export function render({ site, collections }) {
  return atom(site, feed(site, collections));
}
