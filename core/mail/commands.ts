import type { OutboundFax } from "../fax.ts";
import { explainFailure } from "../failure-reasons.ts";
import { isUuid } from "../ids.ts";
import { explainStep } from "../timeline-words.ts";

/** What a sender may answer to the mail about his fax. */
export const commands = ["stop", "status", "resend"] as const;
export type Command = (typeof commands)[number];

/** The address behind which one fax stands: `fax+<id>@<domain>`; answers to the mail about it go there. */
export const addressOfFax = (faxId: string, domain: string): string => `fax+${faxId}@${domain}`;

/** The fax behind such an address of our domain. */
export function faxOfAddress(address: string, domain: string): string | undefined {
  const [, id = "", host = ""] = /^fax\+([0-9a-f-]{36})@(.+)$/i.exec(address) ?? [];
  return host.toLowerCase() === domain.toLowerCase() && isUuid(id.toLowerCase())
    ? id.toLowerCase()
    : undefined;
}

/** The command with which a text begins, or what is written below the mail that it answers. */
export function commandIn(text: string): Command | undefined {
  const answer = text.trim().replace(/^(?:[^\n>]{0,300}:\s*\n+)?(?:>[^\n]*(?:\n+|$))+/, "");
  const [first = ""] = /^\p{L}+/u.exec(answer.trim()) ?? [];
  return commands.find((command) => command === first.toLowerCase());
}

/** How a fax stands, in a sentence or two for the person who sent it. */
export function standOf(fax: OutboundFax): string {
  const pages = fax.pageCount ?? fax.document?.pages;
  switch (fax.status) {
    case "delivered":
      return `It was delivered${pages === undefined ? "" : `, ${pages} ${pages === 1 ? "page" : "pages"}`}.`;
    case "failed":
      return `It was not delivered. ${fax.failure?.detail ?? explainFailure(fax.failure?.reason ?? "unknown")}`;
    case "canceled":
      return fax.attempts.length === 0
        ? "It was canceled before any call."
        : `It was canceled.${callsOf(fax)}`;
    default:
      return `It is not delivered yet. ${explainStep(fax.timeline.at(-1)?.word ?? "accepted")}${callsOf(fax)}`;
  }
}

function callsOf({ attempts }: OutboundFax): string {
  if (attempts.length === 0) return "";
  return attempts.length === 1 ? " There was one call." : ` There were ${attempts.length} calls.`;
}
