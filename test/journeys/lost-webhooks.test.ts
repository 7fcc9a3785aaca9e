import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 20, channels: 1 });
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

/** Ends every fax of a journey in which no webhook arrives, by letting time pass. */
const sweepUntil = async (what: string, isSo: () => Promise<boolean>) => {
  for (let turn = 0; turn < 30; turn++) {
    if (await isSo()) return;
    await run.control("/clock", { advance_seconds: 301 });
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`${what} did not happen: ${run.said.slice(-8).join("\n")}`);
};

describe("accepted means kept, received means stored: no webhook arrives at all", () => {
  it("the sweep ends every fax, outbound and inbound", async () => {
    const webhook =
      run.cloud.door.grants().find(({ principal }) => principal.includes("Webhook"))?.principal ?? "";
    const giveBack = run.cloud.door.withhold(webhook, "sqs:SendMessage");
    try {
      const send = async (to: string): Promise<string> => {
        const body = JSON.stringify({ to, media_url: web.url, retry: { max_attempts: 1 } });
        return (await run.call("/v2/faxes", { method: "POST", body })).body.data.id;
      };
      const receive = async (more: object): Promise<string> => {
        const document_base64 = randomPdf().toString("base64");
        const inbound = { from: "+14155550166", to: "+13125790015", document_base64, ...more };
        return inboundFaxId((await run.control("/inbound", inbound)).fax_id);
      };
      const wanted = new Map<string, string>();
      for (const to of ["+13127367276", "+13127367277"]) wanted.set(await send(to), "delivered");
      wanted.set(await send("+13125550101"), "failed");
      wanted.set(await receive({}), "received");
      wanted.set(await receive({ dead_link: true }), "received");
      wanted.set(await receive({ failure_reason: "sender_call_dropped" }), "failed");
      await sweepUntil("the end of every fax", async () => {
        const faxes = await Promise.all(
          [...wanted].map(async ([id, status]) => {
            const { body } = await run.call(`/v2/faxes/${id}`);
            return body?.data?.status === status;
          }),
        );
        return faxes.every(Boolean);
      });
    } finally {
      giveBack();
    }
  }, 120_000);
});

describe("accepted means kept: every webhook of a call is lost", () => {
  it("the sweep asks the carrier and ends the fax; the one that waited for its channel goes", async () => {
    const rows: { number: string; outcome: string }[] = await run.control("/numbers");
    const to = rows.find(({ outcome }) => outcome === "webhooks_lost")?.number ?? "";
    const send = async (number: string): Promise<string> => {
      const body = JSON.stringify({ to: number, media_url: web.url });
      return (await run.call("/v2/faxes", { method: "POST", body })).body.data.id;
    };
    const silent = await send(to);
    await run.fax(silent, "sending");
    const behind = await send("+13127367276");
    await run.until("its place in line", async () => {
      const { body } = await run.call(`/v2/faxes/${behind}`);
      return body.data.waiting?.for === "channel" || undefined;
    });
    await run.until("the end of the call", async () => {
      const calls: { to: string; ended_at: string | null }[] = await run.control("/calls");
      return calls.some((call) => call.to === to && call.ended_at !== null) || undefined;
    });
    await run.control("/clock", { advance_seconds: 1_200 });
    expect((await run.fax(silent, "delivered")).attempts).toHaveLength(1);
    expect((await run.fax(behind, "delivered")).attempts).toHaveLength(1);
  }, 60_000);
});
