import type { Refusal, RefusalReason } from "../refusal.ts";

/** All that one sender, or the hot folder, was refused. */
export type RefusalGroup = { door: Refusal["door"]; sender: string; count: number; latest: Refusal };

/** Refused at the door: nobody knows whether they were meant to go. */
const strangers: RefusalReason[] = ["sender_not_allowed", "sender_not_verified", "spam_or_virus"];

/**
 * One group per sender; whoever may write into the hot folder is one. Those who may fax stand first, so that no flood
 * from outside pushes them out of the digest; then the more often, then the later.
 */
export function groupRefusals(refusals: Refusal[]): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>();
  for (const refusal of refusals) {
    const { door } = refusal;
    // Keys of the hot folder hold numbers and names of documents.
    const sender = door === "mail" ? refusal.from.toLowerCase() : "";
    const known = groups.get(`${door} ${sender}`);
    const latest = known && known.latest.at >= refusal.at ? known.latest : refusal;
    groups.set(`${door} ${sender}`, { door, sender, count: (known?.count ?? 0) + 1, latest });
  }
  return [...groups.values()].sort(
    (a, b) => rank(a) - rank(b) || b.count - a.count || b.latest.at - a.latest.at,
  );
}

const rank = ({ latest }: RefusalGroup): number => (strangers.includes(latest.reason) ? 1 : 0);

const longestSender = 80;
/** Seven digits or more, with what people put between them. */
const numbers = /\d(?:[-._()=]?\d){6,}/g;

/**
 * A sender as it may stand in a mail to the operator: strangers choose their addresses, so there is nothing in it that
 * could be a link or a new line, and no whole fax number.
 */
export const shownSender = (address: string): string =>
  address
    .slice(0, longestSender)
    .replace(/[^\w.!#$%&'*+=?^{|}~@-]/g, "?")
    .replace(numbers, (number) => number.replace(/\d(?=(?:\D*\d){2})/g, "*"));
