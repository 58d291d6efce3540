// The page already says when in full; this says it the way people do, and
// keeps the full date one hover away.
const units = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const times = document.querySelectorAll("time[data-relative]");
const phrase = times.length && new Intl.RelativeTimeFormat(document.documentElement.lang);

for (const time of times) {
  const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
  const unit = units.find(([, size]) => seconds >= size);
  // Less than a minute, a clock that is behind or a date that cannot be read: the full date stays.
  if (!unit) continue;
  time.title = time.textContent;
  time.textContent = phrase.format(-Math.floor(seconds / unit[1]), unit[0]);
}
