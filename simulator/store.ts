import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { CarrierCall, CarrierFax } from "./carrier-fax.ts";
import type { PendingDelivery } from "./outbox.ts";

export const defaultChannelLimit = 10;

/** All that the simulator knows, in memory; `changed` has it written to the state file soon. */
export type Store = {
  faxes: Map<string, CarrierFax>;
  calls: CarrierCall[];
  pending: Map<string, PendingDelivery>;
  /** How many faxes were sent to a number whose outcome changes from fax to fax. */
  turns: Map<string, number>;
  settings: { channelLimit: number; linkSecret: string };
  changed(): void;
  /** Writes what is not yet written; later changes are written no more. */
  close(): Promise<void>;
};

type StateOnDisk = {
  version: 1;
  faxes: CarrierFax[];
  calls: CarrierCall[];
  pending: PendingDelivery[];
  turns: [string, number][];
  settings: Store["settings"];
};

const writeBehindMs = 100;
/** A large state is written less often: writing may take this share of the time. */
const writingShare = 0.05;

/** Opens the state of an earlier run, or begins a new one. Throws where the file is not readable. */
export async function openStore(
  stateFile: string | undefined,
  log: (line: string) => void,
  channelLimit = defaultChannelLimit,
): Promise<Store> {
  const before = stateFile ? await readState(stateFile) : undefined;
  const store = {
    faxes: new Map((before?.faxes ?? []).map((fax) => [fax.id, fax])),
    calls: before?.calls ?? [],
    pending: new Map((before?.pending ?? []).map((delivery) => [delivery.id, delivery])),
    turns: new Map(before?.turns ?? []),
    settings: before?.settings ?? {
      channelLimit,
      linkSecret: randomBytes(32).toString("hex"),
    },
  };
  const snapshot = () =>
    JSON.stringify({
      version: 1,
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
    if (state.version === 1) return state;
  } catch {
    // Falls through to the one sentence that helps.
  }
  throw new Error(`the simulator's state in ${file} is not readable; delete it to start anew`);
}
