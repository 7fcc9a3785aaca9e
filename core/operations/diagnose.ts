/** One thing that was looked at, as `GET /v2/diagnosis` shows it. `mend` is what to do, null where nothing is. */
export type Check = {
  check: string;
  status: "ok" | "warning" | "failed";
  detail: string;
  mend: string | null;
};

export type QueueDepth = { waiting: number; dead: number };

export type DiagnoseDeps = {
  /** Throws where the table does not answer. */
  readTable: () => Promise<unknown>;
  /** Writes, reads and deletes an object of its own; throws where any of it fails. */
  probeBucket: () => Promise<unknown>;
  readCarrierKey: () => Promise<string | undefined>;
  queues: { name: string; depth: () => Promise<QueueDepth> }[];
};

/** A queue with more waiting than this is behind. */
const manyWaiting = 1_000;

/** Looks at every store and queue, side by side; never throws: what does not answer is a finding. */
export async function diagnose(deps: DiagnoseDeps): Promise<Check[]> {
  return Promise.all([
    tried("table", "The table answers.", deps.readTable),
    tried("bucket", "The bucket takes, gives and deletes an object.", deps.probeBucket),
    checkCarrierKey(deps),
    ...deps.queues.map(({ name, depth }) => checkQueue(name, depth)),
  ]);
}

const ok = (check: string, detail: string): Check => ({ check, status: "ok", detail, mend: null });

async function tried(check: string, detail: string, look: () => Promise<unknown>): Promise<Check> {
  try {
    await look();
    return ok(check, detail);
  } catch (error) {
    return unanswered(check, error);
  }
}

const unanswered = (check: string, error: unknown): Check => ({
  check,
  status: "failed",
  detail: `It does not answer as it should (${error instanceof Error ? error.name : "unknown error"}).`,
  mend: "Look into the Diagnosis function's log; if a grant is missing or a resource is gone, run npm run deploy.",
});

async function checkCarrierKey(deps: DiagnoseDeps): Promise<Check> {
  try {
    if (await deps.readCarrierKey()) return ok("carrier_key", "The carrier's key is stored.");
    return {
      check: "carrier_key",
      status: "failed",
      detail: "The carrier's key is not stored: faxes are accepted and wait.",
      mend: "npm run fax -- setup",
    };
  } catch (error) {
    return unanswered("carrier_key", error);
  }
}

async function checkQueue(name: string, depth: () => Promise<QueueDepth>): Promise<Check> {
  const check = `queue:${name}`;
  try {
    const { waiting, dead } = await depth();
    if (dead > 0) {
      return {
        check,
        status: "failed",
        detail: `${dead} messages were given up and wait for a person; ${waiting} wait for their turn.`,
        mend: `docs/runbook.md, "${name} dead letters"`,
      };
    }
    if (waiting > manyWaiting) {
      return {
        check,
        status: "warning",
        detail: `${waiting} messages wait: more comes in than goes on.`,
        mend: "If this number does not fall, look into the log of the function that reads this queue.",
      };
    }
    return ok(check, `${waiting} messages wait, none was given up.`);
  } catch (error) {
    return unanswered(check, error);
  }
}
