import { describe, expect, it } from "vitest";
import { readMailReceipt, type MailReceipt } from "../../core/mail/receipt.ts";
import { readRecipients } from "../../core/mail/recipients.ts";
import { refusalOfSender } from "../../core/mail/sender-check.ts";
import { mailNotification } from "../support/mail.ts";

const notificationFrom = (header: string) => ({
  notificationType: "Received",
  receipt: { recipients: ["13125550148@fax.example.com"], action: { objectKey: "email/1" } },
  mail: { messageId: "1", source: "x@ok.test", commonHeaders: { from: [header] } },
});

describe("SES's notification", () => {
  it("tells recipients, sender, object and verdicts", () => {
    expect(readMailReceipt(mailNotification())).toEqual({
      sesMessageId: "ses-1",
      objectKey: "email/ses-1",
      source: "ann@clinic.example",
      from: "ann@clinic.example",
      messageId: "<m1@clinic.example>",
      hasMessageId: true,
      references: [],
      subject: "",
      isAutomatic: false,
      recipients: ["13125550148@fax.example.com"],
      verdicts: { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" },
    });
  });

  it("names Bcc recipients, because they come from the envelope", () => {
    const recipients = ["a@fax.example.com", "bcc@fax.example.com"];
    expect(readMailReceipt(mailNotification({ recipients }))?.recipients).toEqual(recipients);
  });

  it.each([
    ["Ann <Ann@Clinic.Example>", "ann@clinic.example"],
    ['"Ann, the doctor" <ann@clinic.example>', "ann@clinic.example"],
    ['"boss@bank.example" <ann@clinic.example>', "ann@clinic.example"],
    ["ann@clinic.example", "ann@clinic.example"],
    ["ann@clinic.example <>", ""],
    ["a@b.example, c@d.example", ""],
    ["no address", ""],
    ["", ""],
  ])("reads the From header %j as %j", (header, from) => {
    expect(readMailReceipt(mailNotification({ from: [header] }))?.from).toBe(from);
  });

  it("of a message with two authors has no sender", () => {
    const from = ["ann@clinic.example", "bob@clinic.example"];
    expect(readMailReceipt(mailNotification({ from }))?.from).toBe("");
  });

  it.each([
    "evil@evil.test, <ann@ok.test>",
    "evil@evil.test <ann@ok.test>",
    "evil@evil.test (<ann@ok.test>",
    "Ann; evil@evil.test <ann@ok.test>",
  ])("whose From could be read as two addresses has no sender: %s", (header) => {
    expect(readMailReceipt(notificationFrom(header))?.from).toBe("");
  });

  it.each(['"Doe, Ann (front desk)" <ann@ok.test>', "Ann Doe <ann@ok.test>", "<ann@ok.test>", "ann@ok.test"])(
    "reads one address from %s",
    (header) => {
      expect(readMailReceipt(notificationFrom(header))?.from).toBe("ann@ok.test");
    },
  );

  it("without a Message-ID is known by SES's own id", () => {
    expect(readMailReceipt(mailNotification({ messageId: undefined }))?.messageId).toBe("ses-1");
  });

  it("without verdicts counts as unjudged", () => {
    const receipt = readMailReceipt(mailNotification({ verdicts: {} }));
    expect(receipt?.verdicts).toEqual({
      spam: "GRAY",
      virus: "GRAY",
      spf: "GRAY",
      dkim: "GRAY",
      dmarc: "GRAY",
    });
  });

  it.each([{}, null, "x", { notificationType: "Bounce" }, mailNotification({ objectKey: undefined })])(
    "%j is none",
    (message) => {
      expect(readMailReceipt(message)).toBeUndefined();
    },
  );
});

describe("who may fax by mail", () => {
  const verdict = (
    from: string,
    allowed: string[],
    verdicts: Partial<MailReceipt["verdicts"]> = {},
    source = from,
    hasMailbox = false,
  ) => {
    const receipt = readMailReceipt(mailNotification({ from: [from], source, verdicts }));
    if (!receipt) throw new Error("no receipt");
    return refusalOfSender(receipt, allowed, hasMailbox)?.reason ?? "may fax";
  };
  const pass = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" };
  const ann = "ann@clinic.example";

  it("whoever belongs to a mailbox, once proven", () => {
    expect(verdict(ann, [], pass, ann, true)).toBe("may fax");
    expect(verdict(ann, [], { ...pass, dmarc: "FAIL" }, ann, true)).toBe("sender_not_verified");
    expect(verdict(ann, [], { ...pass, virus: "FAIL" }, ann, true)).toBe("spam_or_virus");
  });

  it.each([
    ["nobody is named in the settings", ann, [], pass, "sender_not_allowed"],
    ["the address is named", ann, [ann], pass, "may fax"],
    ["the address is named in capitals", ann, ["ANN@Clinic.Example"], pass, "may fax"],
    ["the domain is named", ann, ["@clinic.example"], pass, "may fax"],
    ["a longer domain is named", ann, ["@a.clinic.example"], pass, "sender_not_allowed"],
    [
      "the domain only ends like a named one",
      "x@evilclinic.example",
      ["@clinic.example"],
      pass,
      "sender_not_allowed",
    ],
    ["a subdomain of a named one", "x@sub.clinic.example", ["@clinic.example"], pass, "sender_not_allowed"],
    ["the domain without its @ is named", ann, ["clinic.example"], pass, "sender_not_allowed"],
    ["spam", ann, [ann], { ...pass, spam: "FAIL" }, "spam_or_virus"],
    ["a virus", ann, [ann], { ...pass, virus: "FAIL" }, "spam_or_virus"],
    ["forged: DMARC fails", ann, [ann], { ...pass, dmarc: "FAIL" }, "sender_not_verified"],
    [
      "forged: nothing is proven",
      ann,
      [ann],
      { spf: "FAIL", dkim: "FAIL", dmarc: "GRAY" },
      "sender_not_verified",
    ],
    ["no verdicts at all", ann, [ann], {}, "sender_not_verified"],
    ["only DKIM of some domain", ann, [ann], { dkim: "PASS", dmarc: "GRAY" }, "sender_not_verified"],
    ["no DMARC record, SPF of the same domain", ann, [ann], { spf: "PASS", dmarc: "GRAY" }, "may fax"],
    ["DMARC proven, SPF not", ann, [ann], { spf: "FAIL", dmarc: "PASS" }, "may fax"],
    [
      "no single address in From",
      "a@clinic.example, b@clinic.example",
      ["@clinic.example"],
      pass,
      "sender_not_allowed",
    ],
  ])("%s", (_story, from, allowed, verdicts, expected) => {
    expect(verdict(from, allowed, verdicts)).toBe(expected);
  });

  it("SPF of another domain proves nothing about From", () => {
    expect(verdict(ann, [ann], { spf: "PASS", dmarc: "GRAY" }, "bounce@mailer.example")).toBe(
      "sender_not_verified",
    );
  });
});

describe("recipients", () => {
  const read = (addresses: string[], country = "US") =>
    readRecipients(addresses, "fax.example.com", country).map(({ number }) => number);

  it.each([
    ["13125550148@fax.example.com", "+13125550148"],
    ["+13125550148@fax.example.com", "+13125550148"],
    ["312-555-0148@FAX.example.com", "+13125550148"],
    ["442079460000@fax.example.com", "+442079460000"],
    ["ann@fax.example.com", undefined],
    ["13125550148@elsewhere.example", undefined],
    ["13125550148", undefined],
    ["@fax.example.com", undefined],
  ])("%s is %s", (address, number) => {
    expect(read([address])).toEqual([number]);
  });

  it.each([
    ["13125550148.fine@fax.example.com", { quality: "high" }],
    ["+13125550148.superfine.nocover@fax.example.com", { quality: "very_high", cover: false }],
    ["312.555.0148.COVER@fax.example.com", { cover: true }],
    // The last said counts.
    ["13125550148.cover.nocover@fax.example.com", { cover: false }],
    ["FAX=+13125550148@fax.example.com", {}],
    ["fax=+13125550148/t33s=12*3@fax.example.com", { subAddress: "12*3" }],
    ['"FAX=+1 (312) 555-0148/T33S=12"@fax.example.com', { subAddress: "12" }],
  ])("%s says of the fax %j", (address, wishes) => {
    expect(readRecipients([address], "fax.example.com", "US")).toEqual([
      { address, number: "+13125550148", ...wishes },
    ]);
  });

  it.each([
    "13125550148.faint@fax.example.com",
    "13125550148.constructor@fax.example.com",
    "fine@fax.example.com",
    "FAX=+13125550148/POST=1@fax.example.com",
    "FAX=+13125550148/T33S=ann@fax.example.com",
    "VOICE=+13125550148@fax.example.com",
  ])("%s is no fax number, and is not guessed at", (address) => {
    expect(read([address])).toEqual([undefined]);
  });

  it.each([
    ["dr-lee@fax.example.com", { alias: "dr-lee" }],
    ["Dr-Lee.FINE.nocover@fax.example.com", { alias: "dr-lee", quality: "high", cover: false }],
    ["fax=dr-lee/t33s=12@fax.example.com", { alias: "dr-lee", subAddress: "12" }],
    ["3dr-lee@fax.example.com", {}],
    ["dr.lee@fax.example.com", {}],
    ["postmaster.fine@fax.example.com", {}],
    ["fine@fax.example.com", {}],
    ["fax@fax.example.com", {}],
    ["dr-lee@elsewhere.example", {}],
  ])("%s may be an alias: %j", (address, found) => {
    expect(readRecipients([address], "fax.example.com", "US")).toEqual([
      { address, number: undefined, ...found },
    ]);
  });

  it("where any domain will do no address is an alias", () => {
    const address = "dr-lee@fax.example.com";
    expect(readRecipients([address], undefined, "US")).toEqual([{ address, number: undefined }]);
  });

  it("a national number is read by the configured country", () => {
    expect(read(["030123456@fax.example.com"], "DE")).toEqual(["+4930123456"]);
  });

  it("one number written twice is faxed once, and what is no number is kept to be explained", () => {
    const addresses = ["13125550148@fax.example.com", "+13125550148@fax.example.com", "x@fax.example.com"];
    expect(readRecipients(addresses, "fax.example.com", "US")).toEqual([
      { address: addresses[0], number: "+13125550148" },
      { address: addresses[2], number: undefined },
    ]);
  });
});
