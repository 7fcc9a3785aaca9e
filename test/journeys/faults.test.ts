import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

/**
 * Outages: one operation of one function is refused until it has been tried, then given back. What was accepted
 * must still end as it should, with one call. Message time-outs pass a hundred times as fast here.
 */
let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 100 });
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

const principalOf = (part: string): string => {
  const found = run.cloud.door.grants().find(({ principal }) => principal.includes(part))?.principal;
  if (!found) throw new Error(`no function is called ${part}`);
  return found;
};
/** Refuses the operation until it was tried once (or the time is up), while `work` goes on. */
async function outage<T>(fn: string, action: string, work: () => Promise<T>): Promise<T> {
  const principal = principalOf(fn);
  const giveBack = run.cloud.door.withhold(principal, action);
  const tried = new Promise<void>((done) => {
    const quiet = run.cloud.door.onDenial((denial) => {
      if (denial.principal !== principal || denial.action !== action) return;
      quiet();
      done();
    });
  });
  const result = await work();
  await tried;
  giveBack();
  return result;
}
const send = async (to = "+13127367276"): Promise<string> => {
  const body = JSON.stringify({ to, media_url: web.url });
  const answer = await run.call("/v2/faxes", { method: "POST", body });
  expect(answer.status).toBe(202);
  return answer.body.data.id;
};
/** As `run.fax`, but refusals are what this test makes. */
const ended = async (id: string, status: string) => {
  for (let n = 0; n < 600; n++) {
    const { body } = await run.call(`/v2/faxes/${id}`);
    if (body?.data?.status === status) return body.data;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`fax ${id} is not ${status}: ${run.said.slice(-6).join("\n")}`);
};
const callsOf = async (id: string) =>
  (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));

describe("accepted means kept, never twice: an outbound fax survives an outage of", () => {
  it.each([
    ["the relay's queues", "Relay", "sqs:SendMessage"],
    ["the relay's stream", "Relay", "dynamodb:GetRecords"],
    ["the queue prepare reads", "Prepare", "sqs:ReceiveMessage"],
    ["the bucket prepare writes", "Prepare", "s3:PutObject"],
    ["the table prepare writes", "Prepare", "dynamodb:UpdateItem"],
    ["forgetting prepare's message", "Prepare", "sqs:DeleteMessage"],
    ["the carrier's key", "Dispatch", "ssm:GetParameter"],
    ["the table dispatch claims in", "Dispatch", "dynamodb:UpdateItem"],
    ["the attempt's own object", "Dispatch", "s3:PutObject"],
    ["forgetting dispatch's message", "Dispatch", "sqs:DeleteMessage"],
    ["the table apply writes", "Apply", "dynamodb:UpdateItem"],
    ["forgetting apply's message", "Apply", "sqs:DeleteMessage"],
    ["the webhook's queue", "Webhook", "sqs:SendMessage"],
  ])(
    "%s",
    async (_, fn, action) => {
      // Functions keep what they read once (the carrier's key): begin cold.
      run.cloud.coolDown();
      const id = await outage(fn, action, () => send());
      const fax = await ended(id, "delivered");
      expect(fax.attempts).toHaveLength(1);
      expect(await callsOf(id)).toHaveLength(1);
    },
    60_000,
  );
});

describe("an inbound fax survives an outage of", () => {
  it.each([
    ["the table apply writes", "Apply", "dynamodb:PutItem"],
    ["the relay's queues", "Relay", "sqs:SendMessage"],
    ["the table fetch reads", "FetchInbound", "dynamodb:GetItem"],
    ["the bucket fetch writes", "FetchInbound", "s3:PutObject"],
    ["the table fetch writes", "FetchInbound", "dynamodb:UpdateItem"],
  ])(
    "%s",
    async (_, fn, action) => {
      const fax_id = await outage(fn, action, async () => {
        const document_base64 = randomPdf().toString("base64");
        const inbound = { from: "+14155550166", to: "+13125790015", document_base64 };
        return (await run.control("/inbound", inbound)).fax_id as string;
      });
      await ended(inboundFaxId(fax_id), "received");
    },
    60_000,
  );
});

describe("an upload, a mail and a drop survive an outage of", () => {
  it("the bucket prepare reads", async () => {
    const { body } = await run.call("/v2/faxes", { method: "POST", body: '{"to":"+13127367276"}' });
    await outage("Prepare", "s3:GetObject", async () => {
      await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    });
    expect((await ended(body.data.id, "delivered")).attempts).toHaveLength(1);
  }, 60_000);

  it("the table drop writes", async () => {
    const to = "+14165550177";
    await outage("Drop", "dynamodb:PutItem", () =>
      run.cloud.s3.putObject(run.facts.bucket, `drop/${to}/a.pdf`, randomPdf(), "application/pdf"),
    );
    for (let n = 0; n < 400; n++) {
      const { body } = await run.call(`/v2/faxes?filter[to][eq]=${encodeURIComponent(to)}`);
      if (body.data[0]?.status === "delivered") return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("the dropped document was lost");
  }, 60_000);
});

describe("a request that gets no 202 stores nothing", () => {
  it("when the table cannot be written", async () => {
    await run.cloud.idle();
    const before = await run.cloud.census();
    const giveBack = run.cloud.door.withhold(principalOf("Api"), "dynamodb:PutItem");
    const { status, body } = await run.call("/v2/faxes", { method: "POST", body: '{"to":"+13127367276"}' });
    giveBack();
    expect([status, body.errors[0].code]).toEqual([500, "internal_error"]);
    expect((await run.cloud.census()).items).toBe(before.items);
  });
});
