import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 20 });
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

const goodNumber = "+13127367276";
const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(run.clock.now().getTime() + hours * hourMs);
const post = (body: object) => run.call("/v2/faxes", { method: "POST", body: JSON.stringify(body) });
const read = async (id: string) => (await run.call(`/v2/faxes/${id}`)).body.data;
const schedulesOf = (id: string) => run.cloud.scheduler.list().filter(({ name }) => name.startsWith(id));
const callsOf = async (id: string) =>
  (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));

/** A fax that rests until `at`, its schedule made. */
async function scheduled(at: Date, more: object = {}): Promise<any> {
  const { status, body } = await post({
    to: goodNumber,
    media_url: web.url,
    scheduled_at: at.toISOString(),
    ...more,
  });
  expect(status).toBe(202);
  const fax = await run.fax(body.data.id, "scheduled");
  await run.until("its schedule", async () => schedulesOf(fax.id).length === 1 || undefined);
  return fax;
}

/** The clock jumps to two minutes before `at`; the sweep looks on the way, and not again for five minutes. */
async function jumpBefore(at: Date): Promise<void> {
  const seconds = Math.floor((at.getTime() - run.clock.now().getTime()) / 1000) - 120;
  await run.control("/clock", { advance_seconds: seconds });
}
/** How often somebody had to give the order again: the sweep, or whom it reached early. */
async function wakesOf(id: string): Promise<number> {
  const { Item } = (await run.cloud.dynamodb.call("GetItem", {
    TableName: run.cloud.resource("FaxTable").physicalId,
    Key: { pk: { S: `fax#${id}` }, sk: { S: "fax" } },
  })) as { Item: { wakes: { N: string } } };
  return Number(Item.wakes.N);
}

describe("a fax with a time of its own", () => {
  it("is prepared at once, rests, and goes by its schedule at its time and not before", async () => {
    const at = new Date(Math.ceil(inHours(2).getTime() / 60_000) * 60_000);
    const fax = await scheduled(at);
    expect(fax).toMatchObject({
      scheduled_at: at.toISOString(),
      page_count: 1,
      waiting: { for: "schedule", next_attempt_at: at.toISOString() },
      attempts: [],
    });
    expect(fax.events.map(({ event }: any) => event)).toEqual(["accepted", "prepared", "scheduled"]);
    await jumpBefore(at);
    expect((await read(fax.id)).status).toBe("scheduled");
    expect(await callsOf(fax.id)).toEqual([]);
    const { attempts } = await run.fax(fax.id, "delivered");
    expect(Date.parse(attempts[0].started_at)).toBeGreaterThanOrEqual(at.getTime());
    expect(await wakesOf(fax.id)).toBe(0);
    expect(await callsOf(fax.id)).toHaveLength(1);
    expect(schedulesOf(fax.id)).toEqual([]);
  }, 60_000);

  it("is told at once what is wrong with its pages", async () => {
    const broken = await serve(Buffer.from("PK\x03\x04 no fax"));
    const { body } = await post({
      to: goodNumber,
      media_url: broken.url,
      scheduled_at: inHours(48).toISOString(),
    });
    expect(await run.fax(body.data.id, "failed")).toMatchObject({ attempts: [] });
    broken.close();
  });

  it("is canceled at once; its schedule fires and nobody is called", async () => {
    const at = inHours(3);
    const { id } = await scheduled(at);
    expect((await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" })).status).toBe(202);
    expect((await read(id)).status).toBe("canceled");
    await run.control("/clock", { advance_seconds: 3 * 3_600 + 180 });
    await run.until("the schedule to fire", async () => schedulesOf(id).length === 0 || undefined);
    await run.cloud.idle();
    expect(await callsOf(id)).toEqual([]);
    expect((await read(id)).status).toBe("canceled");
  });

  it("whose schedule is lost goes all the same: the sweep finds it due", async () => {
    const at = inHours(4);
    const { id } = await scheduled(at);
    for (const { group, name } of schedulesOf(id)) run.cloud.scheduler.delete(group, name);
    await run.control("/clock", { advance_seconds: 4 * 3_600 + 301 });
    const { attempts } = await run.fax(id, "delivered");
    expect(Date.parse(attempts[0].started_at)).toBeGreaterThanOrEqual(at.getTime());
  });

  it("in two minutes needs no schedule: its order waits in the queue", async () => {
    const at = new Date(run.clock.now().getTime() + 120_000);
    const { body } = await post({ to: goodNumber, media_url: web.url, scheduled_at: at.toISOString() });
    const { attempts } = await run.fax(body.data.id, "delivered");
    expect(Date.parse(attempts[0].started_at)).toBeGreaterThanOrEqual(at.getTime());
  }, 60_000);

  it("whose order comes early, and twice, is called once and not before its time", async () => {
    const at = new Date(run.clock.now().getTime() + 60_000);
    const { body } = await post({ to: goodNumber, media_url: web.url, scheduled_at: at.toISOString() });
    const { id } = body.data;
    await run.fax(id, "scheduled");
    const QueueUrl = run.cloud.sqs.queueUrl(
      run.cloud.resource("RoomsDispatchQueue").arn.split(":").at(-1) ?? "",
    );
    const MessageBody = JSON.stringify({ faxId: id, attempt: 1 });
    for (const _ of [1, 2]) await run.cloud.sqs.call("SendMessage", { QueueUrl, MessageBody });
    const { attempts } = await run.fax(id, "delivered");
    expect(Date.parse(attempts[0].started_at)).toBeGreaterThanOrEqual(at.getTime());
    expect(await callsOf(id)).toHaveLength(1);
  }, 60_000);

  it("that waits for an upload rests once the pages are there", async () => {
    const at = inHours(1);
    const { body } = await post({ to: goodNumber, scheduled_at: at.toISOString() });
    await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    expect(await run.fax(body.data.id, "scheduled")).not.toHaveProperty("upload_url");
  });

  it.each([
    ["no time", "tomorrow", "10032"],
    ["a time without a zone", "2099-10-02T18:00:00", "10032"],
    ["a time that has passed", "2020-10-02T18:00:00Z", "10033"],
    ["a time more than a year ahead", "2099-10-02T18:00:00Z", "10033"],
  ])("%s is refused", async (_, scheduled_at, code) => {
    const { status, body } = await post({ to: goodNumber, media_url: web.url, scheduled_at });
    expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
      422,
      code,
      { pointer: "/scheduled_at" },
    ]);
  });

  it("sent as a form it is the same", async () => {
    const form = new FormData();
    form.set("to", goodNumber);
    form.set("scheduled_at", inHours(5).toISOString());
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
    expect(status).toBe(202);
    await run.fax(body.data.id, "scheduled");
  });
});

describe("a redial later than a queue can hold its order back", () => {
  it("goes by a schedule of its own: the half hour after the fifth busy call", async () => {
    const rows = await run.control("/numbers");
    const busy = rows.find((row: any) => row.failure_reason === "user_busy")?.number;
    const { body } = await post({ to: busy, media_url: web.url });
    const { id } = body.data;
    const pauseAfter = (calls: number) =>
      run.until(`the pause after call ${calls}`, async () => {
        const fax = await read(id);
        return fax.waiting?.for === "redial" && fax.attempts.length === calls ? fax : undefined;
      });
    for (const calls of [1, 2, 3, 4]) {
      await pauseAfter(calls);
      expect(schedulesOf(id)).toEqual([]);
      await run.control("/clock", { advance_seconds: 901 + 301 });
    }
    const at = new Date((await pauseAfter(5)).waiting.next_attempt_at);
    await run.until("its schedule", async () => schedulesOf(id).length === 1 || undefined);
    const wakes = await wakesOf(id);
    await jumpBefore(at);
    expect((await read(id)).attempts).toHaveLength(5);
    const { attempts } = await run.until("the sixth call", async () => {
      const fax = await read(id);
      return fax.attempts.length > 5 ? fax : undefined;
    });
    expect(Date.parse(attempts[5].started_at)).toBeGreaterThanOrEqual(at.getTime());
    expect(await wakesOf(id)).toBe(wakes);
    await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" });
  }, 90_000);
});
