const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** "2026-05-07T14:17:00+02:00" as "May 7, 2026". */
export function longDate(iso) {
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${Number(iso.slice(8, 10))}, ${iso.slice(0, 4)}`;
}

export function moment(iso) {
  const hour = Number(iso.slice(11, 13));
  const clock = `${hour % 12 || 12}:${iso.slice(14, 16)} ${hour < 12 ? "AM" : "PM"}`;
  return `${longDate(iso)}, ${clock}`;
}

export function periodTitle(key) {
  if (key.length === 4) return key;
  if (key.length === 7) return `${MONTHS[Number(key.slice(5, 7)) - 1]} ${key.slice(0, 4)}`;
  return longDate(key);
}

/** For feeds of the RSS kind. */
export function rfc822(iso) {
  return new Date(iso).toUTCString();
}
