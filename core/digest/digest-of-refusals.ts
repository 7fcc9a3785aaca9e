import type { Refusal } from "../refusal.ts";
import { timeInZone } from "../zoned-time.ts";
import { groupRefusals, shownSender, type RefusalGroup } from "./refusal-groups.ts";
import { wordsOfRefusal } from "./refusal-words.ts";

/** A mail to the operator. */
export type Digest = { subject: string; text: string };

export type DigestFacts = {
  /** What is told of, epoch ms. */
  since: number;
  until: number;
  /** Whether older refusals of that time were not read. */
  isCut: boolean;
  timeZone: string;
  mailDomain: string;
};

const mostGroups = 50;

/**
 * What was refused, by sender, in words for the operator. Nothing of the messages, no recipients and no whole fax number:
 * it leaves by mail, for whoever reads that mailbox.
 */
export function digestOf(refusals: Refusal[], facts: DigestFacts): Digest {
  const groups = groupRefusals(refusals);
  const count = `${refusals.length}${facts.isCut ? " or more" : ""} ${refusals.length === 1 ? "refusal" : "refusals"}`;
  const at = (ms: number) => timeInZone(ms, facts.timeZone, "minute");
  const more = groups.length - mostGroups;
  const parts = [
    `${count} from ${at(facts.since)} to ${at(facts.until)}: what came by mail or hot folder and became no fax, or not all of it. Unknown and unproven senders got no answer.`,
    ...groups.slice(0, mostGroups).map((group) => wordsOfGroup(group, facts, at)),
    ...(more > 0 ? [`and ${more} more ${more === 1 ? "sender" : "senders"}`] : []),
    "The full record, with recipients: npm run fax -- refusals, or GET /v2/refusals.",
  ];
  return { subject: `Fax: ${count}`, text: `${parts.join("\n\n")}\n` };
}

function wordsOfGroup(
  { door, sender, count, latest }: RefusalGroup,
  { mailDomain }: DigestFacts,
  at: (ms: number) => string,
): string {
  const shown = shownSender(sender);
  const name = door === "drop" ? "The hot folder" : shown || "A mail without a sender";
  const isEntry = shown === sender && /^[^@]+@[^@]+$/.test(shown);
  const { why, mend } = wordsOfRefusal(latest, isEntry ? sender : undefined, mailDomain);
  return [`${name}: ${count}, the latest at ${at(latest.at)}`, `  ${why}`, `  ${mend}`].join("\n");
}
