import { createTransport } from "nodemailer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClock } from "../../local/clock.ts";
import { type MailDoor, openMailDoor } from "../../local/cloud/mail/door.ts";
import { receiptsFor } from "../../local/cloud/mail/receipt-rules.ts";
import { readAssembly } from "../../local/cloud/template/assembly.ts";
import { readModel } from "../../local/cloud/template/model.ts";
import { resolveTemplate } from "../../local/cloud/template/resolve.ts";
import { writeAssembly } from "./fixtures/assembly.ts";

const stored = new Map<string, Buffer>();
const sent: { queueArn: string; body: string }[] = [];
let door: MailDoor;
let remove: () => Promise<void>;

beforeEach(async () => {
  const written = await writeAssembly();
  remove = written.remove;
  const assembly = await readAssembly(written.folder);
  const { resources } = resolveTemplate(
    assembly,
    {},
    { doorUrl: "http://127.0.0.1:1", apiUrl: "http://127.0.0.1:2" },
  );
  stored.clear();
  sent.length = 0;
  door = await openMailDoor({
    model: readModel(assembly, resources),
    port: 0,
    clock: createClock(),
    putObject: async (bucket, key, body) => void stored.set(`${bucket}/${key}`, body),
    sendMessage: async (queueArn, body) => void sent.push({ queueArn, body }),
    log: () => undefined,
  });
});
afterEach(async () => {
  await door.close();
  await remove();
});

const send = async (mail: Parameters<ReturnType<typeof createTransport>["sendMail"]>[0]) => {
  const transport = createTransport({ host: door.host, port: door.port, secure: false });
  try {
    return await transport.sendMail({ from: "Ann <ann@clinic.example>", subject: "x", text: "hi", ...mail });
  } finally {
    transport.close();
  }
};

describe("the mail door does what SES does", () => {
  test("the message is stored, and the notification tells envelope and verdicts", async () => {
    await send({
      to: '"Lab, Dr." <+13125550100@fax.example>, other@elsewhere.example',
      bcc: "+13125550199@fax.example",
      envelope: {
        from: "bounce@clinic.example",
        to: ["+13125550100@fax.example", "+13125550199@fax.example"],
      },
    });
    const [[key, raw] = ["", Buffer.alloc(0)]] = stored;
    const notification = JSON.parse(sent[0]?.body ?? "{}");
    expect(sent.map(({ queueArn }) => queueArn)).toEqual([
      "arn:aws:sqs:us-east-1:000000000000:Fixture-MailQueue",
    ]);
    expect(notification).toMatchObject({
      notificationType: "Received",
      mail: {
        source: "bounce@clinic.example",
        destination: ["+13125550100@fax.example", "+13125550199@fax.example"],
        commonHeaders: {
          from: ["Ann <ann@clinic.example>"],
          to: ['"Lab, Dr." <+13125550100@fax.example>', "other@elsewhere.example"],
          subject: "x",
        },
      },
      receipt: {
        recipients: ["+13125550100@fax.example", "+13125550199@fax.example"],
        spfVerdict: { status: "PASS" },
        dkimVerdict: { status: "PASS" },
        dmarcVerdict: { status: "PASS" },
        spamVerdict: { status: "PASS" },
        virusVerdict: { status: "PASS" },
        action: {
          type: "S3",
          bucketName: "fixture-bucket",
          objectKeyPrefix: "email/",
          topicArn: "arn:aws:sns:us-east-1:000000000000:Fixture-MailTopic",
        },
      },
    });
    expect(key).toBe(`fixture-bucket/${notification.receipt.action.objectKey}`);
    expect(notification.receipt.action.objectKey).toBe(`email/${notification.mail.messageId}`);
    expect(raw.toString()).toMatch(/^Return-Path: <bounce@clinic.example>\r\nReceived: /);
    expect(raw.toString()).not.toContain("13125550199");
  });

  test("a test may set verdicts by a header", async () => {
    const headers = { "X-Local-Verdicts": "spf=fail, dmarc=FAIL, dkim=odd" };
    await send({ to: "1@fax.example", headers });
    expect(JSON.parse(sent[0]?.body ?? "{}").receipt).toMatchObject({
      spfVerdict: { status: "FAIL" },
      dmarcVerdict: { status: "FAIL" },
      dmarcPolicy: "reject",
      dkimVerdict: { status: "PROCESSING_FAILED" },
      spamVerdict: { status: "PASS" },
    });
  });

  test("a recipient that no rule takes gets a 550, and nothing is stored", async () => {
    await expect(send({ to: "1@elsewhere.example" })).rejects.toMatchObject({ responseCode: 550 });
    expect([stored.size, sent.length]).toEqual([0, 0]);
  });

  test("a message beyond 40 MB is refused, and nothing is stored", async () => {
    const attachments = [{ content: Buffer.alloc(31 * 1024 * 1024), filename: "a.bin" }];
    await expect(send({ to: "1@fax.example", attachments })).rejects.toMatchObject({ responseCode: 552 });
    expect(stored.size).toBe(0);
  });
});

describe("receipt rules", () => {
  const rule = (Recipients: string[], bucket: string, stops = false) => ({
    logicalId: bucket,
    ref: bucket,
    arn: "",
    properties: {
      RuleSetName: "set",
      After: undefined,
      Rule: {
        Enabled: true,
        Recipients,
        Actions: [
          { S3Action: { BucketName: bucket, ObjectKeyPrefix: "", TopicArn: undefined } },
          ...(stops ? [{ StopAction: { Scope: "RuleSet" as const } }] : []),
        ],
      },
    },
  });
  const taken = (rules: ReturnType<typeof rule>[], recipients: string[]) =>
    receiptsFor(rules, recipients).map(({ recipients, action }) => [action.bucket, ...recipients]);

  test("match addresses, labels, domains and subdomains", () => {
    const all = ["a@x.example", "A+label@X.example", "b@x.example", "c@sub.x.example"];
    expect(taken([rule(["a@x.example"], "one")], all)).toEqual([["one", "a@x.example", "A+label@X.example"]]);
    expect(taken([rule(["x.example"], "one")], all)).toEqual([["one", ...all.slice(0, 3)]]);
    expect(taken([rule([".x.example"], "one")], all)).toEqual([["one", "c@sub.x.example"]]);
    expect(taken([rule([], "one")], all)).toEqual([["one", ...all]]);
  });
  test("run in order until one stops", () => {
    const rules = [rule(["x.example"], "one", true), rule([], "two")];
    expect(taken(rules, ["a@x.example", "b@y.example"])).toEqual([
      ["one", "a@x.example"],
      ["two", "b@y.example"],
    ]);
  });
});
