import { Resolver } from "node:dns/promises";
import { tryRecipient, type Recipient } from "./smtp-conversation.ts";

export type MailRecord =
  | { is: "reserved" }
  | { is: "ses"; host: string }
  | { is: "other"; hosts: string[]; region: string }
  | { is: "unknown"; why: string };

export type MailFacts = { record: MailRecord; recipient: Recipient };

/** RFC 2606 and RFC 6761: names that lead nowhere. */
const reserved = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost|local)$/i;
const ses = /^inbound-smtp\.([a-z0-9-]+)\.amazonaws\.com$/i;
const dnsTimeoutMs = 5000;

/**
 * Looks where mail to the domain goes and whether it would be taken there. `door` is the laptop's own mail server;
 * `number` is the fax number that the tried address begins with, E.164.
 */
export async function readMail(
  where: { domain: string; number: string; region: string },
  door: { host: string; port: number } | undefined,
): Promise<MailFacts> {
  const record = await readRecord(where.domain, where.region);
  const server = door ?? (record.is === "ses" ? { host: record.host, port: 25 } : undefined);
  if (!server) return { record, recipient: { is: "not_tried" } };
  const address = `${where.number.slice(1) || "13125550100"}@${where.domain}`;
  return { record, recipient: await tryRecipient(server, address) };
}

async function readRecord(domain: string, region: string): Promise<MailRecord> {
  if (reserved.test(domain)) return { is: "reserved" };
  const resolver = new Resolver({ timeout: dnsTimeoutMs, tries: 2 });
  try {
    const records = await resolver.resolveMx(domain);
    const hosts = records.sort((one, other) => one.priority - other.priority).map(({ exchange }) => exchange);
    const host = hosts.find((exchange) => ses.test(exchange));
    return host === undefined ? { is: "other", hosts, region } : { is: "ses", host };
  } catch (error) {
    const { code = "no answer" } = error as NodeJS.ErrnoException;
    return code === "ENODATA" || code === "ENOTFOUND"
      ? { is: "other", hosts: [], region }
      : { is: "unknown", why: code };
  }
}
