import { describe, expect, it } from "vitest";
import type { Fax, FaxRequest } from "../../core/fax.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import { reportByMail, type ReportDeps } from "../../core/operations/report-by-mail.ts";
import { document, inboundFax, outboundFax, requestOf, uuid } from "../support/faxes.ts";

const id = uuid("fax");
const thread = { subject: "Papers", messageId: "<m@clinic.example>", references: ["<l@clinic.example>"] };
const byMail = requestOf(id, { origin: { door: "mail", by: "ann@clinic.example" }, thread });
const ended = outboundFax({ id, status: "delivered", document, pageCount: 3 });
const receipt = { name: "receipt.pdf", contentType: "application/pdf", bytes: Buffer.from("%PDF-") };

function office(fax: Fax | "gone" = ended, request: FaxRequest = byMail, faults: Partial<ReportDeps> = {}) {
  const mails: OurMail[] = [];
  let noted = false;
  const deps: ReportDeps = {
    domain: "fax.example.com",
    readFax: async () => (fax === "gone" ? undefined : { fax, request }),
    wasReported: async () => noted,
    noteReported: async () => (noted = true),
    receipt: async () => receipt,
    send: async (mail) => mails.push(mail),
    ...faults,
  };
  return { mails, report: () => reportByMail(deps, id), noted: () => noted };
}

describe("whoever sent a fax by mail hears by mail how it ended", () => {
  it("in the same thread, with the receipt, and may answer", async () => {
    const { mails, report } = office();
    await report();
    expect(mails).toEqual([
      {
        to: "ann@clinic.example",
        answersTo: `fax+${id}@fax.example.com`,
        subject: "Re: Papers",
        inReplyTo: "<m@clinic.example>",
        references: ["<l@clinic.example>", "<m@clinic.example>"],
        text:
          `Your fax to ${ended.to}:\nIt was delivered, 3 pages.\n\n` +
          "Its receipt, with every call, is attached.\n\nAnswer this mail with RESEND to send it again.\n",
        files: [receipt],
      },
    ]);
  });

  it("once, though the order comes twice", async () => {
    const { mails, report } = office();
    await report();
    await report();
    expect(mails).toHaveLength(1);
  });

  it("again, where the mail could not be sent: it is noted only when it is on its way", async () => {
    const { report, noted } = office(ended, byMail, { send: () => Promise.reject(new Error("later")) });
    await expect(report()).rejects.toThrow("later");
    expect(noted()).toBe(false);
  });

  it("also where no receipt can be made; of what failed before it had pages nothing can be sent again", async () => {
    const failure = { reason: "document_missing", internalReason: "x", detail: "The upload never came." };
    const { mails, report } = office(outboundFax({ id, status: "failed", failure }), byMail, {
      receipt: async () => undefined,
    });
    await report();
    expect(mails[0]?.text).toBe(`Your fax to ${ended.to}:\nIt was not delivered. The upload never came.\n`);
    expect(mails[0]).not.toHaveProperty("files");
  });

  it.each<[string, Fax | "gone", FaxRequest]>([
    ["is open", outboundFax({ id }), byMail],
    ["is gone", "gone", byMail],
    ["was deleted", { ...ended, deletedAt: 1 }, byMail],
    ["came by the API", ended, requestOf(id)],
    ["was received", inboundFax({ status: "received" }), byMail],
  ])("nobody, where the fax %s", async (_how, fax, request) => {
    const { mails, report, noted } = office(fax, request);
    await report();
    expect([mails.length, noted()]).toEqual([0, false]);
  });
});
