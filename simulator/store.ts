import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { accountOnDisk, openAccount, type Account, type AccountOnDisk } from "./account/account.ts";
import type { CarrierCall, CarrierFax } from "./fax/carrier-fax.ts";
import type { WebhookDelivery } from "./webhooks/delivery-log.ts";
import type { PendingDelivery } from "./webhooks/outbox.ts";

export const defaultChannelLimit = 10;

/** All that the simulator knows, in memory; `changed` has it written to the state file soon. */
export type Store = {
  faxes: Map<string, CarrierFax>;
  calls: CarrierCall[];
  pending: Map<string, PendingDelivery>;
  deliveries: Map<string, WebhookDelivery>;
  account: Account;
  /** How many faxes were sent to a number whose outcome changes from fax to fax. */
  turns: Map<string, number>;
  /** `leftOutOfList`: faxes to these numbers are in no list, though they are there. */
  settings: {
    channelLimit: number;
    linkSecret: string;
    isAccountDisabled?: boolean;
    leftOutOfList?: string[];
  };
  changed(): void;
  /** Writes what is not yet written; later changes are written no more. */
  close(): Promise<void>;
};

/** Version 1 had neither account nor deliveries. */
type StateOnDisk = {
  version: 1 | 2;
  account?: AccountOnDisk;
  deliveries?: WebhookDelivery[];
  faxes: CarrierFax[];
  calls: CarrierCall[];
  pending: PendingDelivery[];
  turns: [string, number][];
  settings: Store["settings"];
};

const writeBehindMs = 100;
/** A large state is written less often: writing may take this share of the time. */
const writingShare = 0.05;

/** Opens the state of an earlier run, or begins with what is `fresh`. Throws where the file is not readable. */
export async function openStore(
  stateFile: string | undefined,
  log: (line: string) => void,
  fresh: { account: AccountOnDisk; channelLimit?: number | undefined },
): Promise<Store> {
  const before = stateFile ? await readState(stateFile) : undefined;
  const store = {
    faxes: new Map((before?.faxes ?? []).map((fax) => [fax.id, fax])),
    calls: before?.calls ?? [],
    pending: new Map((before?.pending ?? []).map((delivery) => [delivery.id, delivery])),
    deliveries: new Map((before?.deliveries ?? []).map((delivery) => [delivery.id, delivery])),
    account: openAccount(before?.account ?? fresh.account),
    turns: new Map(before?.turns ?? []),
    settings: before?.settings ?? {
      channelLimit: fresh.channelLimit ?? defaultChannelLimit,
      linkSecret: randomBytes(32).toString("hex"),
    },
  };
  const snapshot = () =>
    JSON.stringify({
      version: 2,
      account: accountOnDisk(store.account),
      deliveries: [...store.deliveries.values()],
      faxes: [...store.faxes.values()],
      calls: store.calls,
      pending: [...store.pending.values()],
      turns: [...store.turns],
      settings: store.settings,
    } satisfies StateOnDisk);
  return { ...store, ...(stateFile ? writeBehind(stateFile, snapshot, log) : keepNothing) };
}

const keepNothing = { changed: () => undefined, close: async () => undefined };

function writeBehind(stateFile: string, snapshot: () => string, log: (line: string) => void) {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isClosed = false;
  let pauseMs = writeBehindMs;
  const write = () => {
    timer = undefined;
    writing = writing
      .then(() => {
        const begun = performance.now();
        const text = snapshot();
        pauseMs = Math.max(writeBehindMs, (performance.now() - begun) / writingShare);
        return writeAtomically(stateFile, text);
      })
      .catch(() => log("the state file could not be written"));
    return writing;
  };
  return {
    changed() {
      if (!isClosed) timer ??= setTimeout(() => void write(), pauseMs);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await write();
    },
  };
}

async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readState(file: string): Promise<StateOnDisk | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as StateOnDisk;
    if (state.version === 1 || state.version === 2) return state;
  } catch {
    // Falls through to the one sentence that helps.
  }
  throw new Error(`the simulator's state in ${file} is not readable; delete it to start anew`);
}
