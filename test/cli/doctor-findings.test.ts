import { describe, expect, test } from "vitest";
import type { Facts } from "../../bin/fax/doctor/facts.ts";
import { findingLines, sumLine } from "../../bin/fax/doctor/finding-lines.ts";
import { judge } from "../../bin/fax/doctor/judge.ts";
import type { Account } from "../../bin/fax/setup/account.ts";
import type { Deployment } from "../../bin/fax/setup/deployment.ts";

const url = "https://abc.execute-api.us-east-1.amazonaws.com";
const webhookUrl = `${url}/webhooks/telnyx`;
const now = Date.parse("2026-10-02T12:00:00Z");
const number = "+13125550142";

const application = {
  id: "77",
  name: "faxes",
  isActive: true,
  webhookUrl,
  timeoutSeconds: 10,
  profileId: "88",
  outboundLimit: undefined,
  inboundLimit: undefined,
  updatedAt: now - 3_600_000,
  outbound: {},
};
const account: Account = {
  applications: [application],
  profiles: [{ id: "88", name: "faxes", isEnabled: true, countries: ["US", "CA"], callLimit: undefined }],
  numbers: [{ id: "99", number, status: "active", applicationId: "77" }],
  deliveries: [{ at: now - 60_000, isDelivered: true, answer: 200 }],
  balance: { available: 20, currency: "USD" },
};
const deployment: Deployment = {
  baseUrl: "https://api.telnyx.com/v2",
  applicationId: "77",
  from: number,
  publicKeys: [Buffer.alloc(32, 1).toString("base64")],
  isKeyStored: true,
  keyFingerprint: "aaaa",
  keyParameter: "/Fax/carrier-key",
  mediaLink: "stream",
  allowedCountries: ["US", "CA"],
  defaultCountry: "US",
  mailDomain: "fax.clinic.org",
  header: "named",
};
const well: Facts = {
  now,
  webhookUrl,
  isLaptop: false,
  door: { url, fault: undefined, offsetSeconds: 0 },
  apiKey: { is: "admin" },
  deployment,
  diagnosis: [{ check: "table", status: "ok", detail: "The table answers.", mend: "" }],
  keyFingerprint: "aaaa",
  account: { is: "read", account },
  mail: { record: { is: "ses", host: "inbound-smtp.us-east-1.amazonaws.com" }, recipient: { is: "taken" } },
  mailboxes: [{ name: "Front desk", numbers: [number], hasMembers: true }],
};
const withAccount = (change: Partial<Account>): Partial<Facts> => ({
  account: { is: "read", account: { ...account, ...change } },
});
const withDeployment = (change: Partial<Deployment>): Partial<Facts> => ({
  deployment: { ...deployment, ...change },
});
const notWell = (facts: Partial<Facts>) => judge({ ...well, ...facts }).filter(({ level }) => level !== "ok");

test("given all is well, then every line is ok", () => {
  expect(notWell({})).toEqual([]);
  expect(sumLine(judge(well))).toBe("All is well.");
});

describe("given one thing, then one line", () => {
  const dead = { check: "queue:MailQueue", status: "failed", detail: "1 given up", mend: "docs/runbook.md" };
  const cases: [string, Partial<Facts>, string, string, RegExp?][] = [
    ["a clock that is off", { door: { url, fault: undefined, offsetSeconds: -90 } }, "warn", "clock", /NTP/],
    ["a queue with a dead letter", { diagnosis: [dead] }, "FAIL", "queue MailQueue", /runbook/],
    [
      "a mailbox whose number is not on the account",
      { mailboxes: [{ name: "Lab", numbers: ["+13125550199"], hasMembers: true }] },
      "FAIL",
      "mailboxes",
      /order it/,
    ],
    [
      "a mailbox whose number belongs to another application",
      {
        ...withAccount({
          numbers: [
            ...account.numbers,
            { id: "98", number: "+13125550199", status: "active", applicationId: "76" },
          ],
        }),
        mailboxes: [{ name: "Lab", numbers: [number, "+13125550199"], hasMembers: false }],
      },
      "FAIL",
      "mailboxes",
      /assign it/,
    ],
    [
      "mailboxes with members, and mail off",
      withDeployment({ mailDomain: "" }),
      "warn",
      "mailboxes",
      /settings/,
    ],
    ["a queue that is behind", { diagnosis: [{ ...dead, status: "warning" }] }, "warn", "queue MailQueue"],
    ["no diagnosis", { diagnosis: undefined }, "FAIL", "table, bucket, queues", /Diagnosis function/],
    [
      "no stored key",
      withDeployment({ isKeyStored: false, keyFingerprint: "" }),
      "FAIL",
      "carrier key stored",
      /fax -- setup/,
    ],
    [
      "another stored key",
      withDeployment({ keyFingerprint: "bbbb" }),
      "FAIL",
      "carrier key stored",
      /fax -- setup/,
    ],
    [
      "a revoked key",
      { account: { is: "refused", why: "401" } },
      "FAIL",
      "carrier key accepted",
      /make a key/,
    ],
    [
      "a carrier that is away",
      { account: { is: "unreachable", why: "no answer" } },
      "FAIL",
      "carrier reachable",
      /status/,
    ],
    [
      "little money",
      withAccount({ balance: { available: 2, currency: "USD" } }),
      "warn",
      "balance",
      /Billing/,
    ],
    ["no money", withAccount({ balance: { available: 0, currency: "USD" } }), "FAIL", "balance", /Billing/],
    ["a hidden balance", withAccount({ balance: undefined }), "skip", "balance"],
    [
      "a wrong webhook",
      withAccount({ applications: [{ ...application, webhookUrl: "https://x.org/" }] }),
      "FAIL",
      "webhook URL",
    ],
    [
      "a short time-out",
      withAccount({ applications: [{ ...application, timeoutSeconds: 2 }] }),
      "FAIL",
      "webhook time-out",
    ],
    ["a long time-out", withAccount({ applications: [{ ...application, timeoutSeconds: 30 }] }), "", ""],
    [
      "no inbound calls",
      withAccount({ applications: [{ ...application, inboundLimit: 0 }] }),
      "FAIL",
      "calls at once",
    ],
    ["a profile that is gone", withAccount({ profiles: [] }), "FAIL", "outbound profile"],
    [
      "a number being ported",
      withAccount({ numbers: [{ id: "9", number, status: "port-pending", applicationId: "77" }] }),
      "FAIL",
      "number",
      /My numbers/,
    ],
    [
      "a free number",
      withAccount({ numbers: [{ id: "9", number, status: "active", applicationId: "" }] }),
      "FAIL",
      "number assigned",
    ],
    [
      "settings without a connection",
      withDeployment({ applicationId: "", from: "" }),
      "FAIL",
      "fax application",
    ],
    [
      "no name in the header lines",
      withDeployment({ header: "unnamed" }),
      "warn",
      "header lines",
      /senderName/,
    ],
    ["header lines that are off", withDeployment({ header: "off" }), "ok", ""],
    ["a deployment older than header lines", withDeployment({ header: "unknown" }), "ok", ""],
    ["no public key", withDeployment({ publicKeys: [] }), "FAIL", "public key", /Keys & Credentials/],
    [
      "a public key of wrong form",
      withDeployment({ publicKeys: ["abc"] }),
      "FAIL",
      "public key",
      /Keys & Credentials/,
    ],
    [
      "an event refused",
      withAccount({ deliveries: [{ at: now, isDelivered: false, answer: 403 }] }),
      "FAIL",
      "public key proven",
      /--public-key KEY/,
    ],
    [
      "nothing told since the last change",
      withAccount({ deliveries: [{ at: now - 7_200_000, isDelivered: true, answer: 200 }] }),
      "warn",
      "public key proven",
      /test event/,
    ],
    [
      "an outage that is over",
      withAccount({
        deliveries: [...account.deliveries, { at: now - 90_000, isDelivered: false, answer: 503 }],
      }),
      "warn",
      "deliveries",
    ],
    [
      "an outage",
      withAccount({
        deliveries: [{ at: now, isDelivered: false, answer: undefined }, ...account.deliveries],
      }),
      "FAIL",
      "deliveries",
      /Webhook function/,
    ],
    [
      "mail that leads elsewhere",
      { mail: { ...well.mail, record: { is: "other", hosts: ["mx.x.org"], region: "us-east-1" } } },
      "FAIL",
      "mail domain",
      /inbound-smtp\.us-east-1\.amazonaws\.com/,
    ],
    [
      "no name server",
      { mail: { ...well.mail, record: { is: "unknown", why: "ETIMEOUT" } } },
      "warn",
      "mail domain",
    ],
    [
      "mail that is refused",
      { mail: { ...well.mail, recipient: { is: "refused", answer: "550" } } },
      "FAIL",
      "mail taken",
      /rule set/,
    ],
    [
      "port 25 blocked",
      { mail: { ...well.mail, recipient: { is: "unreachable", why: "ETIMEDOUT" } } },
      "skip",
      "mail taken",
    ],
  ];
  test.each(cases)("%s", (_name, facts, level, check, mend) => {
    const found = notWell(facts);
    expect(found.map((one) => [one.level, one.check])).toEqual(check === "" ? [] : [[level, check]]);
    if (mend) expect(found[0]?.mend).toMatch(mend);
  });
});

test("given a laptop whose clock was moved on, then that is no fault", () => {
  expect(notWell({ isLaptop: true, door: { url, fault: undefined, offsetSeconds: 86_400 } })).toEqual([]);
});

test("given no carrier key, then what needs one says so, and nothing fails", () => {
  const found = notWell({ keyFingerprint: "", account: { is: "no_key" } });
  expect(found.map(({ level, says }) => [level, says])).toEqual(
    found.map(() => ["skip", "not checked: give --carrier-key or TELNYX_API_KEY"]),
  );
  expect(found.map(({ check }) => check)).toEqual([
    "carrier reachable",
    "carrier key accepted",
    "public key proven",
  ]);
});

test("given a key of another account that is refused, then the stored one is not blamed", () => {
  const found = notWell({ keyFingerprint: "bbbb", account: { is: "refused", why: "401" } });
  expect(found).toMatchObject([{ level: "FAIL", check: "carrier key accepted" }]);
  expect(found[0]?.says).toContain("the stored one is another");
});

test("lines: a word for each level, colour only where a person watches, the mend behind, no control characters", () => {
  const findings = [
    { check: "a", level: "ok", says: "Well." },
    { check: "bb", level: "FAIL", says: "Broken\u001b[2J.", mend: "npm run deploy" },
  ] as const;
  expect(findingLines([...findings], false)).toBe("ok    a   Well.\nFAIL  bb  Broken [2J. -> npm run deploy");
  expect(findingLines([...findings], true)).toContain("\u001b[31mFAIL\u001b[0m");
  expect(sumLine([...findings])).toBe("1 to mend, 0 to watch, 1 ok.");
});

test("no line shows a full number", () => {
  const texts = [well, { ...well, ...withAccount({ numbers: [] }) }].flatMap((facts) => judge(facts));
  expect(JSON.stringify(texts)).toContain("0142");
  expect(JSON.stringify(texts)).not.toContain("3125550142");
});
