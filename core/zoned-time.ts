const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a thousand times as long as using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  formats.set(timeZone, made);
  return made;
}

/**
 * A moment (epoch ms) in an IANA zone, to the minute (`2026-11-24 17:05 EST`) or second: the same in every language, the
 * zone named as its people do.
 */
export function timeInZone(at: number, timeZone: string, to: "minute" | "second"): string {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  const seconds = to === "second" ? `:${of("second")}` : "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}${seconds} ${of("timeZoneName")}`;
}

/** Whether it names an IANA time zone that times can be told in. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
