/** Group items by each of their keys, in the order in which keys turn up. */
export function groupBy(items, keys) {
  const groups = new Map();
  for (const item of items) {
    for (const key of keys(item)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(item);
    }
  }
  return groups;
}

/** Cut a list into parts of `size`. */
export function chunks(items, size) {
  const parts = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
