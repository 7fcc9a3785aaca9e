import { RequestError } from "./failures.ts";
import { fieldsOf, number, text, type Fields } from "./fields.ts";
import type { HttpClient } from "./http-client.ts";

const firstPauseMs = 500;
const longestPauseMs = 5_000;
const bearableFailures = 15;
const endStatuses = ["completed", "canceled", "failed"];

/** Asks for the broadcast until it and all its faxes have ended, telling how far it is; short failures are waited out. */
export async function followBroadcast(
  api: HttpClient,
  id: string,
  deps: { tell: (line: string) => void; sleep: (milliseconds: number) => Promise<void> },
): Promise<Fields> {
  let told = "";
  let failures = 0;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.25, longestPauseMs)) {
    const broadcast = await readBroadcast(api, id, ++failures < bearableFailures);
    if (broadcast) {
      failures = 0;
      const line = progressLine(broadcast);
      if (line !== told) deps.tell((told = line));
      const isOver = endStatuses.includes(text(broadcast, "status"));
      if (isOver && (number(fieldsOf(broadcast["counts"]), "open") ?? 0) === 0) return broadcast;
    }
    await deps.sleep(pauseMs);
  }
}

function progressLine(broadcast: Fields): string {
  const counts = fieldsOf(broadcast["counts"]);
  const rows = number(counts, "rows");
  if (rows === undefined) return `  ${text(broadcast, "status")}`;
  const faxes = rows - (number(counts, "duplicates") ?? 0) - (number(counts, "rejected") ?? 0);
  const ended = ["delivered", "failed", "canceled"].reduce((sum, end) => sum + (number(counts, end) ?? 0), 0);
  const failed = number(counts, "failed") ?? 0;
  return `  ${text(broadcast, "status")}: ${ended} of ${faxes} ended${failed > 0 ? `, ${failed} failed` : ""}`;
}

/** The broadcast, or undefined for a failure that may pass and is bearable. */
async function readBroadcast(api: HttpClient, id: string, isBearable: boolean): Promise<Fields | undefined> {
  try {
    return fieldsOf((await api({ method: "GET", path: `/v2/broadcasts/${encodeURIComponent(id)}` }))["data"]);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.isPassing && isBearable) return undefined;
    throw new RequestError(
      `${error.message}\nThe broadcast ${id} goes on without this command.`,
      error.status,
      error.errors,
      error,
    );
  }
}
