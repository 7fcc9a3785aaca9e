import type { Sent } from "../engines/outbox.ts";
import { readMail } from "./read-mail.ts";

/** What the list shows of a mail: the addresses are those it would leave by. `at`: epoch ms; `files`: how many are attached. */
export type Summary = { id: string; at: number; from: string; to: string[]; subject: string; files: number };

/** Reads each mail once: the list is asked for again and again. */
export function openSummaries(): (sent: Sent) => Promise<Summary> {
  const known = new WeakMap<Sent, Promise<Summary>>();
  return (sent) => {
    const summary = known.get(sent) ?? summarise(sent);
    known.set(sent, summary);
    return summary;
  };
}

async function summarise({ id, at, from, to, raw }: Sent): Promise<Summary> {
  const mail = await readMail(raw);
  return {
    id,
    at,
    from,
    to,
    subject: mail?.subject ?? "(cannot be read)",
    files: mail?.files.length ?? 0,
  };
}
