import type { SubmitOutcome } from "../../core/carrier-answer.ts";
import { nextAttempt, type OutboundFax } from "../../core/fax.ts";
import { callKey } from "../../core/keys-in-bucket.ts";
import { type DispatchDeps, dispatchFax, type StoredPages } from "../../core/operations/dispatch-fax.ts";
import { document, noon, outboundFax } from "./faxes.ts";
import { memoryFaxes } from "./memory-faxes.ts";

/** The process stopped here: nothing after it ran. */
export class Crash extends Error {}

export const queuedFax = (overrides: Partial<OutboundFax> = {}) =>
  outboundFax({ status: "queued", document, ...overrides });

/**
 * A dispatch desk in memory: a table, a bucket and a carrier that remembers which calls it was asked to make.
 * `answer` scripts the carrier's next answers; without one it accepts.
 */
export function dispatchDesk(fax: OutboundFax = queuedFax()) {
  const table = memoryFaxes(fax);
  const calls: { clientState: string; mediaUrl: string }[] = [];
  const reports: string[] = [];
  const desk = {
    table,
    calls,
    reports,
    clock: noon,
    linked: [] as StoredPages[],
    key: "carrier-key" as string | undefined,
    link: "https://bucket.example/",
    objects: new Set([`documents/${fax.id}.pdf`]),
    answer: (): SubmitOutcome | Promise<SubmitOutcome> => ({ kind: "accepted", carrierFaxId: "carrier-1" }),
    fax: () => table.outbound(fax.id),
    deps: undefined as unknown as DispatchDeps,
    /** The queue brings the order once. */
    dispatch: (deps?: DispatchDeps) =>
      dispatchFax(deps ?? desk.deps, {
        faxId: fax.id,
        attempt: fax.status === "queued" ? nextAttempt(fax) : 1,
      }),
    /** The queue brings it again until it is done, each time after its visibility time-out; `true` = it ended. */
    async redeliver(times = 8): Promise<boolean> {
      for (let turn = 0; turn < times; turn++) {
        desk.clock += 360_000;
        const done = await desk.dispatch().then(
          () => true,
          () => false,
        );
        if (done) return true;
      }
      return false;
    },
  };
  let claims = 0;
  desk.deps = {
    now: () => desk.clock,
    newClaimId: () => `claim-${++claims}`,
    readCarrierKey: async () => desk.key,
    forgetCarrierKey: () => (desk.key = undefined),
    readFax: table.readFax,
    duplicates: "warn",
    claim: (...claim) => table.claim(...claim),
    refuseDuplicate: table.refuseDuplicate,
    standInLine: (...stand) => table.standInLine(...stand),
    holdBack: async () => false,
    repeatOrder: table.repeatOrder,
    openBreaker: (reason) => table.openBreaker(reason),
    failQueued: table.failQueued,
    linkToPages: async (faxId, attempt, pages) => {
      const { key } = pages;
      desk.linked.push(pages);
      if (!desk.objects.has(key)) return undefined;
      desk.objects.add(callKey(faxId, attempt));
      return `${desk.link}${callKey(faxId, attempt)}?t=00`;
    },
    submit: async (_key, _fax, mediaUrl, clientState) => {
      calls.push({ clientState, mediaUrl });
      return desk.answer();
    },
    markSubmitted: table.markSubmitted,
    markUnknown: table.markUnknown,
    markRefused: table.markRefused,
    markFailed: table.markFailed,
    releaseUnsent: async (seen, attempt, wait, at) => {
      if (wait.opens !== undefined) await table.openBreaker(wait.opens);
      return table.releaseUnsent(seen, attempt, wait, at);
    },
    report: (word) => reports.push(word),
  };
  return desk;
}

const external = [
  "readCarrierKey",
  "readFax",
  "claim",
  "refuseDuplicate",
  "standInLine",
  "repeatOrder",
  "openBreaker",
  "failQueued",
  "linkToPages",
  "submit",
  "markSubmitted",
  "markUnknown",
  "markRefused",
  "markFailed",
  "releaseUnsent",
] as const;

/** The same doors, but the process stops before or after the `nth` external call. Answers whether it did. */
export function stopAt(deps: DispatchDeps, nth: number, when: "before" | "after") {
  let count = 0;
  let stopped = false;
  const stop = () => {
    stopped = true;
    throw new Crash();
  };
  const entries = external.map((name) => {
    const door = deps[name] as (...args: unknown[]) => Promise<unknown>;
    return [
      name,
      async (...args: unknown[]) => {
        if (stopped) throw new Crash();
        const mine = ++count;
        if (mine === nth && when === "before") stop();
        const answer = await door(...args);
        return mine === nth ? stop() : answer;
      },
    ] as const;
  });
  return { deps: { ...deps, ...Object.fromEntries(entries) }, hasStopped: () => stopped };
}
