import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
let rows: { number: string; outcome: string }[];
beforeAll(async () => {
  // Both sides have two channels: a third call would fail, and it would be seen.
  run = await openJourney({ speed: 20, channels: 2 });
  web = await serve(randomPdf());
  await run.control("/channels", { limit: 2 });
  rows = await run.control("/numbers");
});
afterAll(async () => {
  web.close();
  await run.end();
});

const send = async (to: string, more: object = {}): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url: web.url, ...more }),
  });
  expect(status).toBe(202);
  return body.data.id;
};
const read = async (id: string) => (await run.call(`/v2/faxes/${id}`)).body.data;
type Call = { to: string; started: number; ended: number };
const callsTo = async (numbers: string[]): Promise<Call[]> =>
  (await run.control("/calls"))
    .filter(({ to }: any) => numbers.includes(to))
    .map(({ to, started_at, ended_at }: any) => ({
      to,
      started: Date.parse(started_at),
      ended: ended_at === null ? Infinity : Date.parse(ended_at),
    }))
    .sort((a: Call, b: Call) => a.started - b.started);
/** The most calls that were under way at one moment. */
const mostAtOnce = (calls: Call[]): number =>
  Math.max(
    0,
    ...calls.map(({ started }) => calls.filter((c) => c.started <= started && started < c.ended).length),
  );

describe("one call at a time per destination number", () => {
  it("three faxes to one number go strictly one after the other; the position of those that wait counts down", async () => {
    const to = rows.find(({ outcome }) => outcome === "rings_60_seconds")?.number ?? "";
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) ids.push(await send(to));
    const placeOf = async (id: string) => (await read(id)).waiting;
    // Which of three sent at once is called first is open; the two others stand at the places 1 and 2.
    await run.until("the line", async () => {
      const places = (await Promise.all(ids.map(placeOf))).map((waiting) => waiting?.position);
      return [1, 2].every((place) => places.includes(place)) || undefined;
    });
    const seen = new Map(ids.map((id) => [id, [] as number[]]));
    await run.until("all to be delivered", async () => {
      const faxes = await Promise.all(ids.map(read));
      for (const fax of faxes) if (fax.waiting) seen.get(fax.id)?.push(fax.waiting.position);
      return faxes.every(({ status }) => status === "delivered") || undefined;
    });
    const calls = await callsTo([to]);
    expect(calls).toHaveLength(3);
    expect(mostAtOnce(calls)).toBe(1);
    // Positions only count down.
    for (const positions of seen.values()) expect(positions).toEqual([...positions].sort((a, b) => b - a));
    for (const id of ids) expect((await read(id)).attempts).toHaveLength(1);
  }, 90_000);

  it("a cancel of the one that waits is immediate, and the next goes all the same", async () => {
    const to = rows.find(({ outcome }) => outcome === "rings_60_seconds")?.number ?? "";
    const before = (await callsTo([to])).length;
    const calling = await send(to);
    await run.fax(calling, "sending");
    const canceled = await send(to);
    await run.until("its place", async () => (await read(canceled)).waiting?.for === "lane" || undefined);
    const last = await send(to);
    expect((await run.call(`/v2/faxes/${canceled}/actions/cancel`, { method: "POST" })).status).toBe(202);
    expect((await read(canceled)).status).toBe("canceled");
    await run.fax(last, "delivered");
    expect((await callsTo([to])).length - before).toBe(2);
  }, 60_000);
});

describe("never more calls at once than the account has channels", () => {
  it("50 faxes to 50 numbers over two channels: never a third call, and none fails for capacity", async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => `+1312736${7300 + index}`);
    const ids = await Promise.all(numbers.map((number) => send(number)));
    await run.until("a line for the channels", async () => {
      const faxes = await Promise.all(ids.map(read));
      return faxes.filter(({ waiting }) => waiting?.for === "channel").length > 5 || undefined;
    });
    for (const id of ids) {
      const fax = await run.until(
        `fax ${id} to be delivered`,
        async () => {
          const now = await read(id);
          return ["delivered", "failed"].includes(now.status) ? now : undefined;
        },
        90_000,
      );
      expect([fax.status, fax.failure_reason, fax.attempts.length]).toEqual(["delivered", null, 1]);
    }
    const calls = await callsTo(numbers);
    expect(calls).toHaveLength(50);
    expect(mostAtOnce(calls)).toBe(2);
  }, 300_000);

  it("where the carrier takes fewer calls than we were told, faxes wait and none fails", async () => {
    await run.control("/channels", { limit: 1 });
    const numbers = Array.from({ length: 4 }, (_, index) => `+1312736${7400 + index}`);
    const ids = await Promise.all(numbers.map((number) => send(number)));
    for (const id of ids) await run.fax(id, "delivered");
    expect(mostAtOnce(await callsTo(numbers))).toBe(1);
    await run.control("/channels", { limit: 2 });
  }, 90_000);
});
