import { afterAll, describe, expect, it } from "vitest";
import { readMessage } from "../../../adapters/mail/read-message.ts";
import { tellKind } from "../../../core/documents/tell-kind.ts";
import { readMailReceipt } from "../../../core/mail/receipt.ts";
import { faxFromMail } from "../../../core/operations/fax-from-mail.ts";
import type { SendOrder } from "../../../core/operations/send-fax.ts";
import { noon } from "../../support/faxes.ts";
import { mailNotification } from "../../support/mail.ts";
import { realMessages } from "./real-messages.ts";

const rows: string[] = [];
afterAll(() => console.log(rows.join("\n")));

/** Everything between SES's notification and the order to send. */
async function received(raw: Buffer, recipients: string[] | undefined) {
  const orders: SendOrder[] = [];
  const refusals: string[] = [];
  const receipt = readMailReceipt(mailNotification(recipients ? { recipients } : {}));
  if (!receipt) throw new Error("no receipt");
  await faxFromMail(
    {
      rules: { domain: "fax.example.com", allowedSenders: ["@clinic.example"], country: "US", text: "cover" },
      now: () => noon,
      readMessage: () => readMessage(raw),
      findAlias: async () => undefined,
      sendFax: async (order) => orders.push(order),
      command: async ({ faxId }) => ({ faxId, text: "" }),
      recordRefusal: async ({ reason }) => void refusals.push(reason),
    },
    receipt,
  );
  return { orders, refusals };
}

describe(`${realMessages.length} messages as programs and machines write them`, () => {
  it.each(realMessages)("$name", async ({ name, raw, recipients, documents, cover, refusals = [] }) => {
    const came = await received(raw(), recipients);
    const sent = came.orders.flatMap(({ contents }) => contents.map((bytes) => tellKind(bytes)));
    rows.push(
      `${name.padEnd(76)} ${came.orders.map(({ body }) => body.to).join(" ") || "no fax"}: ${sent.join(", ")}` +
        (came.refusals.length > 0 ? ` (${came.refusals.join(", ")})` : ""),
    );
    expect(sent).toEqual(documents);
    expect(came.refusals).toEqual(refusals);
    if (recipients) return;
    const page = came.orders[0]?.body.cover_page;
    if (cover) expect(page).toMatchObject(cover);
    else expect(page).toBeUndefined();
  });
});
