import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callKey } from "../../core/keys-in-bucket.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
let rows: { number: string; outcome: string }[];
beforeAll(async () => {
  run = await openJourney({ speed: 20 });
  web = await serve(randomPdf());
  rows = await run.control("/numbers");
});
afterAll(async () => {
  web.close();
  await run.end();
});

const row = (outcome: string) => rows.find((entry) => entry.outcome === outcome)?.number ?? outcome;
const plain = "+13127367276";
const send = async (to: string, more: object = {}): Promise<string> => {
  const body = JSON.stringify({ to, media_url: web.url, ...more });
  return (await run.call("/v2/faxes", { method: "POST", body })).body.data.id;
};
const read = async (id: string) => (await run.call(`/v2/faxes/${id}`)).body.data;
const callsOf = async (id: string) =>
  (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));
const unknown = (id: string) =>
  run.until("the unknown attempt", async () => {
    const fax = await read(id);
    return fax.attempts[0]?.state === "unknown" ? fax : undefined;
  });
/** Lets time pass in steps of a sweep each, until the fax is as wanted. */
const untilSwept = async (what: string, id: string, isSo: (fax: any) => boolean, most = 14) => {
  for (let turn = 0; turn < most; turn++) {
    const fax = await read(id);
    if (isSo(fax)) return fax;
    await run.control("/clock", { advance_seconds: 301 });
    await new Promise((done) => setTimeout(done, 400));
    await run.cloud.idle().catch(() => undefined);
  }
  return run.until(what, async () => {
    const fax = await read(id);
    return isSo(fax) ? fax : undefined;
  });
};
const hasEvent = (word: string) => (fax: any) => fax.events.some(({ event }: any) => event === word);

describe("never twice, never lost: the carrier answers 500 and does not have the fax", () => {
  it("answer_500_not_accepted_once: ends delivered with attempt 2, exactly one call", async () => {
    await run.fax(await send(plain), "delivered");
    const id = await send(row("answer_500_not_accepted_once"));
    await unknown(id);
    const fax = await untilSwept("the delivery", id, ({ status }) => status === "delivered");
    expect(fax.attempts.map(({ number, state }: any) => [number, state])).toEqual([
      [1, "absent"],
      [2, "delivered"],
    ]);
    expect(await callsOf(id)).toHaveLength(1);
    expect(fax.events.map(({ event }: any) => event)).toEqual(
      expect.arrayContaining(["carrier.does_not_list", "call.absent"]),
    );
    expect(await run.cloud.s3.listKeys(run.facts.bucket, callKey(id, 1))).toEqual([]);
  }, 120_000);

  it("a listing that shows neither it nor a fax known to be there proves nothing: unknown it stays", async () => {
    const leave_out = [plain, row("answer_500_not_accepted_once")];
    await run.control("/listing", { leave_out });
    try {
      // The row answers 500 every other time.
      const id = await send(row("answer_500_not_accepted_once"));
      await unknown(id);
      for (let turn = 0; turn < 5; turn++) {
        await run.control("/clock", { advance_seconds: 301 });
        await new Promise((done) => setTimeout(done, 400));
        await run.cloud.idle().catch(() => undefined);
      }
      expect(await read(id)).toMatchObject({ status: "sending", attempts: [{ state: "unknown" }] });
      expect(run.said.some((line) => line.includes("attempt_stays_unknown"))).toBe(true);
      await run.control("/listing", { leave_out: [] });
      const fax = await untilSwept("the delivery", id, ({ status }) => status === "delivered");
      expect(fax.attempts).toHaveLength(2);
      expect(await callsOf(id)).toHaveLength(1);
    } finally {
      await run.control("/listing", { leave_out: [] });
    }
  }, 120_000);

  it("canceled meanwhile it ends canceled, without any call", async () => {
    const id = await send(row("answer_500_not_accepted"));
    await unknown(id);
    await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" });
    const fax = await untilSwept("the cancel", id, ({ status }) => status === "canceled");
    expect(fax.attempts).toMatchObject([{ state: "absent" }]);
    expect(await callsOf(id)).toEqual([]);
  }, 120_000);

  it("answer_500_not_accepted: ends failed with a reason after five, without any call", async () => {
    const id = await send(row("answer_500_not_accepted"));
    const fax = await untilSwept("the end", id, ({ status }) => status === "failed", 40);
    expect(fax).toMatchObject({
      failure_reason: "service_unavailable",
      internal_failure_reason: "carrier_never_took_it",
    });
    expect(fax.attempts).toHaveLength(5);
    expect(await callsOf(id)).toEqual([]);
  }, 180_000);
});

describe("never twice: the carrier takes the fax after it was held to be absent", () => {
  it("answer_500_accepted_late: it finds no pages and makes no call; the next call delivers", async () => {
    const id = await send(row("answer_500_accepted_late"));
    await untilSwept("the delivery", id, ({ status }) => status === "delivered");
    const fax = await untilSwept("the failed stray", id, hasEvent("call.stray"), 20);
    expect(fax.attempts).toMatchObject([{ state: "absent" }, { state: "delivered" }]);
    const late = await run.until("the late fax at the carrier", async () => {
      const answer = await fetch(
        `${run.facts.simulatorUrl}/v2/faxes?filter[to][eq]=${encodeURIComponent(fax.to)}`,
        { headers: { authorization: `Bearer ${run.carrier.apiKey}` } },
      );
      const { data } = (await answer.json()) as { data: any[] };
      return data.find(({ status }) => status === "failed");
    });
    expect(late.failure_reason).toBe("file_download_failed");
    expect(await callsOf(id)).toHaveLength(1);
  }, 180_000);
});
