import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendEmailCommand, SESv2Client, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../local/clock.ts";
import { openOutbox } from "../../local/engines/outbox.ts";
import { openStand, type Stand } from "./door-stand.ts";

/** SES's sending of raw messages, asked by the SDK itself. */

const clock = createClock();
const folder = mkdtempSync(join(tmpdir(), "outbox-"));
const outbox = openOutbox(folder, clock);
let stand: Stand;
let mail: SESv2Client;
let stranger: SESv2Client;
beforeAll(async () => {
  const identity = "arn:aws:ses:us-east-1:000000000000:identity/fax.example.com";
  stand = await openStand(
    { mail: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: identity }], stranger: [] },
    { clock, outbox },
  );
  mail = new SESv2Client(stand.clientOf("mail"));
  stranger = new SESv2Client(stand.clientOf("stranger"));
});
afterAll(async () => {
  await stand.stop();
  rmSync(folder, { recursive: true });
});

const raw = Buffer.from("Subject: x\r\n\r\nHello\r\n");
const message = (more: Partial<SendEmailCommandInput> = {}) =>
  new SendEmailCommand({
    FromEmailAddress: "fax@fax.example.com",
    Destination: { ToAddresses: ["ann@clinic.example"] },
    Content: { Raw: { Data: raw } },
    ...more,
  });

describe("mail that would leave the laptop", () => {
  it("is kept in the outbox, byte for byte, also over a restart", async () => {
    const { MessageId: id } = await mail.send(message());
    const kept = { id, from: "fax@fax.example.com", to: ["ann@clinic.example"], raw };
    expect(outbox.list()).toMatchObject([kept]);
    expect(openOutbox(folder, clock).list()).toMatchObject([kept]);
  });

  it("is sent by those who may, from the domain they may use", async () => {
    const before = outbox.list().length;
    await expect(stranger.send(message())).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
    await expect(mail.send(message({ FromEmailAddress: "x@elsewhere.example" }))).rejects.toThrow(
      /ses:SendRawEmail on .*identity\/elsewhere\.example/,
    );
    expect(outbox.list()).toHaveLength(before);
  });

  it("is refused where the laptop would not do what SES does", async () => {
    await expect(
      mail.send(message({ Content: { Simple: { Subject: { Data: "x" }, Body: { Text: { Data: "x" } } } } })),
    ).rejects.toMatchObject({ name: "BadRequestException" });
    await expect(mail.send(message({ Destination: { ToAddresses: [] } }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
  });
});
