import { claimDigest, readDigestMark, writeDigestMark } from "../../adapters/aws/digest-mark.ts";
import { listRefusalsOf } from "../../adapters/aws/refusals.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Digest } from "../../core/digest/digest-of-refusals.ts";
import type { DigestDeps } from "../../core/operations/send-digest.ts";
import type { Settings } from "./env.ts";

/** What the digest needs; undefined where the settings name nobody to tell, or no domain to tell from. */
export function digestDeps(settings: Settings<"sweep">, table: Table): DigestDeps | undefined {
  const { DIGEST_TO: to, MAIL_DOMAIN: mailDomain, TIME_ZONE: timeZone } = settings;
  if (to === "" || mailDomain === "") return undefined;
  return {
    now: Date.now,
    timeZone,
    mailDomain,
    readMark: () => readDigestMark(table),
    claim: (day, now, until) => claimDigest(table, day, now, until),
    listRefusals: (since, until, limit) => listRefusalsOf(table, { since, until }, limit),
    send: (digest) => mailTo(to, mailDomain, digest),
    writeMark: (mark, claimedUntil) => writeDigestMark(table, mark, claimedUntil),
  };
}

/** What writes and sends mail is loaded by the one sweep of a day that needs it. */
async function mailTo(to: string, mailDomain: string, digest: Digest): Promise<void> {
  const { openPostOffice } = await import("./post-office.ts");
  await openPostOffice(mailDomain)({ to, ...digest });
}
