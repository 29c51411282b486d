// Times of day in the shop's zone. All functions are pure: the zone is an IANA
// name or undefined for the browser's own.

const formats = new Map();

function format(zone, options) {
  const key = JSON.stringify([zone, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key);
}

// tsMillis turns a message's ts ("1700000000.000100") into unix milliseconds.
export function tsMillis(ts) {
  return Math.round(Number(ts) * 1000) || 0;
}

// clockTime is "14:05".
export function clockTime(ms, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

// dayTime is "Fri 20 Nov, 14:05".
export function dayTime(ms, zone) {
  return `${format(zone, { weekday: "short", day: "numeric", month: "short" }).format(ms).replace(",", "")}, ${clockTime(ms, zone)}`;
}

// dayName is "Today", "Yesterday" or "Friday, 20 November", seen from now.
export function dayName(ms, now, zone) {
  const day = zoned(ms, zone).date;
  if (day === zoned(now, zone).date) return "Today";
  if (day === zoned(now - 86_400_000, zone).date) return "Yesterday";
  return format(zone, { weekday: "long", day: "numeric", month: "long" }).format(ms);
}

// zoned splits an instant into the zone's {date: "2026-11-20", time: "14:05"}.
export function zoned(ms, zone) {
  const parts = Object.fromEntries(
    format(zone, {
      year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }).formatToParts(ms).map((p) => [p.type, p.value]));
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}`, second: parts.second };
}

function offset(ms, zone) {
  const { date, time, second } = zoned(ms, zone);
  return Date.parse(`${date}T${time}:${second}Z`) - Math.floor(ms / 1000) * 1000;
}

// instant is the opposite of zoned: a wall time in the zone as unix
// milliseconds. A time that a clock change skips moves forward with it.
export function instant(date, time, zone) {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const first = wall - offset(wall, zone);
  const second = wall - offset(first, zone);
  return zoned(second, zone).time === time ? second : Math.max(first, second);
}

// slackDate renders the tokens of Slack's <!date^...> format.
export function slackDate(pattern, ms, zone) {
  const { date } = zoned(ms, zone);
  const long = format(zone, { day: "numeric", month: "long", year: "numeric" }).format(ms);
  const short = format(zone, { day: "numeric", month: "short", year: "numeric" }).format(ms);
  const tokens = {
    date_num: date, date: long, date_long: `${format(zone, { weekday: "long" }).format(ms)}, ${long}`, date_short: short,
    date_pretty: long, date_long_pretty: long, date_short_pretty: short, time: clockTime(ms, zone),
    time_secs: `${clockTime(ms, zone)}:${zoned(ms, zone).second}`, ago: dayTime(ms, zone),
  };
  return pattern.replace(/\{([a-z_]+)\}/g, (whole, name) => tokens[name] ?? whole);
}
