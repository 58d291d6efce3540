// Keeps the built site and what Dateline found out from one build to the next, so that a build
// makes only what has changed. The result is the same without it, and it is safe to clear.

const FOLDERS = [".dateline", "public"];

export const onPreBuild = async ({ utils }) => {
  const found = await utils.cache.restore(FOLDERS);
  console.log(found ? "Restored what the last build found out." : "Nothing is kept: all is built.");
};

export const onPostBuild = async ({ utils }) => {
  await utils.cache.save(FOLDERS);
};
