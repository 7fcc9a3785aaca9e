import { describe, expect, test } from "vitest";
import type { Account, Application } from "../../bin/fax/setup/account.ts";
import type { Deployment } from "../../bin/fax/setup/deployment.ts";
import { planLines } from "../../bin/fax/setup/describe-plan.ts";
import { planSetup, type SetupState } from "../../bin/fax/setup/plan.ts";
import { publicKeyFault } from "../../bin/fax/setup/public-key.ts";
import { changeSettings, settingsDiffer } from "../../bin/fax/setup/settings-change.ts";
import { webhookProof } from "../../bin/fax/setup/webhook-proof.ts";

const webhookUrl = "https://fax.example.com/webhooks/telnyx";
const number = "+13125550142";
const publicKey = Buffer.alloc(32, 1).toString("base64");
const changedAt = Date.parse("2026-10-02T10:00:00Z");

const application = (fields: Partial<Application> = {}): Application => ({
  id: "77",
  name: "faxes",
  isActive: true,
  webhookUrl,
  timeoutSeconds: 10,
  profileId: "88",
  outboundLimit: undefined,
  inboundLimit: undefined,
  updatedAt: changedAt,
  outbound: { channel_limit: 3, outbound_voice_profile_id: "88" },
  ...fields,
});
const profile = { id: "88", name: "faxes", isEnabled: true, countries: ["US", "CA"], callLimit: undefined };
const owned = { id: "99", number, status: "active", applicationId: "77" };
const ready: Account = {
  applications: [application()],
  profiles: [profile],
  numbers: [owned],
  deliveries: [{ at: changedAt + 1000, isDelivered: true, answer: 200 }],
  balance: undefined,
};
const deployment: Deployment = {
  baseUrl: "https://api.telnyx.com/v2",
  applicationId: "77",
  from: number,
  publicKeys: [publicKey],
  isKeyStored: true,
  keyFingerprint: "aaaa",
  keyParameter: "/Fax/carrier-key",
  mediaLink: "stream",
  allowedCountries: ["US", "CA"],
  defaultCountry: "US",
  mailDomain: "",
  header: "named",
};
const empty: Account = { applications: [], profiles: [], numbers: [], deliveries: [], balance: undefined };
const offer = { number: "+13125550177", monthlyCost: "1.00", upfrontCost: "0.00" };

const plan = (change: {
  account?: Partial<Account>;
  deployment?: Partial<Deployment>;
  wanted?: Partial<SetupState["wanted"]>;
}) =>
  planSetup({
    webhookUrl,
    name: "serverless-fax",
    keyFingerprint: "aaaa",
    deployment: { ...deployment, ...change.deployment },
    account: { ...ready, ...change.account },
    wanted: { countries: [], ...change.wanted },
  });
const stepsOf = (change: Parameters<typeof plan>[0]) => plan(change).steps.map((step) => step.do);

test("given all in place, then nothing is done", () => {
  expect(plan({})).toMatchObject({ steps: [], problems: [], settings: [] });
});

test("given an empty account and a number to order, then everything is made, in the order that it needs", () => {
  const made = plan({
    account: empty,
    deployment: { from: offer.number, keyFingerprint: "" },
    wanted: { offer },
  });
  expect(made.steps.map((step) => step.do)).toEqual([
    "create_profile",
    "create_application",
    "order_number",
    "store_key",
    "send_test_event",
  ]);
});

describe("the application", () => {
  test.each([
    ["another webhook URL", { webhookUrl: "https://old.example.com/x" }, ["webhook_url"]],
    ["the carrier's default time-out", { timeoutSeconds: undefined }, ["timeout"]],
    ["a time-out that is too short", { timeoutSeconds: 5 }, ["timeout"]],
    ["switched off", { isActive: false }, ["activate"]],
    ["no profile", { profileId: "" }, ["attach_profile"]],
    ["a profile that is gone", { profileId: "12" }, ["attach_profile"]],
  ] as const)("given %s, then only that is changed, and the key is proven anew", (_name, fields, changes) => {
    const { steps } = plan({ account: { applications: [application(fields)] } });
    expect(steps).toMatchObject([{ do: "change_application", changes }, { do: "send_test_event" }]);
  });

  test("given a longer time-out, then it stays", () => {
    expect(stepsOf({ account: { applications: [application({ timeoutSeconds: 30 })] } })).toEqual([]);
  });

  test("given settings that name none, then the one with our webhook is taken, else the one of our name", () => {
    const byUrl = application({ id: "1", name: "other" });
    const byName = application({ id: "2", name: "serverless-fax", webhookUrl: "https://x.example.com" });
    const chosen = (applications: Application[]) =>
      plan({ account: { applications }, deployment: { applicationId: "" } }).applicationId;
    expect(chosen([byName, byUrl])).toBe("1");
    expect(chosen([byName])).toBe("2");
    expect(chosen([application({ id: "3", webhookUrl: "https://x.example.com" })])).toBe("");
  });
});

describe("the profile", () => {
  test("given countries that it lacks, then they are added and none is taken away", () => {
    const { steps } = plan({
      account: { profiles: [{ ...profile, countries: ["US", "MX"] }] },
      wanted: { countries: ["DE"] },
    });
    expect(steps[0]).toMatchObject({ do: "change_profile", isEnabling: false, adding: ["CA", "DE"] });
  });

  test("given one of the application's name that is not attached, then it is enabled and attached, not doubled", () => {
    const { steps } = plan({
      account: {
        applications: [application({ profileId: "" })],
        profiles: [{ ...profile, isEnabled: false }],
      },
    });
    expect(steps).toMatchObject([
      { do: "change_profile", isEnabling: true },
      { do: "change_application", changes: ["attach_profile"] },
      { do: "send_test_event" },
    ]);
  });
});

describe("the number", () => {
  test("given it belongs elsewhere, then it is moved, and the plan says what that ends", () => {
    const moved = plan({ account: { numbers: [{ ...owned, applicationId: "5" }] } });
    expect(moved.steps).toMatchObject([{ do: "assign_number" }]);
    expect(planLines(moved, webhookUrl, "settings.json").join("\n")).toContain(
      "Move the number ending 0142 from the connection 5 to the fax application; it will no longer answer there.",
    );
  });

  test("given it is not on the account, then it is never ordered without being told to", () => {
    const without = plan({ account: { numbers: [] } });
    expect(without.steps).toEqual([]);
    expect(without.problems[0]).toContain("--order-number ($1.00 a month)");
    expect(stepsOf({ account: { numbers: [] }, wanted: { offer } })).toContain("order_number");
  });

  test("given none is named, then the only free one is taken, and of two none", () => {
    const free = { ...owned, applicationId: "" };
    const unnamed = { from: "", applicationId: "" };
    expect(plan({ account: { numbers: [free] }, deployment: unnamed }).number).toBe(number);
    const two = plan({
      account: { numbers: [free, { ...free, id: "2", number: "+13125550143" }] },
      deployment: unnamed,
    });
    expect(two.problems).toEqual(["The account has 2 free numbers: name the one to fax from with --number."]);
  });

  test("given it is not active, then a person has to look", () => {
    expect(plan({ account: { numbers: [{ ...owned, status: "port-pending" }] } }).problems[0]).toContain(
      "is not active yet (port-pending)",
    );
  });

  test("no line of a plan shows a full number", () => {
    const texts = [
      plan({ account: { numbers: [] } }),
      plan({ account: { numbers: [{ ...owned, applicationId: "" }] } }),
      plan({ account: { numbers: [] }, wanted: { offer } }),
      plan({ account: { numbers: [{ ...owned, status: "deleted" }] } }),
      plan({}),
    ].flatMap((one) => planLines(one, webhookUrl, "settings.json"));
    expect(texts.join("\n")).toContain("0142");
    expect(texts.join("\n")).not.toMatch(/\d{10}/);
  });
});

describe("the public key", () => {
  const other = Buffer.alloc(32, 2).toString("base64");

  test("given a new one, then it joins the old one, as both sign while one is rotated", () => {
    expect(plan({ wanted: { publicKey: other } })).toMatchObject({
      publicKeys: [publicKey, other],
      settings: ["carrier.publicKeys"],
    });
  });

  test("given the deployed one refused the carrier's event, then the new one takes its place", () => {
    const deliveries = [{ at: changedAt + 1000, isDelivered: false, answer: 403 }];
    expect(plan({ account: { deliveries }, wanted: { publicKey: other } }).publicKeys).toEqual([other]);
    expect(stepsOf({ account: { deliveries } })).toEqual(["send_test_event"]);
  });

  test("given the words of settings.example.json, then they are no key", () => {
    const placeholder = Buffer.from("put-your-carrier-public-key-here").toString("base64");
    const made = plan({ deployment: { publicKeys: [placeholder] } });
    expect(made.publicKeys).toEqual([]);
    expect(made.problems[0]).toContain("--public-key");
  });

  test("given settings that are left to deploy, then no test event is sent: it would be refused", () => {
    expect(stepsOf({ account: { deliveries: [] }, wanted: { publicKey: other } })).toEqual([]);
  });

  test.each([
    [publicKey, undefined],
    ["-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----", "That is a PEM file"],
    [
      Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.alloc(32)]).toString("base64"),
      "PEM or DER",
    ],
    ["abc", "this has 3"],
    [publicKey.slice(0, -1), "this has 43"],
    [Buffer.alloc(31).toString("base64"), "32 bytes"],
    ["not base64, but 44 characters long, really!!", "Base64"],
  ])("%j", (written, fault) => {
    if (fault === undefined) expect(publicKeyFault(written)).toBeUndefined();
    else expect(publicKeyFault(written)).toContain(fault);
  });
});

describe("what deliveries prove", () => {
  const told = (at: number, answer: number | undefined) => ({ at, answer, isDelivered: answer === 200 });
  test.each([
    ["the newest was taken", [told(9, 200), told(8, 403)], { is: "proven", at: 9 }],
    ["the newest was refused", [told(9, 403), told(8, 200)], { is: "refused", at: 9 }],
    ["an outage says nothing of the key", [told(9, 503), told(8, 200)], { is: "proven", at: 8 }],
    ["no answer at all", [told(9, undefined)], { is: "unknown", answer: undefined }],
    ["what was before the last change does not count", [told(4, 200)], { is: "unknown", answer: undefined }],
  ] as const)("%s", (_name, deliveries, proof) => {
    expect(webhookProof([...deliveries], 5)).toEqual(proof);
  });
});

describe("settings", () => {
  const wanted = { applicationId: "9", number, publicKeys: [publicKey], countries: ["CA", "US"] };

  test("only what differs is named; the order of lists is no difference", () => {
    expect(settingsDiffer(deployment, wanted)).toEqual(["connection"]);
    expect(settingsDiffer({ ...deployment, publicKeys: [] }, { ...wanted, applicationId: "77" })).toEqual([
      "carrier.publicKeys",
    ]);
  });

  test("everything else in them stays", () => {
    const before = {
      region: "us-east-1",
      carrier: { keyParameter: "/mine", publicKeys: [] },
      mail: { domain: "x.org" },
    };
    expect(changeSettings(before, ["connection", "carrier.publicKeys"], wanted)).toEqual({
      ...before,
      connection: { id: "9", from: number },
      carrier: { keyParameter: "/mine", publicKeys: [publicKey] },
    });
  });
});
