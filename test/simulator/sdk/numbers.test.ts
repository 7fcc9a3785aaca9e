import Telnyx from "telnyx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  availableNumberTable,
  numberTable,
  orderedNumberTable,
  orderTable,
} from "../fields/account-tables.ts";
import { expectMeta, expectTable } from "../fields/expect-table.ts";
import { apiKey, connectionId, ourNumber, startStage, type Stage } from "../stage.ts";

let stage: Stage;
let client: Stage["client"];
beforeAll(async () => {
  stage = await startStage();
  ({ client } = stage);
});
afterAll(() => stage.close());

describe("the official client and the numbers", () => {
  test("a number: searched, ordered, found by its digits, assigned, given back", async () => {
    const wanted = {
      features: ["fax" as const],
      country_code: "US",
      national_destination_code: "206",
      limit: 3,
    };
    const offers = await client.availablePhoneNumbers.list({ filter: wanted });
    expect(offers.data).toHaveLength(3);
    for (const offer of offers.data ?? []) {
      expectTable(offer, availableNumberTable);
      expect(offer.phone_number).toMatch(/^\+1206/);
      expect(offer.features).toContainEqual({ name: "fax" });
    }
    const phone_number = offers.data?.[0]?.phone_number ?? "";
    const { data: order } = await client.numberOrders.create({ phone_numbers: [{ phone_number }] });
    expect(order?.status).toBe("success");
    expectTable(order, orderTable);
    expectTable(order?.phone_numbers?.[0], orderedNumberTable);
    expect((await client.numberOrders.retrieve(order?.id ?? "")).data).toEqual(order);
    const digits = phone_number.slice(1);
    const found = await client.phoneNumbers.list({ filter: { phone_number: digits } });
    expectMeta(found);
    expect(found.data).toHaveLength(1);
    expect(found.data[0]).toMatchObject({
      phone_number,
      status: "active",
      connection_id: null,
      connection_name: null,
    });
    const id = found.data[0]?.id ?? "";
    const { data: assigned } = await client.phoneNumbers.update(id, { connection_id: connectionId });
    expect(assigned).toMatchObject({ connection_id: connectionId, connection_name: "faxes" });
    for (const number of [found.data[0], assigned, (await client.phoneNumbers.retrieve(id)).data]) {
      expectTable(number, numberTable);
    }
    const ofConnection = await client.phoneNumbers.list({ filter: { connection_id: connectionId } });
    expect(ofConnection.data.map((number) => number.phone_number)).toEqual([ourNumber, phone_number]);
    await expect(client.numberOrders.create({ phone_numbers: [{ phone_number }] })).rejects.toThrow(
      Telnyx.UnprocessableEntityError,
    );
    await client.phoneNumbers.delete(id);
    await expect(client.phoneNumbers.retrieve(id)).rejects.toThrow(Telnyx.NotFoundError);
  });

  test("numbers are found by digits only, as the carrier documents; a list of features works in both forms", async () => {
    expect((await client.phoneNumbers.list({ filter: { phone_number: ourNumber } })).data).toEqual([]);
    const apart = await client.availablePhoneNumbers.list({ filter: { features: ["fax", "voice"] } });
    expect(apart.data?.length).toBeGreaterThan(10);
    const none = await client.availablePhoneNumbers.list({ filter: { features: ["fax", "sms"] } });
    expect(none.data).toEqual([]);
    const query = "filter[features][]=fax&filter[features][]=voice";
    const headers = { authorization: `Bearer ${apiKey}` };
    const listed = await fetch(`${stage.simulator.apiBase}/available_phone_numbers?${query}`, { headers });
    expect(((await listed.json()) as { data: unknown }).data).toEqual(apart.data);
  });
});
