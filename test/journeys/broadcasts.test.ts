import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

/** A list of so many rows; of 1,000, eight are malformed and twelve repeat. */
type Size = { rows: number; malformed: number; repeated: number; wanted: number };
const sizeOf = (rows: number): Size => {
  const [malformed, repeated] = [Math.round(rows / 125), Math.round((rows * 3) / 250)];
  return { rows, malformed, repeated, wanted: rows - malformed - repeated };
};
/** 500 here, 5,000 with `npm run test:broadcast`. */
const full = sizeOf(Number(process.env["BROADCAST_ROWS"] ?? 500));
const small = sizeOf(120);
const channels = 3;
/** A machine that does much else takes a second for a fax; an idle one a tenth. */
const timeoutMs = 180_000 + full.rows * 3_000;
const patienceMs = timeoutMs - 120_000;

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 50, channels, maxFaxesPerDay: full.rows + 1_000 });
  web = await serve(randomPdf());
  await run.control("/channels", { limit: channels });
}, 120_000);
afterAll(async () => {
  web.close();
  await run.end();
});

const numberAt = (index: number): string => `+1847${String(2_000_000 + index)}`;
const national = (number: string): string =>
  `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;

/** A list with the faults people make, spread over it; every third number as people write it. */
function listOf(first: number, { malformed, repeated, wanted }: Size): string {
  const good = Array.from({ length: wanted }, (_, index) => numberAt(first + index));
  const written = good.map((number, index) => (index % 3 === 0 ? `"${national(number)}"` : number));
  const faults = ["call me", "1.8472E+10", "847", '"+1847"'];
  const spread = (extra: string[]) => {
    const step = Math.floor(written.length / (extra.length + 1));
    extra.forEach((line, index) => written.splice((index + 1) * step, 0, line));
  };
  spread(Array.from({ length: malformed }, (_, index) => faults[index % faults.length] ?? ""));
  // Written another way than the first time.
  spread(Array.from({ length: repeated }, (_, index) => `"${national(good[index] ?? "")}"`));
  return `\ufeffname,fax number\r\n${written.map((number, index) => `Customer ${index},${number}`).join("\r\n\r\n")}\r\n`;
}

const post = async (path: string, body: object = {}) => {
  const answer = await run.call(path, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.data;
};
const read = async (id: string) => (await run.call(`/v2/broadcasts/${id}`)).body.data;
/** Waits for the broadcast to be so; what it is instead says more than that it is not. */
const reaches = async (id: string, what: string, is: (broadcast: any) => boolean) => {
  let last: any;
  const look = async () => (is((last = await read(id))) ? last : undefined);
  return run.until(what, look, patienceMs).catch(async (error: Error) => {
    const faxes = (await pages(`/v2/broadcasts/${id}/faxes`)).filter(
      ({ status }) => !["delivered", "failed", "canceled"].includes(status),
    );
    const open = await Promise.all(
      faxes.slice(0, 3).map(async (fax) => (await run.call(`/v2/faxes/${fax.id}`)).body.data),
    );
    throw new Error(`${error.message}\n${JSON.stringify({ ...last, open })}`);
  });
};
const pages = async (path: string): Promise<any[]> => {
  const all: any[] = [];
  for (let page = 1; ; page++) {
    const { body } = await run.call(`${path}?page[size]=250&page[number]=${page}`);
    all.push(...body.data);
    if (page >= body.meta.total_pages) return all;
  }
};
const callsTo = async (first: number, { wanted }: Size): Promise<string[]> => {
  const numbers = new Set(Array.from({ length: wanted }, (_, index) => numberAt(first + index)));
  return (await run.control("/calls")).map(({ to }: any) => to).filter((to: string) => numbers.has(to));
};
const upload = async (url: string, body: string | Buffer) => {
  const { status } = await fetch(url, {
    method: "PUT",
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  expect(status).toBe(200);
};
/** No step of a broadcast, and nothing that orders them, had to be done again. */
const noStepFailed = () =>
  expect(run.said.filter((line) => /Rooms(Broadcast|Relay)Function.*"level":"error"/.test(line))).toEqual([]);

describe("one document to many numbers", () => {
  it(
    `${full.rows} rows, ${full.malformed} malformed, ${full.repeated} repeated: ${full.wanted} faxes, each once, and every other row explained`,
    async () => {
      const first = 0;
      const { rows, malformed, repeated, wanted } = full;
      const begun = performance.now();
      const broadcast = await post("/v2/broadcasts", { reference: "recall", client_state: "YQ==" });
      expect(broadcast).toMatchObject({ status: "preparing", priority: "bulk" });
      // Either may come first.
      await upload(broadcast.upload_url, listOf(first, full));
      await upload(broadcast.document_upload_url, randomPdf());
      const { id } = broadcast;
      const done = await reaches(id, "all to have ended", ({ status }) => status === "completed");
      expect(done.counts).toEqual({
        rows,
        duplicates: repeated,
        rejected: malformed,
        created: wanted,
        delivered: wanted,
        failed: 0,
        canceled: 0,
        open: 0,
      });
      expect(done.upload_url).toBeUndefined();
      const rejections = await pages(`/v2/broadcasts/${id}/rejections`);
      expect(rejections).toHaveLength(malformed);
      for (const { code, detail, value } of rejections) {
        expect(code).toBe("number_not_understood");
        expect(detail).toMatch(/write it as/);
        expect(["call me", "1.8472E+10", "847", "+1847"]).toContain(value);
      }
      const faxes = await pages(`/v2/broadcasts/${id}/faxes`);
      expect(new Set(faxes.map(({ to }) => to)).size).toBe(wanted);
      for (const fax of faxes) {
        expect(fax).toMatchObject({ status: "delivered", broadcast_id: id, reference: "recall" });
      }
      const calls = await callsTo(first, full);
      expect([calls.length, new Set(calls).size]).toEqual([wanted, wanted]);
      console.info(`${wanted} faxes in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
      noStepFailed();
    },
    timeoutMs,
  );

  it(
    "pauses in the middle: no fax is created and none is called, until it goes on",
    async () => {
      const first = 100_000;
      const { wanted } = small;
      const { id, upload_url } = await post("/v2/broadcasts", { media_url: web.url });
      await upload(upload_url, listOf(first, small));
      await reaches(id, "some calls", ({ counts }) => counts.delivered > wanted / 10);
      expect(await post(`/v2/broadcasts/${id}/actions/pause`)).toMatchObject({ status: "paused" });
      // What is under way ends; whatever has not ended then is parked, and nothing moves any more.
      const parkedOf = (faxes: any[]) => faxes.filter(({ waiting }) => waiting?.for === "broadcast");
      const still = await run.until(
        "every fax to be parked or to have ended",
        async () => {
          const { counts } = await read(id);
          const parked = parkedOf(await pages(`/v2/broadcasts/${id}/faxes`));
          return parked.length === counts.open ? counts : undefined;
        },
        timeoutMs,
      );
      expect(still.open).toBeGreaterThan(0);
      const before = (await callsTo(first, small)).length;
      expect(before).toBeLessThan(wanted);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect((await callsTo(first, small)).length).toBe(before);
      expect((await read(id)).counts).toEqual(still);
      // Asking twice is no mistake, and other faxes are not held up.
      await post(`/v2/broadcasts/${id}/actions/pause`);
      const other = await post("/v2/faxes", { to: "+13127367276", media_url: web.url });
      await run.fax(other.id, "delivered");

      await post(`/v2/broadcasts/${id}/actions/resume`);
      const done = await reaches(id, "all to have ended", ({ status }) => status === "completed");
      expect(done.counts.delivered).toBe(wanted);
      const calls = await callsTo(first, small);
      expect([calls.length, new Set(calls).size]).toEqual([wanted, wanted]);
      noStepFailed();
    },
    timeoutMs,
  );

  it(
    "is canceled in the middle: what is not called never is, and every fax ends",
    async () => {
      const first = 200_000;
      const { wanted } = small;
      const { id, upload_url } = await post("/v2/broadcasts", { media_url: web.url });
      await upload(upload_url, listOf(first, small));
      await reaches(id, "some calls", ({ counts }) => counts.delivered > wanted / 10);
      expect(await post(`/v2/broadcasts/${id}/actions/cancel`)).toMatchObject({ status: "canceled" });
      const done = await reaches(id, "every fax to end", ({ counts }) => counts.open === 0);
      expect(done.status).toBe("canceled");
      const { created, delivered, failed, canceled } = done.counts;
      expect(delivered + failed + canceled).toBe(created);
      expect(canceled).toBeGreaterThan(0);
      const faxes = await pages(`/v2/broadcasts/${id}/faxes`);
      expect(faxes.filter(({ status }) => status === "canceled")).toHaveLength(canceled);
      expect((await callsTo(first, small)).length).toBeLessThan(wanted);
      const again = await run.call(`/v2/broadcasts/${id}/actions/resume`, { method: "POST" });
      expect([again.status, again.body.errors[0].code]).toEqual([422, "broadcast_ended"]);
      noStepFailed();
    },
    timeoutMs,
  );
});
