import { feed, json } from "../../lib/feeds.js";

export const data = { permalink: "/feed.json" };

export function render({ site, collections }) {
  return json(site, feed(site, collections));
}
