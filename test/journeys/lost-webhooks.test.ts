import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
