/** Where the laptop's SES puts what would leave: a folder of raw messages, for people and tests to look into. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock.ts";

/** `at`: epoch ms. */
export type Sent = { id: string; at: number; from: string; to: string[]; raw: Buffer };

export type Outbox = {
  /** Answers the message's id. */
  put(mail: Pick<Sent, "from" | "to" | "raw">): string;
  /** The latest last. */
  list(): Sent[];
};

/** A hundred are enough to look at; older ones stay in the folder. */
const kept = 100;

/** Opens the outbox in `folder`, each message a file that any mail program opens, or in memory without one. */
export function openOutbox(folder: string | undefined, clock: Clock): Outbox {
  const sent: Sent[] = folder === undefined ? [] : read(folder);
  return {
    put(mail) {
      const at = clock.now().getTime();
      const one = { id: `${at}-${randomBytes(8).toString("hex")}`, at, ...mail };
      sent.push(one);
      sent.splice(0, Math.max(0, sent.length - kept));
      if (folder !== undefined) write(folder, one);
      return one.id;
    },
    list: () => [...sent],
  };
}

const envelope = (id: string): string => `${id}.json`;

function write(folder: string, { id, at, from, to, raw }: Sent): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `${id}.eml`), raw, { mode: 0o600 });
  writeFileSync(join(folder, envelope(id)), JSON.stringify({ id, at, from, to }), { mode: 0o600 });
}

function read(folder: string): Sent[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter((name) => name.endsWith(".eml"))
    .sort()
    .slice(-kept)
    .map((name) => name.slice(0, -".eml".length))
    .map((id) => ({
      ...(JSON.parse(readFileSync(join(folder, envelope(id)), "utf8")) as Omit<Sent, "raw">),
      raw: readFileSync(join(folder, `${id}.eml`)),
    }));
}
