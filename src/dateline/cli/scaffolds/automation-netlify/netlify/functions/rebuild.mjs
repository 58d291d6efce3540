// Builds the site when an embargo ends or a story expires.
//
// Each build of the site writes when it must be built next into netlify/next.txt (the command in
// netlify.toml), and netlify.toml sends that file along with this function. Make a build hook in
// the project's settings and put its address into the environment variable BUILD_HOOK_URL.

import { readFile } from "node:fs/promises";

export const config = { schedule: "*/5 * * * *" };

const MINUTE = 60_000;

// A build that fails leaves the instant as it was. So it is asked for again: for half an hour each
// time, then once an hour, and no more after two days.
export const isDue = (text, now) => {
  const late = now - Date.parse(text.trim());
  if (!(late >= 0) || late > 2 * 24 * 60 * MINUTE) return false;
  return late < 30 * MINUTE || late % (60 * MINUTE) < 5 * MINUTE;
};

export default async () => {
  // Beside the folder of functions, in the repository and in the bundle that Netlify makes.
  const next = await readFile(new URL("../next.txt", import.meta.url), "utf8");
  if (!isDue(next, Date.now())) return;
  const hook = process.env.BUILD_HOOK_URL;
  if (!hook) throw new Error("BUILD_HOOK_URL is not set: the site can't be built");
  const answer = await fetch(hook, { method: "POST", body: "{}" });
  if (!answer.ok) throw new Error(`the build hook answered ${answer.status}`);
  console.log("Something came due: a build has been asked for.");
};
