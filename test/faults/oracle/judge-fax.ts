import { isClosed, type Fax, type OutboundFax } from "../../../core/fax.ts";
import { sha256 } from "../../journeys/support/documents.ts";
import type { Stand } from "../harness/open-stand.ts";
import type { Order } from "./order.ts";
import { readCarrierDocument } from "./read-carrier.ts";

export type Violation = { what: "lost" | "doubled" | "stuck"; why: string };

/** What several faults at once may excuse. */
export type Leniency = {
  /** A fax may end failed, with a reason: so many things went wrong that it was given up. */
  mayFail: boolean;
  /** Doors whose first message was lost: they had accepted nothing. */
  mayRefuse: string[];
};

/** One fax against its order: ended, as it may end, with its pages and a story that holds together. */
export async function judgeFax(
  stand: Stand,
  order: Order,
  fax: Fax,
  { mayFail }: Leniency,
): Promise<Violation[]> {
  const story = `${fax.id} to ${fax.to} is ${fax.status}${fax.failure ? ` (${fax.failure.reason})` : ""}`;
  if (!isClosed(fax.status)) return [{ what: "stuck", why: `${story}: ${wordsOf(fax)}` }];
  const found: Violation[] = [];
  const mayEnd = order.ends.includes(fax.status) || (mayFail && fax.status === "failed");
  if (!mayEnd) found.push({ what: "lost", why: `${story}: ${wordsOf(fax)}` });
  if (fax.status === "failed" && !fax.failure) found.push({ what: "lost", why: `${story} without a reason` });
  const pages = await pagesOf(stand, fax);
  if (pages !== "none" && pages !== order.sha256) found.push({ what: "lost", why: `${story} with ${pages}` });
  if (fax.direction === "outbound") found.push(...inconsistencies(fax));
  return found;
}

const wordsOf = ({ timeline }: Fax): string =>
  [...timeline]
    .sort((a, b) => a.at - b.at)
    .map(({ word, attempt }) => (attempt === undefined ? word : `${word}.${attempt}`))
    .join(" ");

/** The digest of the pages that reached the other side, or us; `none` where none had to. */
async function pagesOf(stand: Stand, fax: Fax): Promise<string> {
  if (fax.status === "delivered") {
    const bytes = await readCarrierDocument(stand, fax.id);
    return bytes ? sha256(bytes) : "no pages at the carrier";
  }
  if (fax.status !== "received") return "none";
  const headers = { authorization: `Bearer ${stand.apiKey}` };
  const answer = await fetch(`${stand.cloud.apiUrl}/v2/faxes/${fax.id}`, { headers });
  const { data } = (await answer.json()) as { data: { media_url: string } };
  const pages = await fetch(data.media_url);
  return pages.ok ? sha256(new Uint8Array(await pages.arrayBuffer())) : "no pages in the bucket";
}

/** Attempts in order, each ended where the fax has; the timeline knows of each. */
function inconsistencies(fax: OutboundFax): Violation[] {
  const wrong = (why: string): Violation => ({ what: "lost", why: `${fax.id}: ${why}: ${wordsOf(fax)}` });
  const found = fax.attempts
    .filter(({ state }) => !["delivered", "failed", "absent"].includes(state))
    .map(({ number, state }) => wrong(`attempt ${number} is still ${state}`));
  const untold = fax.attempts.filter(
    ({ number }) => !fax.timeline.some((entry) => entry.word === "submitting" && entry.attempt === number),
  );
  found.push(...untold.map(({ number }) => wrong(`attempt ${number} is not in the timeline`)));
  if (fax.attempts.some(({ number }, index) => number <= (fax.attempts[index - 1]?.number ?? 0))) {
    found.push(wrong("attempts are not in order"));
  }
  const delivered = fax.attempts.filter(({ state }) => state === "delivered").length;
  if ((fax.status === "delivered") !== delivered > 0) found.push(wrong(`${delivered} attempts delivered`));
  return found;
}
