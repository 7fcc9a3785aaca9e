import { readFileSync } from "node:fs";
import { UsageError } from "./failures.ts";
import { fieldsOf, number, text, type Fields } from "./fields.ts";

/** What the options and the environment say about where to connect. */
export type Given = { url?: string | undefined; key?: string | undefined; simulator?: string | undefined };
export type LaptopRun = {
  url: string;
  apiKey: string;
  simulatorUrl: string;
  /** Where its carrier sends events. */
  webhookUrl: string;
  /** The simulator's key; empty with the real carrier. */
  carrierKey: string;
  smtp: { host: string; port: number } | undefined;
};

/** Options win over the environment; an empty word counts as none. */
export const givenBy = (options: Given, env: Record<string, string | undefined>): Given => ({
  url: options.url ?? (env["FAX_URL"] || undefined),
  key: options.key ?? (env["FAX_API_KEY"] || undefined),
  simulator: options.simulator ?? (env["FAX_SIMULATOR_URL"] || undefined),
});

/** The laptop run that is up, by the note it leaves behind; undefined if none is. */
export function findLaptopRun(runFiles: string[]): LaptopRun | undefined {
  for (const file of runFiles) {
    const note = readNote(file);
    const pid = number(note, "pid");
    if (pid !== undefined && isAlive(pid) && text(note, "url")) {
      return readRun(note);
    }
  }
  return undefined;
}

function readRun(note: Fields): LaptopRun {
  const smtpPort = number(note, "smtpPort");
  return {
    url: text(note, "url"),
    apiKey: text(note, "apiKey"),
    simulatorUrl: text(note, "simulatorUrl"),
    webhookUrl: text(note, "webhookUrl"),
    carrierKey: text(note, "carrierKey"),
    smtp: smtpPort === undefined ? undefined : { host: text(note, "smtpHost"), port: smtpPort },
  };
}

/**
 * The base that `/v2` hangs on, and the key. A laptop's own key goes to that laptop only, never to a given URL.
 * Throws `UsageError` when there is nothing to connect to.
 */
export function chooseApi(given: Given, run: LaptopRun | undefined): { url: string; key: string } {
  if (given.url) return { url: checkedUrl(given.url, "--url (FAX_URL)"), key: given.key ?? "" };
  if (run) return { url: checkedUrl(run.url, "the laptop run's URL"), key: given.key ?? run.apiKey };
  throw new UsageError(
    "There is nothing to connect to: start the laptop run with `npm start`, or set FAX_URL and FAX_API_KEY " +
      "(or --url and --key) to those of your deployment.",
  );
}

export function chooseSimulator(given: Given, run: LaptopRun | undefined): string {
  if (given.simulator) return checkedUrl(given.simulator, "--simulator (FAX_SIMULATOR_URL)");
  if (run?.simulatorUrl) return checkedUrl(run.simulatorUrl, "the simulator's URL");
  throw new UsageError(
    "No simulator is known: start the laptop run with `npm start`, or set FAX_SIMULATOR_URL (or --simulator).",
  );
}

/** The address without its end, if a key may travel there. Throws `UsageError`. */
export function checkedUrl(written: string, what: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.search || url.hash) {
    throw new UsageError(
      `${what} must be a plain address such as https://abc123.execute-api.us-east-1.amazonaws.com.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(`${what} must begin with https://: the API key would travel unprotected.`);
  }
  // People copy the address with the version on it.
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/v2$/, "");
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

function readNote(file: string) {
  try {
    return fieldsOf(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
