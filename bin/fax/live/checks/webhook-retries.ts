import { randomUUID } from "node:crypto";
import { fieldsOf, listOf, text, type Fields } from "../../fields.ts";
import { readDeliveryRecords } from "../../setup/read-account.ts";
import { faxThatFails, refusalWords, tryFax } from "../carrier-fax.ts";
import { undialled, type LiveCheck, type LiveContext, type LiveResult } from "../live-check.ts";

/** One attempt to tell one event. `signedAt`: the text of telnyx-timestamp. */
export type ToldAttempt = { eventId: string; at: number; signedAt: string };

const lookEveryMs = 5000;
/** No new attempt for so long: the carrier has given up. */
const quietMs = 240_000;

export const webhookRetriesCheck: LiveCheck = {
  name: "webhook-retries",
  question:
    "How often and when is a refused webhook told again, is it signed anew, and does its event id stay?",
  assumes: "Up to 3 times within some minutes, signed anew each time, with the same event id.",
  sends: undialled(1),
  run: async (context) => {
    // The deployment has no such path: it answers 404.
    const address = `${context.publicUrl}/v2/doctor-${randomUUID().slice(0, 8)}`;
    const since = context.now() - 60_000;
    const tried = await tryFax(context, { ...faxThatFails(context), webhook_url: address });
    if (!tried.isAccepted) return { found: `The fax was refused: ${refusalWords(tried)}.`, verdict: "open" };
    return judgeRetries(await watchAttempts(context, address, since));
  },
};

async function watchAttempts(context: LiveContext, address: string, since: number): Promise<ToldAttempt[]> {
  let attempts: ToldAttempt[] = [];
  for (let waitedMs = 0, quietSince = 0; waitedMs < context.watchMs; waitedMs += lookEveryMs) {
    await context.sleep(lookEveryMs);
    const seen = attemptsOf(await readDeliveryRecords(context.carrier, address, since));
    if (seen.length > attempts.length) quietSince = waitedMs;
    attempts = seen;
    if (attempts.length > 0 && waitedMs - quietSince >= quietMs) break;
  }
  return attempts;
}

/** Every attempt of every record, oldest first: a carrier may keep one record for an event or one for each attempt. */
const attemptsOf = (records: Fields[]): ToldAttempt[] =>
  records
    .flatMap((record) =>
      listOf(record["attempts"]).map((attempt) => ({
        eventId: text(fieldsOf(record["webhook"]), "id"),
        at: Date.parse(text(attempt, "started_at")) || 0,
        signedAt: header(fieldsOf(fieldsOf(attempt["http"])["request"]), "telnyx-timestamp"),
      })),
    )
    .sort((one, other) => one.at - other.at);

/** Headers come as pairs. */
function header(request: Fields, name: string): string {
  const pairs = Array.isArray(request["headers"]) ? (request["headers"] as unknown[]) : [];
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue;
    const [key, value] = pair as unknown[];
    if (String(key).toLowerCase() === name && typeof value === "string") return value;
  }
  return "";
}

export function judgeRetries(attempts: ToldAttempt[]): LiveResult {
  if (attempts.length === 0)
    return { found: "No delivery is on record: wait longer with --wait.", verdict: "open" };
  const events = Map.groupBy(attempts, ({ eventId }) => eventId);
  const told = [...events.values()].sort((one, other) => other.length - one.length)[0] ?? [];
  const first = told[0]?.at ?? 0;
  const times = told.map(({ at }) => `+${Math.round((at - first) / 1000)} s`).join(", ");
  if (told.length === 1) {
    return {
      found: `A webhook answered 404 is told once${attempts.length > events.size ? "" : " and not again"}. The deployment answers authentic events 2xx, so that none of its own is given up for a 4xx.`,
      verdict: "differs",
    };
  }
  const stamps = new Set(told.map(({ signedAt }) => signedAt));
  const isSignedAnew = stamps.size === told.length && !stamps.has("");
  const spanSeconds = ((told.at(-1)?.at ?? first) - first) / 1000;
  const signing = stamps.has("")
    ? "the record shows no timestamps"
    : isSignedAnew
      ? "signed anew each time"
      : "with the first signature";
  return {
    found: `${told.length} times (${times}), ${signing}, event id unchanged.`,
    verdict: isSignedAnew && told.length <= 3 ? "as assumed" : stamps.has("") ? "open" : "differs",
    ...(!isSignedAnew && !stamps.has("") && spanSeconds > 300
      ? {
          change:
            "Nothing can be set for that: retries later than 5 minutes are refused as stale; tell the project",
        }
      : {}),
  };
}
