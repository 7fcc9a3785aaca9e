import { RequestError } from "./failures.ts";
import { fieldsOf, listOf, text, type Fields } from "./fields.ts";
import { eventLine } from "./fax-lines.ts";
import type { HttpClient } from "./http-client.ts";

const firstPauseMs = 500;
const longestPauseMs = 2000;
const bearableFailures = 15;
const closedStatuses = ["delivered", "received", "failed", "canceled"];

export const hasEnded = (fax: Fields): boolean => closedStatuses.includes(text(fax, "status"));

/** Asks for the fax until it has ended, telling each new step; short failures of the network are waited out. */
export async function followFax(
  api: HttpClient,
  id: string,
  deps: { tell: (line: string) => void; sleep: (milliseconds: number) => Promise<void> },
): Promise<Fields> {
  const told = new Set<string>();
  let status = "";
  let failures = 0;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.25, longestPauseMs)) {
    const fax = await readFax(api, id, ++failures < bearableFailures);
    if (fax) {
      failures = 0;
      for (const line of listOf(fax["events"]).map(eventLine)) {
        if (!told.has(line)) deps.tell(line);
        told.add(line);
      }
      if (text(fax, "status") !== status) deps.tell(`status: ${(status = text(fax, "status"))}`);
      if (hasEnded(fax)) return fax;
    }
    await deps.sleep(pauseMs);
  }
}

/** The fax, or undefined for a failure that may pass and is bearable. */
async function readFax(api: HttpClient, id: string, isBearable: boolean): Promise<Fields | undefined> {
  try {
    return fieldsOf((await api({ method: "GET", path: `/v2/faxes/${encodeURIComponent(id)}` }))["data"]);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.isPassing && isBearable) return undefined;
    throw new RequestError(
      `${error.message}\nThe fax ${id} is accepted and goes on without this command; look again with: fax get ${id}`,
      error.status,
      error.errors,
      error,
    );
  }
}
