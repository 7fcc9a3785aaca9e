import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { passToNextRemoval } from "./support/next-removal.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney();
  web = await serve(randomPdf());
});
afterAll(async () => {
  web.close();
  await run.end();
});

/** The installation's own number, and one that the carrier refuses to call from. */
const [desk, lab] = ["+13125790015", "+13125790016"];

const newMailbox = async (name: string, number: string, retention_days: number | null) => {
  const body = JSON.stringify({ name, numbers: [number], retention_days });
  expect((await run.call("/v2/mailboxes", { method: "POST", body })).status).toBe(201);
};
const send = async (from: string): Promise<string> => {
  const body = JSON.stringify({ to: "+13127367276", from, media_url: web.url });
  return (await run.call("/v2/faxes", { method: "POST", body })).body.data.id;
};
const receive = async (): Promise<string> => {
  const document_base64 = randomPdf().toString("base64");
  const { fax_id } = await run.control("/inbound", { from: "+14155550166", to: desk, document_base64 });
  return inboundFaxId(fax_id);
};
const isThere = async (id: string) => (await run.call(`/v2/faxes/${id}`)).status === 200;
const objectsOf = async (id: string) =>
  (await run.cloud.s3.listKeys(run.facts.bucket)).filter((key) => key.includes(id));

describe("a mailbox that keeps its faxes for a day", () => {
  it("has neither record nor pages of them afterwards, and later ones and those of another mailbox stay", async () => {
    await newMailbox("Front desk", desk, 1);
    await newMailbox("Laboratory", lab, null);
    const [sent, received, refused] = [await send(desk), await receive(), await send(lab)];
    await run.fax(sent, "delivered");
    await run.fax(received, "received");
    await run.fax(refused, "failed");

    await passToNextRemoval(run, 20);
    await run.cloud.idle();
    for (const id of [sent, received, refused]) expect([id, await isThere(id)]).toEqual([id, true]);
    const later = await send(desk);
    await run.fax(later, "delivered");

    await passToNextRemoval(run, 5);
    for (const id of [sent, received]) {
      await run.until("the record to be gone", async () => ((await isThere(id)) ? undefined : true));
      await run.until("the pages to be gone", async () =>
        (await objectsOf(id)).length === 0 ? true : undefined,
      );
    }
    for (const id of [later, refused]) {
      expect(await isThere(id)).toBe(true);
      expect(await objectsOf(id)).toContain(`documents/${id}.pdf`);
    }
    const { body } = await run.call("/v2/faxes");
    expect(body.data.map((fax: any) => fax.id).sort()).toEqual([later, refused].sort());
  }, 60_000);
});
