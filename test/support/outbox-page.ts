import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { SendMailOptions } from "nodemailer";
import { drawFirstPage } from "../../bin/laptop/first-page.ts";
import { createClock } from "../../local/clock.ts";
import { openOutbox } from "../../local/engines/outbox.ts";
import { openOutboxPage } from "../../local/outbox-page/server.ts";

/** The outbox's page as the laptop serves it, over an outbox in memory. */
export async function openPageStand() {
  const outbox = openOutbox(undefined, createClock());
  const page = await openOutboxPage({ outbox, drawPage: drawFirstPage, log: () => undefined }, 0);
  const from = "fax@fax.example.com";
  const putRaw = (raw: Buffer) => outbox.put({ from, to: ["ann@clinic.example"], raw });
  return {
    ...page,
    putRaw,
    /** Puts a mail into the outbox; answers its id. */
    put: async (mail: SendMailOptions) =>
      putRaw(await new MailComposer({ from, to: "ann@clinic.example", ...mail }).compile().build()),
  };
}
