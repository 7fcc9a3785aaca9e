import Telnyx from "telnyx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  applicationInboundTable,
  applicationOutboundTable,
  applicationTable,
  profileTable,
} from "../fields/account-tables.ts";
import { expectMeta, expectTable } from "../fields/expect-table.ts";
import { blankPdf } from "../pdf.ts";
import { anyNumber, ourNumber, startStage, type Stage } from "../stage.ts";

let stage: Stage;
let client: Stage["client"];
beforeAll(async () => {
  stage = await startStage();
  ({ client } = stage);
});
afterAll(() => stage.close());

describe("the official client and the faxes", () => {
  test("create, retrieve, list over pages, cancel, refresh and delete", async () => {
    const to = "+13127360007";
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await stage.send(to));
    for (const id of ids) expect((await stage.ended(id))?.status).toBe("delivered");
    const listed: unknown[] = [];
    for await (const fax of client.faxes.list({ filter: { to: { eq: to } }, "page[size]": 2 })) {
      listed.push(fax.id);
    }
    expect(listed).toEqual(ids.toReversed());
    expectMeta(await client.faxes.list({ "page[size]": 2 }));
    await expect(client.faxes.actions.cancel(ids[0] ?? "")).rejects.toThrow(Telnyx.UnprocessableEntityError);
    await client.faxes.delete(ids[0] ?? "");
    await expect(client.faxes.retrieve(ids[0] ?? "")).rejects.toThrow(Telnyx.NotFoundError);
    const document_base64 = blankPdf(1).toString("base64");
    const { json } = await stage.control("/inbound", { from: anyNumber, to: ourNumber, document_base64 });
    await stage.ended(json.fax_id);
    expect((await client.faxes.actions.refresh(json.fax_id)).data?.result).toBe("ok");
  });
});

describe("the official client and the account", () => {
  test("an application: made with the defaults, changed, listed, deleted", async () => {
    const settings = { application_name: "Second", webhook_event_url: "https://fax.example.com/hook" };
    const { data: made, response } = await client.faxApplications.create(settings).withResponse();
    expect(response.status).toBe(201);
    expect(made.data).toEqual({
      record_type: "fax_application",
      id: expect.stringMatching(/^\d{19}$/),
      ...settings,
      active: true,
      anchorsite_override: "Latency",
      webhook_event_failover_url: "",
      webhook_timeout_secs: null,
      inbound: { channel_limit: null, sip_subdomain: null, sip_subdomain_receive_settings: "from_anyone" },
      outbound: { channel_limit: null, outbound_voice_profile_id: null },
      tags: [],
      fax_email_recipient: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const id = made.data?.id ?? "";
    const { data: changed } = await client.faxApplications.update(id, {
      ...settings,
      active: false,
      anchorsite_override: "Ashburn, VA",
      webhook_timeout_secs: 10,
      inbound: { channel_limit: 5 },
      tags: ["prod"],
      fax_email_recipient: "desk@example.com",
    });
    expect(changed).toMatchObject({
      active: false,
      webhook_timeout_secs: 10,
      inbound: { channel_limit: 5, sip_subdomain_receive_settings: "from_anyone" },
      fax_email_recipient: "desk@example.com",
    });
    for (const application of [made.data, changed, (await client.faxApplications.retrieve(id)).data]) {
      expectTable(application, applicationTable);
      expectTable(application?.inbound, applicationInboundTable);
      expectTable(application?.outbound, applicationOutboundTable);
    }
    const found = await client.faxApplications.list({ filter: { application_name: { contains: "SECO" } } });
    expectMeta(found);
    expect(found.data.map((application) => application.id)).toEqual([id]);
    const descending = { sort: "-application_name" } as unknown as { sort: "application_name" };
    expect((await client.faxApplications.list(descending)).data.map((one) => one.application_name)).toEqual([
      "faxes",
      "Second",
    ]);
    expect((await client.faxApplications.delete(id)).data?.id).toBe(id);
    await expect(client.faxApplications.retrieve(id)).rejects.toThrow(Telnyx.NotFoundError);
  });

  test("fax_email_recipient is set by an update only", async () => {
    const settings = { application_name: "mailed", webhook_event_url: "https://fax.example.com/hook" };
    const { data } = await client.faxApplications.create({
      ...settings,
      fax_email_recipient: "a@b.example",
    } as typeof settings);
    expect(data).toMatchObject({ fax_email_recipient: null });
    await client.faxApplications.delete(data?.id ?? "");
  });

  test("an outbound voice profile: made with the defaults, changed, counted, listed, deleted", async () => {
    const { data: made, response } = await client.outboundVoiceProfiles
      .create({ name: "abroad" })
      .withResponse();
    expect(response.status).toBe(201);
    expect(made.data).toMatchObject({
      enabled: true,
      concurrent_call_limit: null,
      daily_spend_limit_enabled: false,
      whitelisted_destinations: ["US", "CA"],
      traffic_type: "conversational",
      service_plan: "global",
      usage_payment_method: "rate-deck",
      connections_count: 0,
    });
    expectTable(made.data, profileTable);
    const id = made.data?.id ?? "";
    const { data: changed } = await client.outboundVoiceProfiles.update(id, {
      name: "abroad",
      whitelisted_destinations: ["DE"],
      daily_spend_limit: "10.00",
      max_destination_rate: 1,
      concurrent_call_limit: 3,
    });
    expect(changed).toMatchObject({
      whitelisted_destinations: ["DE"],
      concurrent_call_limit: 3,
      enabled: true,
    });
    expectTable(changed, profileTable, "a daily limit was set", "a rate was set");
    const listed = await client.outboundVoiceProfiles.list({ sort: "name" });
    expectMeta(listed);
    expect(listed.data.map((profile) => [profile.name, profile.connections_count])).toEqual([
      ["abroad", 0],
      ["faxes", 1],
    ]);
    await client.outboundVoiceProfiles.delete(id);
    await expect(client.outboundVoiceProfiles.retrieve(id)).rejects.toThrow(Telnyx.NotFoundError);
  });
});
