import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { describe, expect, it } from "vitest";
import { readMessage } from "../../../adapters/mail/read-message.ts";
import { fileOf } from "../../documents/good-documents.ts";
import { pdfOf } from "../../support/pdfs.ts";

const [first, second] = [pdfOf(1, "first"), pdfOf(2, "second")];
const written = (mail: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> =>
  new MailComposer({ from: "ann@clinic.example", subject: "Fax", text: "See attached.", ...mail })
    .compile()
    .build();
const read = async (mail: ConstructorParameters<typeof MailComposer>[0]) => {
  const message = await readMessage(await written(mail));
  if (typeof message === "string") throw new Error("the message cannot be read");
  return { ...message, documents: message.documents.map((bytes) => Buffer.from(bytes)) };
};

describe("a raw message", () => {
  it("gives its PDF attachments in their order, byte for byte", async () => {
    const message = await read({
      attachments: [
        { filename: "a.pdf", content: first },
        { filename: "SCAN.PDF", contentType: "application/octet-stream", content: second },
      ],
    });
    expect(message.documents).toEqual([first, second]);
    expect(message.skipped).toEqual([]);
  });

  it("gives scans, photos and letters of text, told by their content, and no calendars or cards", async () => {
    const [tiff, photo] = [fileOf("fax-g4.tif"), fileOf("exif-6.jpg")];
    const message = await read({
      attachments: [
        { filename: "scan", contentType: "application/octet-stream", content: tiff },
        { filename: "photo.jpg", contentType: "image/jpeg", content: photo },
        { filename: "note.txt", content: "Dear doctor" },
        { filename: "invite.ics", contentType: "text/calendar", content: "BEGIN:VCALENDAR" },
        { filename: "ann.vcf", contentType: "text/vcard", content: "BEGIN:VCARD" },
      ],
    });
    expect(message.documents).toEqual([tiff, photo, Buffer.from("Dear doctor")]);
    expect(message.skipped).toEqual(["text/calendar", "text/vcard"]);
  });

  it("names what cannot be faxed, but not the pictures that its text shows", async () => {
    const message = await read({
      html: '<p>Hello <img src="cid:logo"></p>',
      attachments: [
        { filename: "logo.png", content: Buffer.from("png"), cid: "logo", contentType: "image/png" },
        { filename: "card.vcf", content: Buffer.from("BEGIN:VCARD"), contentType: "text/vcard" },
        { filename: "a.pdf", content: first },
      ],
    });
    expect(message.documents).toEqual([first]);
    expect(message.skipped).toEqual(["text/vcard"]);
  });

  it("gives the addresses of its To header, members of groups too, and nobody else's", async () => {
    const message = await read({
      to: "A <13125550148@x.example>, 13125550149@x.example",
      cc: "c@x.example",
      bcc: "b@x.example",
    });
    expect(message.to).toEqual(["13125550148@x.example", "13125550149@x.example"]);
    const group = await readMessage(
      Buffer.from("To: team: a@x.example, b@x.example;\r\nSubject: x\r\n\r\nhello\r\n"),
    );
    expect(group).toMatchObject({ to: ["a@x.example", "b@x.example"] });
  });

  it("without attachments has no documents", async () => {
    expect(await read({})).toMatchObject({ documents: [], skipped: [] });
  });

  it("nested beyond reason, or that is none, is unreadable or empty, never an error", async () => {
    const boundaries = Array.from({ length: 60 }, (_, index) => `b${index}`);
    const nested = boundaries
      .map((boundary) => `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`)
      .join("");
    for (const raw of ["", "\r\n\r\n", "\0\0\0", nested]) {
      const message = await readMessage(Buffer.from(raw));
      if (typeof message !== "string") expect(message.documents).toEqual([]);
    }
    expect(await readMessage(Buffer.alloc(0))).toBe("unreadable");
  });

  it("with more attachments than anybody sends is read up to its limit", async () => {
    const attachments = Array.from({ length: 60 }, (_, index) => ({
      filename: `${index}.pdf`,
      content: "%PDF-",
    }));
    expect((await read({ attachments })).documents).toHaveLength(50);
  });
});
