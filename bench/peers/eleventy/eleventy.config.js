// The benchmark's Eleventy site: JavaScript templates, for they are Eleventy's fastest.
import footnotes from "markdown-it-footnote";
import { chunks, groupBy } from "./lib/groups.js";

const PAGE_SIZE = 30;

export default function (config) {
  config.setQuietMode(true);
  config.setUseGitIgnore(false);
  config.addPassthroughCopy({ static: "/" });
  config.amendLibrary("md", (markdown) => markdown.use(footnotes));

  // Newest first; each knows its neighbours in its section.
  config.addCollection("stories", (api) => {
    const stories = api.getFilteredByGlob("content/stories/**/*.md");
    stories.sort((one, other) => (one.data.published < other.data.published ? 1 : -1));
    for (const inSection of groupBy(stories, (story) => [story.data.section]).values()) {
      inSection.forEach((story, at) => {
        story.data.neighbours = { next: inSection[at - 1], previous: inSection[at + 1] };
      });
    }
    return stories;
  });
  config.addCollection("lists", (api) => lists(newest(api)));
  config.addCollection("fronts", (api) => lists(newest(api)).filter((list) => list.number === 1));
  config.addCollection("periods", (api) => periods(newest(api)));

  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "public" },
    templateFormats: ["md", "11ty.js"],
    markdownTemplateEngine: false,
  };
}

function newest(api) {
  const stories = api.getFilteredByGlob("content/stories/**/*.md");
  return stories.sort((one, other) => (one.data.published < other.data.published ? 1 : -1));
}

/** Pages of 30 stories of each section, tag and author. */
function lists(stories) {
  const kinds = [
    ["section", "/", (story) => [story.data.section]],
    ["tag", "/tags/", (story) => story.data.topics],
    ["author", "/authors/", (story) => story.data.authors],
  ];
  const made = [];
  for (const [kind, folder, keys] of kinds) {
    for (const [slug, all] of groupBy(stories, keys)) {
      const url = `${folder}${slug}/`;
      chunks(all, PAGE_SIZE).forEach((stories, at, pages) => {
        made.push({ kind, slug, url, stories, all, number: at + 1, last: pages.length });
      });
    }
  }
  return made;
}

/** Years, months and days, newest first. */
function periods(stories) {
  const made = [];
  for (const [kind, length] of [["year", 4], ["month", 7], ["day", 10]]) {
    const groups = groupBy(stories, (story) => [story.data.published.slice(0, length)]);
    [...groups].forEach(([key, stories], at, all) => {
      const url = periodUrl(key);
      const next = at ? periodUrl(all[at - 1][0]) : null;
      const previous = at + 1 < all.length ? periodUrl(all[at + 1][0]) : null;
      made.push({ kind, key, url, stories, next, previous });
    });
  }
  return made;
}

function periodUrl(key) {
  return `/${key.replaceAll("-", "/")}/`;
}
