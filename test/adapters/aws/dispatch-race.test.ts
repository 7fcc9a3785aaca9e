import { afterAll, describe, expect, it } from "vitest";
import { openBreaker } from "../../../adapters/aws/breaker.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { claimFax, standInLine } from "../../../adapters/aws/claim-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import {
  failQueued,
  markFailed,
  markRefused,
  markSubmitted,
  markUnknown,
  releaseUnsent,
} from "../../../adapters/aws/outbound-changes.ts";
import { refuseDuplicate } from "../../../adapters/aws/refuse-duplicate.ts";
import type { SubmitOutcome } from "../../../core/carrier-answer.ts";
import { callKey } from "../../../core/keys-in-bucket.ts";
import { claimHeldMs } from "../../../core/absence.ts";
import { dispatchFax, type DispatchDeps } from "../../../core/operations/dispatch-fax.ts";
import { ownNumber } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { repeatOrder } from "../../../adapters/aws/repeat-order.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);

/** Many processes over one real table, and a carrier that counts its calls. */
async function desk(name: string) {
  const id = uuid(name);
  await createFax(
    table,
    outboundFax({ id, status: "queued", document, to: ownNumber(name.length) }),
    requestOf(id),
    1_000,
  );
  const state = {
    calls: 0,
    clock: noon,
    answer: (): SubmitOutcome => ({ kind: "accepted", carrierFaxId: "carrier-1" }),
  };
  let claims = 0;
  const deps: DispatchDeps = {
    now: () => state.clock,
    newClaimId: () => `claim-${++claims}`,
    readCarrierKey: async () => "key",
    forgetCarrierKey: () => undefined,
    readFax: (faxId) => readFaxById(table, faxId),
    duplicates: "warn",
    claim: (fax, attempt, by, at, known) => claimFax(table, fax, attempt, { ...by, limit: 10 }, at, known),
    refuseDuplicate: (fax, failure, warnings, at) => refuseDuplicate(table, fax, failure, warnings, at),
    standInLine: (fax, attempt, by, at) => standInLine(table, fax, attempt, by.by, at, { ...by, limit: 10 }),
    repeatOrder: (fax, at) => repeatOrder(table, fax, at),
    openBreaker: (reason, at) => openBreaker(table, reason, at),
    failQueued: (fax, failure, at) => failQueued(table, fax, failure, at),
    linkToPages: async (faxId, attempt) => `https://bucket.example/${callKey(faxId, attempt)}`,
    submit: async () => {
      state.calls++;
      return state.answer();
    },
    markSubmitted: (faxId, attempt, carrierFaxId, at) =>
      markSubmitted(table, faxId, attempt, carrierFaxId, at),
    markUnknown: (faxId, attempt, at) => markUnknown(table, faxId, attempt, at),
    markRefused: (fax, attempt, failure, at) => markRefused(table, fax, attempt, failure, at),
    markFailed: (faxId, failure, at) => markFailed(table, faxId, ["queued"], failure, at),
    releaseUnsent: (fax, attempt, wait, at) => releaseUnsent(table, fax, attempt, wait, at),
    holdBack: async () => false,
    report: () => undefined,
  };
  const dispatch = (times: number) =>
    Promise.allSettled(Array.from({ length: times }, () => dispatchFax(deps, { faxId: id, attempt: 1 })));
  return { state, dispatch, fax: () => readFaxById(table, id) };
}

describe("never twice, over the real table", () => {
  it("forty deliveries of one order at once make one call", async () => {
    const { state, dispatch, fax } = await desk("race");
    await dispatch(40);
    expect(state.calls).toBe(1);
    expect(await fax()).toMatchObject({ status: "sending", attempts: [{ state: "submitted" }] });
  });

  it("after an ambiguous answer forty more make none", async () => {
    const { state, dispatch, fax } = await desk("ambiguous");
    state.answer = () => ({ kind: "ambiguous", why: "no answer" });
    await dispatch(1);
    state.clock += claimHeldMs + 1;
    await dispatch(40);
    expect(state.calls).toBe(1);
    expect(await fax()).toMatchObject({ status: "sending", attempts: [{ state: "unknown" }] });
  });

  it("after a crash between claim and answer forty more make none", async () => {
    const { state, dispatch, fax } = await desk("crash");
    state.answer = () => {
      throw new Error("the process ended");
    };
    await dispatch(1);
    state.clock += claimHeldMs + 1;
    await dispatch(40);
    expect(state.calls).toBe(1);
    expect(await fax()).toMatchObject({ status: "sending", attempts: [{ state: "unknown" }] });
  });

  it("a call that was never sent is made once when its time has come", async () => {
    const { state, dispatch, fax } = await desk("unsent");
    state.answer = () => ({ kind: "not_sent", why: "ECONNREFUSED" });
    await dispatch(1);
    state.answer = () => ({ kind: "accepted", carrierFaxId: "carrier-1" });
    await dispatch(20);
    expect(state.calls).toBe(1);
    state.clock += 30_000;
    await dispatch(20);
    expect(state.calls).toBe(2);
    expect(await fax()).toMatchObject({ attempts: [{ number: 1, state: "submitted" }], unsentTries: 1 });
  });
});
