import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { fastClock } from "./fast-clock.ts";
import { anyNumber, connectionId, ourNumber, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const application = async () => (await stage.client.faxApplications.retrieve(connectionId)).data ?? {};
const changeApplication = async (change: object) => {
  const { application_name = "", webhook_event_url = "" } = await application();
  await stage.client.faxApplications.update(connectionId, { application_name, webhook_event_url, ...change });
};
const changeProfile = async (change: object) => {
  const [profile] = (await stage.client.outboundVoiceProfiles.list()).data;
  await stage.client.outboundVoiceProfiles.update(profile?.id ?? "", { name: "faxes", ...change });
};
const numberId = async () => (await stage.client.phoneNumbers.list()).data[0]?.id ?? "";
const reasonOf = async (to = anyNumber) => (await stage.ended(await stage.send(to), false))?.failure_reason;

describe("the account decides which calls are made", () => {
  test("no profile attached, or a disabled one: no_outbound_profile", async () => {
    stage = await startStage();
    expect(await reasonOf()).toBeNull();
    await changeProfile({ enabled: false });
    expect(await reasonOf()).toBe("no_outbound_profile");
    await changeProfile({ enabled: true });
    await changeApplication({ outbound: { outbound_voice_profile_id: null } });
    expect(await reasonOf()).toBe("no_outbound_profile");
    expect((await stage.control("/calls")).json).toHaveLength(1);
  });

  test("a country that the profile does not list: destination_not_in_countries_whitelist", async () => {
    stage = await startStage();
    expect(await reasonOf("+442079460000")).toBe("destination_not_in_countries_whitelist");
    expect(await reasonOf("+16135550142")).toBeNull();
    await changeProfile({ whitelisted_destinations: ["GB"] });
    expect(await reasonOf("+442079460000")).toBeNull();
    expect(await reasonOf()).toBe("destination_not_in_countries_whitelist");
  });

  test("a number that is not active, of another application or of none: unverified_origination_number", async () => {
    stage = await startStage();
    await stage.control("/phone_numbers", { phone_number: ourNumber, status: "requirement-info-pending" });
    expect(await reasonOf()).toBe("unverified_origination_number");
    await stage.control("/phone_numbers", { phone_number: ourNumber, status: "active" });
    expect(await reasonOf()).toBeNull();
    await stage.client.phoneNumbers.update(await numberId(), { connection_id: "" });
    expect(await reasonOf()).toBe("unverified_origination_number");
  });

  test.each([
    ["connection_channel_limit_exceeded", () => changeApplication({ outbound: { channel_limit: 1 } })],
    ["outbound_profile_channel_limit_exceeded", () => changeProfile({ concurrent_call_limit: 1 })],
  ])("%s", async (reason, limit) => {
    stage = await startStage({ clock: fastClock(40) });
    await limit();
    const first = await stage.send("+14155550116");
    await until(async () => (await stage.get(first))?.status === "originated");
    expect(await reasonOf()).toBe(reason);
    await stage.client.faxes.actions.cancel(first);
    await stage.ended(first);
    expect(await reasonOf()).toBeNull();
  });

  test("an application that is switched off takes no fax, out or in", async () => {
    stage = await startStage();
    await changeApplication({ active: false });
    await expect(stage.send(anyNumber)).rejects.toMatchObject({
      status: 422,
      error: { errors: [{ code: "10017", source: { pointer: "/connection_id" } }] },
    });
    const { status, json } = await stage.control("/inbound", {
      from: anyNumber,
      to: ourNumber,
      failure_reason: "x",
    });
    expect([status, json.errors[0].detail]).toEqual([
      422,
      expect.stringMatching(/assigned to an active fax application/),
    ]);
  });

  test("a number that belongs to no application receives nothing", async () => {
    stage = await startStage();
    for (const to of ["+13125790099", ourNumber]) {
      const { status } = await stage.control("/inbound", { from: anyNumber, to, failure_reason: "x" });
      expect(status).toBe(to === ourNumber ? 200 : 422);
    }
  });
});

describe("an empty account", () => {
  test("has nothing, and can be set up until it sends and receives", async () => {
    stage = await startStage({ account: "empty" });
    const { client } = stage;
    expect((await client.faxApplications.list()).data).toEqual([]);
    expect((await client.outboundVoiceProfiles.list()).data).toEqual([]);
    expect((await client.phoneNumbers.list()).data).toEqual([]);
    await expect(stage.send(anyNumber)).rejects.toMatchObject({ status: 422 });
    expect((await stage.control("/webhooks", { body: {} })).status).toBe(422);

    const profile = (await client.outboundVoiceProfiles.create({ name: "faxes" })).data?.id ?? "";
    const made = await client.faxApplications.create({
      application_name: "faxes",
      webhook_event_url: stage.receiver.url,
      outbound: { outbound_voice_profile_id: profile },
    });
    expect(made.data?.id).toBe(connectionId);
    const [offer] = (await client.availablePhoneNumbers.list({ filter: { features: ["fax"] } })).data ?? [];
    expect(offer?.phone_number).toBe(ourNumber);
    await client.numberOrders.create({
      phone_numbers: [{ phone_number: ourNumber }],
      connection_id: connectionId,
    });
    expect((await stage.ended(await stage.send(anyNumber)))?.status).toBe("delivered");
    const { status } = await stage.control("/inbound", {
      from: anyNumber,
      to: ourNumber,
      failure_reason: "x",
    });
    expect(status).toBe(200);
    expect((await client.balance.retrieve()).data?.balance).toBe("98.99");
  });
});

describe("over a restart", () => {
  test("the account and its deliveries stay, whatever is asked; a state of version 1 becomes ready", async () => {
    const folder = await mkdtemp(join(tmpdir(), "simulator-account-"));
    const stateFile = join(folder, "state.json");
    stage = await startStage({ stateFile });
    await changeProfile({ concurrent_call_limit: 7 });
    const id = await stage.send(anyNumber);
    await stage.ended(id);
    const ofFax = { filter: { webhook: { contains: id } } };
    await until(async () => (await stage.client.webhookDeliveries.list(ofFax)).data.length === 4);
    const before = [await application(), (await stage.client.webhookDeliveries.list(ofFax)).data];
    await stage.close();

    stage = await startStage({ stateFile, account: "empty" });
    const [profile] = (await stage.client.outboundVoiceProfiles.list()).data;
    expect(profile?.concurrent_call_limit).toBe(7);
    // The laptop's port changed, and the application that led to it follows.
    expect(await application()).toEqual({ ...before[0], webhook_event_url: stage.receiver.url });
    expect((await stage.client.webhookDeliveries.list(ofFax)).data).toEqual(before[1]);
    await changeApplication({ webhook_event_url: "https://fax.example.com/webhooks/telnyx" });
    await stage.close();

    stage = await startStage({ stateFile });
    expect((await application()).webhook_event_url).toBe("https://fax.example.com/webhooks/telnyx");
    await stage.close();

    const {
      account: _account,
      deliveries: _deliveries,
      ...old
    } = JSON.parse(await readFile(stateFile, "utf8"));
    await writeFile(stateFile, JSON.stringify({ ...old, version: 1 }));
    stage = await startStage({ stateFile });
    expect((await stage.get(id))?.status).toBe("delivered");
    expect((await stage.ended(await stage.send(anyNumber)))?.status).toBe("delivered");
    // What it still has to write it writes before its folder goes.
    await stage.close();
    await rm(folder, { recursive: true });
  });
});
