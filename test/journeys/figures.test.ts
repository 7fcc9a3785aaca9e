import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metrics } from "../../core/metrics.ts";
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

const send = async (to: string): Promise<string> => {
  const body = JSON.stringify({ to, media_url: web.url });
  return (await run.call("/v2/faxes", { method: "POST", body })).body.data.id;
};
const numberThat = (wanted: (row: (typeof rows)[number]) => boolean) => rows.find(wanted)?.number ?? "";

/** The lines that CloudWatch makes figures of: bare JSON behind the function's name. */
const lines = () =>
  run.said.flatMap((line) => {
    const at = line.indexOf('{"_aws"');
    return at < 0 ? [] : [{ text: line.slice(at), line: JSON.parse(line.slice(at)) }];
  });

/** The sum of each figure, the classes of failures apart; levels are what they were last. */
function figures(): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { line } of lines()) {
    const [directive] = line._aws.CloudWatchMetrics;
    expect(directive.Namespace).toBe("ServerlessFax");
    expect(directive.Dimensions).toEqual([line.Class === undefined ? ["Stack"] : ["Stack", "Class"]]);
    for (const { Name, Unit } of directive.Metrics) {
      expect(Unit).toBe((metrics as Record<string, { unit: string }>)[Name]?.unit);
      const key = line.Class === undefined ? Name : `${Name}.${line.Class}`;
      const value = [line[Name]].flat().reduce((sum: number, each: number) => sum + each, 0);
      const isLevel = ["InProgress", "OldestWaiting", "UnknownsUnresolved"].includes(Name);
      sums[key] = isLevel ? value : (sums[key] ?? 0) + value;
    }
  }
  return sums;
}

describe("figures for the operator are lines of the log", () => {
  it("an idle installation tells none, however often the sweep looks", async () => {
    await run.control("/clock", { advance_seconds: 900 });
    await run.cloud.idle();
    expect(lines()).toEqual([]);
  });

  it("a delivered, a failed and an unknown fax are each counted, and nothing else is", async () => {
    const delivered = await send("+13127367276");
    await run.fax(delivered, "delivered");
    const failed = await send(numberThat((row) => row.failure_reason === "receiver_unallocated_number"));
    await run.fax(failed, "failed");
    const refused = await send(
      numberThat((row) => row.failure_reason === "destination_not_in_countries_whitelist"),
    );
    await run.fax(refused, "failed");
    // The carrier answers 500 and knows of no fax: nobody can tell what became of the call.
    const unknown = await send(numberThat((row) => row.outcome === "answer_500_not_accepted"));
    await run.until("the attempt to be unknown", async () => {
      const { body } = await run.call(`/v2/faxes/${unknown}`);
      return body.data.attempts[0]?.state === "unknown" || undefined;
    });
    await run.cloud.idle();
    expect(figures()).toEqual({
      Delivered: 1,
      FailedShare: 200,
      "Failed.permanent": 1,
      "Failed.configuration": 1,
      ConfigurationFailures: 1,
      Unknowns: 1,
    });
    await run.control("/clock", { advance_seconds: 1_900 });
    await run.until(
      "the sweep to tell of it",
      async () => figures()["UnknownsUnresolved"] === 1 || undefined,
    );
    expect(figures()).toMatchObject({ InProgress: 1, OldestWaiting: 0, Unknowns: 1 });
  }, 60_000);

  it("a busy number is a redial, a forged webhook a refused one", async () => {
    const busy = await send(numberThat((row) => row.outcome === "busy_twice_then_delivered"));
    for (const _ of [1, 2]) {
      await run.until("the redial", async () => {
        const { body } = await run.call(`/v2/faxes/${busy}`);
        return body.data.waiting?.for === "redial" || undefined;
      });
      await run.control("/clock", { advance_seconds: 600 });
      await run.until("the next call", async () => {
        const { body } = await run.call(`/v2/faxes/${busy}`);
        return body.data.waiting?.for !== "redial" || undefined;
      });
    }
    await run.fax(busy, "delivered");
    await run.control("/webhooks", { sign: "wrong", body: { data: { event_type: "fax.queued" } } });
    await run.cloud.idle();
    expect(figures()).toMatchObject({ Redials: 2, Delivered: 2, FailedShare: 200, RefusedWebhooks: 1 });
  }, 60_000);

  it("no document, secret, id or fax number is in one", () => {
    expect(lines().length).toBeGreaterThan(5);
    for (const { text, line } of lines()) {
      expect(text.replace(/"Timestamp":\d{13}/, "")).not.toMatch(/\d{7}/);
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
      const told = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: any) => Name);
      expect(Object.keys(line).sort()).toEqual(
        ["_aws", "Stack", ...(line.Class === undefined ? [] : ["Class"]), ...told].sort(),
      );
    }
  });
});
