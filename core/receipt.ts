import { endOf } from "./end-of-fax.ts";
import { explainFailure } from "./failure-reasons.ts";
import { timeInZone } from "./zoned-time.ts";
import { isClosed, type Attempt, type Fax, type OutboundFax } from "./fax.ts";

/**
 * What a receipt says of a fax that has ended: the four facts that whoever disputes it asks for (number, time of
 * completion, pages, result), every call, and the digest of the pages. Texts, ready to be set.
 */
export type Receipt = {
  title: string;
  facts: Fact[];
  /** What identifies the fax and its pages, letter by letter. */
  identity: Fact[];
  /** Of each call its number, when it began and ended, and how. */
  calls: [number: string, began: string, ended: string, how: string][];
};

export type Fact = [label: string, text: string];

const results: Partial<Record<Fax["status"], string>> = {
  delivered: "Delivered",
  failed: "Failed",
  canceled: "Canceled",
  received: "Received",
};

/** The receipt of a fax, with times in its own IANA zone or the one given; undefined while it has not ended. */
export function receiptOf(fax: Fax, usualZone: string): Receipt | undefined {
  const result = results[fax.status];
  if (!isClosed(fax.status) || result === undefined) return undefined;
  const timeZone = (fax.direction === "outbound" && fax.timeZone) || usualZone;
  const time = (at: number | undefined) => (at === undefined ? "" : timeInZone(at, timeZone, "second"));
  const pages = fax.pageCount ?? fax.document?.pages;
  const facts = known([
    ["Result", fax.failure ? `${result}. ${fax.failure.detail}` : result],
    ["To", fax.to],
    ["From", fax.direction === "outbound" ? senderOf(fax) : fax.from],
    ["Completed", time(endOf(fax))],
    ["Pages", pages === undefined ? undefined : String(pages)],
    ["Duration of the call", fax.callSeconds === undefined ? undefined : `${fax.callSeconds} s`],
    ["Accepted", time(fax.createdAt)],
    ["Reference", fax.direction === "outbound" ? fax.reference : undefined],
  ]);
  return {
    title: result,
    facts,
    identity: known([
      ["Fax", fax.id],
      ["SHA-256 of the pages", fax.document?.sha256],
    ]),
    calls:
      fax.direction === "outbound"
        ? fax.attempts.map((attempt) => [
            String(attempt.number),
            time(attempt.startedAt),
            time(attempt.endedAt),
            howEnded(attempt),
          ])
        : [],
  };
}

const known = (facts: [string, string | undefined][]): Fact[] =>
  facts.filter((fact): fact is Fact => fact[1] !== undefined && fact[1] !== "");

const senderOf = ({ from, settings }: OutboundFax): string =>
  settings.fromDisplayName ? `${settings.fromDisplayName}, ${from}` : from;

function howEnded({ state, failureReason }: Attempt): string {
  if (state === "delivered") return "All pages were delivered.";
  if (state === "absent") return "The carrier never had this call.";
  return failureReason === undefined ? "It did not come to an end." : explainFailure(failureReason);
}
