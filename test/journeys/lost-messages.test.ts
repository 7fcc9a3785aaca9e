import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

/**
 * What a room is told is taken away before it reads it, as if stream or queue had lost it. The sweep must bring every
 * fax to its end, with one call.
 */
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

const principalOf = (part: string): string => {
  const found = run.cloud.door.grants().find(({ principal }) => principal.includes(part))?.principal;
  if (!found) throw new Error(`no function is called ${part}`);
  return found;
};
/** As `run.fax`, but refusals are what this test makes. */
const ended = async (id: string, status: string) => {
  for (let turn = 0; turn < 40; turn++) {
    for (let look = 0; look < 10; look++) {
      const { body } = await run.call(`/v2/faxes/${id}`);
      if (body?.data?.status === status) return body.data;
      await new Promise((done) => setTimeout(done, 100));
    }
    await run.control("/clock", { advance_seconds: 301 });
  }
  throw new Error(`fax ${id} is not ${status}: ${run.said.slice(-8).join("\n")}`);
};
const oneCall = async (id: string) => {
  const calls: { client_state: string }[] = await run.control("/calls");
  expect(calls.filter((call) => atob(call.client_state).startsWith(id))).toHaveLength(1);
};
const send = async (more: object = { media_url: web.url }): Promise<any> => {
  const body = JSON.stringify({ to: "+13127367276", ...more });
  return (await run.call("/v2/faxes", { method: "POST", body })).body.data;
};

/** Takes the next message of a queue away, while its function may not read it. */
async function lose(fn: string, queue: string, work: () => Promise<unknown>): Promise<void> {
  const principal = principalOf(fn);
  const action = "sqs:ReceiveMessage";
  const giveBack = run.cloud.door.withhold(principal, action);
  // A poll that began before goes on: only the first that is refused says that nobody reads the queue.
  await new Promise<void>((done) => {
    const quiet = run.cloud.door.onDenial((denial) => {
      if (denial.principal !== principal || denial.action !== action) return;
      quiet();
      done();
    });
  });
  try {
    await work();
    const name = run.cloud.resource(queue).physicalId.split("/").at(-1) ?? "";
    const QueueUrl = run.cloud.sqs.queueUrl(name);
    for (let look = 0; look < 300; look++) {
      const answer: any = await run.cloud.sqs.call("ReceiveMessage", { QueueUrl, VisibilityTimeout: 600 });
      const [message] = answer.Messages ?? [];
      if (message) {
        await run.cloud.sqs.call("DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle });
        return;
      }
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`nothing came into ${queue}`);
  } finally {
    giveBack();
  }
}

describe("accepted means kept: a message is lost", () => {
  it("that orders to prepare the pages of a URL", async () => {
    let id = "";
    await lose("Prepare", "RoomsPrepareQueue", async () => (id = (await send()).id));
    await ended(id, "delivered");
    await oneCall(id);
  }, 90_000);

  it("that tells of a finished upload", async () => {
    let id = "";
    await lose("Prepare", "RoomsPrepareQueue", async () => {
      const fax = await send({});
      id = fax.id;
      await fetch(fax.upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    });
    await ended(id, "delivered");
    await oneCall(id);
  }, 90_000);

  it("that orders the call", async () => {
    let id = "";
    await lose("Dispatch", "RoomsDispatchQueue", async () => (id = (await send()).id));
    await ended(id, "delivered");
    await oneCall(id);
  }, 90_000);

  it("that orders to fetch received pages", async () => {
    let id = "";
    await lose("FetchInbound", "RoomsFetchQueue", async () => {
      const document_base64 = randomPdf().toString("base64");
      const inbound = { from: "+14155550166", to: "+13125790015", document_base64 };
      id = inboundFaxId((await run.control("/inbound", inbound)).fax_id);
    });
    await ended(id, "received");
  }, 90_000);

  it("that lets the next of a line go", async () => {
    const first = await send({ to: "+14155550116", media_url: web.url });
    await run.fax(first.id, "sending");
    const behind = await send({ to: "+14155550116", media_url: web.url });
    await run.until("its place in line", async () => {
      const { body } = await run.call(`/v2/faxes/${behind.id}`);
      return body.data.waiting?.for === "lane" || undefined;
    });
    await lose("Dispatch", "RoomsDispatchQueue", async () => undefined);
    await ended(behind.id, "delivered");
    await oneCall(first.id);
    await oneCall(behind.id);
  }, 90_000);
});

describe("accepted means kept: a record of the stream is given up", () => {
  it("and the fax is prepared all the same", async () => {
    const kept = async () => (await run.cloud.s3.listKeys(run.facts.bucket, "aws/lambda/")).length;
    const before = await kept();
    const giveBack = run.cloud.door.withhold(principalOf("Relay"), "sqs:SendMessage");
    const { id } = await send();
    for (let look = 0; (await kept()) === before; look++) {
      if (look > 400) throw new Error("the batch was not given up");
      await new Promise((done) => setTimeout(done, 100));
    }
    giveBack();
    await ended(id, "delivered");
    await oneCall(id);
  }, 90_000);
});
