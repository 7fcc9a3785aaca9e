import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { envelopeTable } from "../fields/event-tables.ts";
import { expectMeta, expectTable } from "../fields/expect-table.ts";
import {
  attemptRequestTable,
  attemptResponseTable,
  attemptTable,
  balanceTable,
  deliveryTable,
  detailRecordTable,
} from "../fields/record-tables.ts";
import { startStage, until, type Stage } from "../stage.ts";

let stage: Stage;
let client: Stage["client"];
beforeAll(async () => {
  stage = await startStage();
  ({ client } = stage);
});
afterAll(() => stage.close());

describe("the official client and what is on record", () => {
  test("webhook deliveries: of each event, with its attempts", async () => {
    const id = await stage.send("+13125550101");
    await stage.ended(id);
    const ofFax = { webhook: { contains: id } };
    await until(async () => (await client.webhookDeliveries.list({ filter: ofFax })).data.length === 3);
    const listed = await client.webhookDeliveries.list({ filter: { ...ofFax, status: { eq: "delivered" } } });
    expectMeta(listed);
    expect(listed.data.map((delivery) => delivery.webhook?.event_type)).toEqual([
      "fax.failed",
      "fax.media.processed",
      "fax.queued",
    ]);
    const failed = await client.webhookDeliveries.list({
      filter: { ...ofFax, event_type: "fax.failed,fax.sent" },
    });
    expect(failed.data).toHaveLength(1);
    const { data: delivery } = await client.webhookDeliveries.retrieve(failed.data[0]?.id ?? "");
    expectTable(delivery, deliveryTable);
    expectTable(delivery?.webhook, envelopeTable);
    const [attempt] = delivery?.attempts ?? [];
    expectTable(attempt, attemptTable);
    expectTable(attempt?.http?.request, attemptRequestTable);
    expectTable(attempt?.http?.response, attemptResponseTable);
    expect(attempt?.http).toMatchObject({ request: { url: stage.receiver.url }, response: { status: 200 } });
    // What the record says was sent is what came, signature included.
    const told = stage.receiver.of(id).at(-1);
    const sent = new Map(attempt?.http?.request?.headers?.map(([name = "", value]) => [name, value]));
    expect(sent.get("telnyx-signature-ed25519")).toBe(told?.headers["telnyx-signature-ed25519"]);
    expect(delivery?.webhook).toEqual(told?.event);
    const later = { ...ofFax, started_at: { gte: "2999-01-01T00:00:00Z" } };
    expect((await client.webhookDeliveries.list({ filter: later })).data).toEqual([]);
  });

  test("the balance falls by what the faxes cost, and the detail records say what each did", async () => {
    const before = (await client.balance.retrieve()).data;
    expectTable(before, balanceTable);
    const to = "+13127360009";
    const delivered = await stage.send(to, { media_url: `${stage.media.url}/20.pdf` });
    await stage.ended(delivered);
    const page = await client.detailRecords.list({ filter: { record_type: "fax", cld: to } });
    expectMeta(page);
    const [record] = page.data as unknown as Record<string, unknown>[];
    expectTable(record, detailRecordTable);
    expect(record).toMatchObject({ id: delivered, status: "delivered", page_count: 20, currency: "USD" });
    expect(Number(record?.["cost"])).toBeGreaterThanOrEqual(0.14);
    const after = (await client.balance.retrieve()).data;
    expect(Number(before?.balance) - Number(after?.balance)).toBeGreaterThanOrEqual(0.14);
    const others = await client.detailRecords.list({ filter: { record_type: "messaging" } });
    expect(others.data).toEqual([]);
  });
});
