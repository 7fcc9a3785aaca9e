import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 20, channels: 4 });
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

const send = async (to: string): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url: web.url }),
  });
  expect(status).toBe(202);
  return body.data.id;
};
const read = async (id: string) => (await run.call(`/v2/faxes/${id}`)).body.data;
const numbers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `+1312736${from + index}`);
const callsTo = async (wanted: string[]) =>
  (await run.control("/calls")).filter(({ to }: any) => wanted.includes(to));
const breaker = async () => (await run.call("/v2/carrier")).body.data.breaker;
const setAccount = (disabled: boolean) => run.control("/account", { disabled });
const resume = async () => (await run.call("/v2/carrier/actions/resume", { method: "POST" })).body.data;

/** The fax waits because nothing is sent. */
const untilHeld = (id: string) =>
  run.until(
    `fax ${id} to wait`,
    async () => {
      const fax = await read(id);
      return fax.waiting?.for === "breaker" && fax.waiting.position !== undefined ? fax : undefined;
    },
    60_000,
  );

describe("an account that cannot send", () => {
  it("account_disabled on one fax holds the other 20 untouched; after the repair all 21 are delivered", async () => {
    const [first = "", ...others] = numbers(7500, 21);
    await setAccount(true);
    const id = await send(first);
    expect(await untilHeld(id)).toMatchObject({ status: "queued", attempts: [] });
    expect(await breaker()).toMatchObject({ reason: "account_disabled" });

    const ids = await Promise.all(others.map(send));
    for (const held of ids) {
      const fax = await untilHeld(held);
      expect([fax.status, fax.attempts, fax.failure_reason]).toEqual(["queued", [], null]);
      const [why] = fax.events.filter(({ event }: any) => event.startsWith("breaker."));
      expect(why.detail).toContain("out of funds");
    }
    expect(await callsTo([first, ...others])).toEqual([]);

    await setAccount(false);
    expect((await resume()).was_open).toMatchObject({ reason: "account_disabled" });
    for (const held of [id, ...ids]) {
      const fax = await run.until(
        `fax ${held} to be delivered`,
        async () => {
          const now = await read(held);
          return ["delivered", "failed"].includes(now.status) ? now : undefined;
        },
        90_000,
      );
      expect([fax.status, fax.attempts.length]).toEqual(["delivered", 1]);
    }
    expect(await callsTo([first, ...others])).toHaveLength(21);
    expect(await breaker()).toBeNull();
  }, 240_000);

  it("closes by itself: once one fax that is tried goes through, the others follow", async () => {
    const [first = "", ...others] = numbers(7600, 4);
    await setAccount(true);
    const ids = [await send(first)];
    await untilHeld(ids[0] ?? "");
    ids.push(...(await Promise.all(others.map(send))));
    for (const id of ids) await untilHeld(id);
    await setAccount(false);
    await run.control("/clock", { advance_seconds: 330 });
    for (const id of ids) expect((await run.fax(id, "delivered")).attempts).toHaveLength(1);
    expect(await breaker()).toBeNull();
  }, 120_000);

  it("a wrong setting at the carrier for one number ends that fax at once and holds no other", async () => {
    const rows: { number: string; failure_reason: string | null }[] = await run.control("/numbers");
    const to = rows.find((row) => row.failure_reason === "destination_not_in_countries_whitelist");
    const fax = await run.fax(await send(to?.number ?? ""), "failed");
    expect(fax.failure_detail).toContain("allow it at the carrier");
    expect(fax.attempts).toHaveLength(1);
    expect(await breaker()).toBeNull();
  }, 60_000);
});
