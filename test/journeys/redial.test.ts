import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
let rows: { number: string; outcome: string; failure_reason: string | null }[];
beforeAll(async () => {
  run = await openJourney({ speed: 20 });
  web = await serve(randomPdf());
  rows = await run.control("/numbers");
});
afterAll(async () => {
  web.close();
  await run.end();
});

const numberOf = (word: string): string =>
  rows.find((row) => row.failure_reason === word || row.outcome === word)?.number ?? word;
const send = async (to: string, more: object = {}): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url: web.url, ...more }),
  });
  expect(status).toBe(202);
  return body.data.id;
};
const callsOf = async (id: string) =>
  (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));

/** The fax while it waits for call `next`; then its time is made to come, and the sweep to look. */
async function passPause(id: string, next: number) {
  const fax = await run.until(`the pause before call ${next}`, async () => {
    const { body } = await run.call(`/v2/faxes/${id}`);
    const waits = body.data.status === "queued" && body.data.waiting?.for === "redial";
    return waits && body.data.attempts.length === next - 1 ? body.data : undefined;
  });
  await run.control("/clock", { advance_seconds: 301 + pauseSeconds(fax) });
  return fax;
}
const pauseSeconds = (fax: any): number =>
  Math.round((Date.parse(fax.waiting.next_attempt_at) - Date.parse(fax.attempts.at(-1).ended_at)) / 1000);

describe("redial by reason", () => {
  it("busy, busy, delivered: three calls with growing pauses, each in words", async () => {
    const id = await send(numberOf("busy_twice_then_delivered"));
    const pauses = [pauseSeconds(await passPause(id, 2)), pauseSeconds(await passPause(id, 3))];
    const fax = await run.fax(id, "delivered");
    expect(pauses[0]).toBeGreaterThanOrEqual(120);
    expect(pauses[1]).toBeGreaterThanOrEqual(240);
    expect(pauses[1]).toBeLessThan(480);
    expect(fax).toMatchObject({ failure_reason: null, failure_detail: null });
    expect(fax.attempts).toMatchObject([
      { number: 1, state: "failed", failure_reason: "user_busy", failure_detail: "The line was busy." },
      { number: 2, state: "failed", failure_reason: "user_busy" },
      { number: 3, state: "delivered", failure_reason: null },
    ]);
    expect(await callsOf(id)).toHaveLength(3);
    const planned = fax.events.filter(({ event }: any) => event === "redial.planned");
    expect(planned).toMatchObject([
      { attempt: 1, detail: "The number will be called again after a pause." },
      { attempt: 2 },
    ]);
  }, 60_000);

  it("after handshake failures first without T.38, then in the lower resolution; then the fax fails", async () => {
    const id = await send(numberOf("fax_signaling_error"));
    const seen: unknown[] = [];
    for (const next of [2, 3, 4]) {
      const { t38_enabled, quality } = await passPause(id, next);
      seen.push({ t38_enabled, quality });
    }
    const fax = await run.fax(id, "failed");
    expect(seen).toEqual([
      { t38_enabled: false, quality: "high" },
      { t38_enabled: false, quality: "normal" },
      { t38_enabled: false, quality: "normal" },
    ]);
    expect(fax.failure_detail).toContain("It was called 4 times.");
    expect(fax.events.map(({ event }: any) => event)).toEqual(
      expect.arrayContaining(["pages.may_have_printed", "t38.off", "quality.normal"]),
    );
    const carrierIds = fax.attempts.map(({ carrier_fax_id }: any) => carrier_fax_id);
    const qualities = await Promise.all(carrierIds.map(qualityAtCarrier));
    expect(qualities).toEqual(["high", "high", "normal", "normal"]);
  }, 60_000);

  it("a cancel during the pause is immediate, and nobody is called again", async () => {
    const id = await send(numberOf("user_busy"));
    await run.until("the pause", async () => {
      const { body } = await run.call(`/v2/faxes/${id}`);
      return body.data.waiting?.for === "redial" || undefined;
    });
    expect((await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" })).status).toBe(202);
    expect((await run.call(`/v2/faxes/${id}`)).body.data.status).toBe("canceled");
    await run.control("/clock", { advance_seconds: 900 });
    await run.cloud.idle();
    expect(await callsOf(id)).toHaveLength(1);
  });

  it("a number that is not in service is called once", async () => {
    const id = await send(numberOf("receiver_unallocated_number"));
    expect((await run.fax(id, "failed")).attempts).toHaveLength(1);
  });
});

async function qualityAtCarrier(carrierFaxId: string): Promise<string> {
  const response = await fetch(`${run.facts.simulatorUrl}/v2/faxes/${carrierFaxId}`, {
    headers: { authorization: "Bearer KEY-laptop-simulator" },
  });
  return (await response.json()).data.quality;
}
