/** `skip`: could not be looked at, for want of something that was not given. */
export type Level = "ok" | "warn" | "FAIL" | "skip";

/** One thing that was looked at. `mend`: a command, or a place to click. */
export type Finding = { check: string; level: Level; says: string; mend?: string };

export const ok = (check: string, says: string): Finding => ({ check, level: "ok", says });
export const warn = (check: string, says: string, mend: string): Finding => ({
  check,
  level: "warn",
  says,
  mend,
});
export const fail = (check: string, says: string, mend: string): Finding => ({
  check,
  level: "FAIL",
  says,
  mend,
});
export const skip = (check: string, says: string): Finding => ({ check, level: "skip", says });

/** What mends most of what can be wrong at the carrier. */
export const runSetup = "npm run fax -- setup";
