import { greyPng } from "../../../core/documents/image/write-png.ts";
import { fileOf } from "../../documents/good-documents.ts";
import { officeFile } from "../../support/office-files.ts";
import { pdfOf } from "../../support/pdfs.ts";
import { base64, file, html, message, multipart, part, shown, text, tnef, writePart } from "./mime.ts";

/** What one of our users' programs sends, and what is to become of it. */
export type RealMessage = {
  name: string;
  raw: () => Buffer;
  recipients?: string[];
  /** Kinds of the fax's documents, in order; none: no fax. */
  documents: string[];
  /** Subject and text of the cover page; missing: no cover page. */
  cover?: { subject?: string; message?: string };
  refusals?: string[];
};

const pdf = pdfOf(1);
const attached = file("application/pdf", "referral.pdf", pdf);
const jpeg = fileOf("exif-6.jpg");
const tiff = fileOf("fax-g4.tif");
const picture = (width: number, height: number) =>
  greyPng({ width, height, grey: Buffer.alloc(width * height, 200) });
const logo = shown("image/png", "image001.png", picture(200, 60), "image001.png@01D");
const screenshot = shown("image/png", "image002.png", picture(1_200, 800), "image002.png@01D");
const photo = greyPng({ width: 1_000, height: 1_400, grey: Buffer.alloc(1_400_000, 150) });
const subject = (words: string) => [`Subject: ${words}`];
const see = "Please see attached.";
const both = (words: string) => multipart("alternative", [text(words), html(`<div>${words}</div>`)]);
const latin1 = (words: string) => Buffer.from(words, "latin1");
const inQuotedPrintable = (words: string, charset: string) =>
  part(
    [`Content-Type: text/plain; charset=${charset}`, "Content-Transfer-Encoding: quoted-printable"],
    words,
  );
const forwarded = (inner: Buffer) =>
  part(["Content-Type: message/rfc822", 'Content-Disposition: attachment; filename="Fwd.eml"'], inner);
const heic = Buffer.concat([Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), Buffer.alloc(64)]);

export const realMessages: RealMessage[] = [
  {
    name: "Outlook: HTML with a logo in the signature, and a PDF",
    raw: () =>
      message(
        subject("Referral"),
        multipart("mixed", [
          multipart("related", [both(see), logo]),
          file("application/pdf", "=?utf-8?B?w5xiZXJ3ZWlzdW5nLnBkZg==?=", pdf),
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Referral", message: see },
  },
  {
    name: "Outlook: a screenshot pasted into the text",
    raw: () => message(subject("Screen"), multipart("related", [both("As on my screen:"), logo, screenshot])),
    documents: ["png"],
    cover: { subject: "Screen", message: "As on my screen:" },
  },
  {
    name: "Outlook: plain text with a Word letter",
    raw: () =>
      message(
        subject("Letter"),
        multipart("mixed", [
          text(see),
          file(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "letter.docx",
            officeFile("letter.docx"),
          ),
        ]),
      ),
    documents: ["docx"],
    cover: { subject: "Letter", message: see },
  },
  {
    name: "Outlook: rich text, all in a winmail.dat",
    raw: () =>
      message(
        subject("Papers"),
        multipart("mixed", [
          text(see),
          file(
            "application/ms-tnef",
            "winmail.dat",
            tnef([
              { name: "referral.pdf", bytes: pdf },
              { name: "NOTE.TXT", bytes: Buffer.from("Dear doctor") },
              { name: "ann.vcf", bytes: Buffer.from("BEGIN:VCARD") },
            ]),
          ),
        ]),
      ),
    documents: ["pdf", "text"],
    cover: { subject: "Papers", message: see },
    refusals: ["attachment_skipped"],
  },
  {
    name: "Outlook: a winmail.dat that was cut off",
    raw: () => {
      const whole = tnef([{ name: "referral.pdf", bytes: pdf }]);
      const cut = whole.subarray(0, whole.length - 10);
      return message(
        subject("Papers"),
        multipart("mixed", [text(see), file("application/ms-tnef", "winmail.dat", cut)]),
      );
    },
    documents: [],
    refusals: ["attachment_skipped", "document_missing"],
  },
  {
    name: "Outlook: an invitation beside the PDF",
    raw: () =>
      message(
        subject("Visit"),
        multipart("mixed", [
          multipart("alternative", [
            text("See you on Monday."),
            html("<p>See you on Monday.</p>"),
            part(
              ["Content-Type: text/calendar; charset=utf-8; method=REQUEST"],
              "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
            ),
          ]),
          attached,
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Visit", message: "See you on Monday." },
    refusals: ["attachment_skipped"],
  },
  {
    name: "Outlook for iOS: what the program adds is nobody's message",
    raw: () =>
      message(
        subject("Chart"),
        multipart("mixed", [both("Get Outlook for iOS<https://aka.ms/o0ukef>"), attached]),
      ),
    documents: ["pdf"],
  },
  {
    name: "Gmail: text, HTML and a PDF",
    raw: () =>
      message(
        subject("Results"),
        multipart("mixed", [both("Here are the results.\r\n\r\nAnn"), attached], "000000000000a1b2"),
      ),
    documents: ["pdf"],
    cover: { subject: "Results", message: "Here are the results.\n\nAnn" },
  },
  {
    name: "Gmail: no attachment, the letter is the text",
    raw: () => message(subject("Refill"), both("Please refill the prescription.")),
    documents: ["html"],
  },
  {
    name: "Gmail: forwarded in line, with its attachment",
    raw: () =>
      message(
        subject("Fwd: Referral"),
        multipart("mixed", [
          both("---------- Forwarded message ---------\r\nFrom: Bob\r\n\r\nPlease fax this."),
          attached,
        ]),
      ),
    documents: ["pdf"],
    cover: {
      subject: "Fwd: Referral",
      message: "---------- Forwarded message ---------\nFrom: Bob\n\nPlease fax this.",
    },
  },
  {
    name: "Gmail on Android: a photo attached",
    raw: () =>
      message(
        subject("Form"),
        multipart("mixed", [both("Signed form"), file("image/jpeg", "IMG_0001.jpg", jpeg)]),
      ),
    documents: ["jpeg"],
    cover: { subject: "Form", message: "Signed form" },
  },
  {
    name: "Gmail: two PDFs of one name",
    raw: () => message(subject("Two"), multipart("mixed", [both(see), attached, attached])),
    documents: ["pdf", "pdf"],
    cover: { subject: "Two", message: see },
  },
  {
    name: "Apple Mail: a PDF in line between two pieces of text",
    raw: () =>
      message(
        subject("Lab"),
        multipart("alternative", [
          text("Before.\r\n\r\nAfter."),
          multipart("mixed", [
            html("<p>Before.</p>"),
            file("application/pdf", "lab.pdf", pdf, "inline; filename=lab.pdf"),
            html("<p>After.</p>"),
          ]),
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Lab", message: "Before.\n\nAfter." },
  },
  {
    name: "Apple Mail: a photo in line is what was meant",
    raw: () =>
      message(
        subject("Photo"),
        multipart("mixed", [
          text("The form"),
          file("image/png", "form.png", photo, "inline; filename=form.png"),
        ]),
      ),
    documents: ["png"],
    cover: { subject: "Photo", message: "The form" },
  },
  {
    name: "iPhone: a photo that no reader here knows is not left out",
    raw: () =>
      message(
        subject("Form"),
        multipart("mixed", [text("The signed form"), file("image/heic", "IMG_0002.HEIC", heic)]),
      ),
    documents: ["heic"],
    cover: { subject: "Form", message: "The signed form" },
  },
  {
    name: "iPhone: a PDF, and nothing said",
    raw: () => message(["Subject:"], multipart("mixed", [text("\r\n\r\nSent from my iPhone"), attached])),
    documents: ["pdf"],
  },
  {
    name: "Thunderbird: flowed text",
    raw: () =>
      message(
        subject("Flowed"),
        multipart("mixed", [
          text(
            "A line that goes \r\non here.\r\n\r\n-- \r\nAnn Lee\r\nFront desk",
            "charset=UTF-8; format=flowed",
          ),
          attached,
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Flowed", message: "A line that goes on here." },
  },
  {
    name: "Thunderbird: forwarded as an attachment that holds a PDF",
    raw: () =>
      message(
        subject("Fwd: Papers"),
        multipart("mixed", [
          text("See below."),
          forwarded(message(subject("Papers"), multipart("mixed", [text("Original"), attached]))),
        ]),
      ),
    documents: ["text", "pdf"],
    cover: { subject: "Fwd: Papers", message: "See below." },
  },
  {
    name: "forwarded three times over",
    raw: () => {
      const wrap = (inner: Buffer) =>
        message(subject("Fwd"), multipart("mixed", [text("Fwd"), forwarded(inner)]));
      return wrap(wrap(wrap(message(subject("Papers"), multipart("mixed", [text("Original"), attached])))));
    },
    documents: ["text", "text", "text", "pdf"],
    cover: { subject: "Fwd", message: "Fwd" },
  },
  {
    name: "signed by S/MIME",
    raw: () =>
      message(
        subject("Signed"),
        multipart('signed; protocol="application/pkcs7-signature"; micalg=sha-256', [
          multipart("mixed", [text(see), attached]),
          file("application/pkcs7-signature", "smime.p7s", Buffer.from("3082", "hex")),
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Signed", message: see },
  },
  {
    name: "encrypted by S/MIME",
    raw: () =>
      message(
        subject("Secret"),
        file("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", Buffer.from("3082", "hex")),
      ),
    documents: [],
    refusals: ["attachment_skipped", "document_missing"],
  },
  {
    name: "HP scanner: a PDF called a stream of bytes, no text",
    raw: () =>
      message(
        subject("Scan from HP"),
        multipart("mixed", [file("application/octet-stream", "scan.pdf", pdf)]),
      ),
    documents: ["pdf"],
  },
  {
    name: "Canon copier: a TIFF",
    raw: () =>
      message(
        subject("Attached Image"),
        multipart("mixed", [text(""), file("image/tiff", "0042_001.tif", tiff)]),
      ),
    documents: ["tiff"],
  },
  {
    name: "Xerox copier: its own text",
    raw: () =>
      message(
        subject("Scanned from a Xerox Multifunction Printer"),
        multipart("mixed", [
          text("Please open the attached document."),
          file("application/pdf", "Scan.pdf", pdf),
        ]),
      ),
    documents: ["pdf"],
    cover: {
      subject: "Scanned from a Xerox Multifunction Printer",
      message: "Please open the attached document.",
    },
  },
  {
    name: "Ricoh copier: a JPEG a page",
    raw: () =>
      message(
        subject("Scan"),
        multipart("mixed", [file("image/jpeg", "1.jpg", jpeg), file("image/jpeg", "2.jpg", jpeg)]),
      ),
    documents: ["jpeg", "jpeg"],
  },
  {
    name: "Brother scanner: Base64 in short lines",
    raw: () =>
      message(
        subject("Brother"),
        multipart("mixed", [
          part(["Content-Type: application/pdf", "Content-Transfer-Encoding: BASE64"], base64(pdf, 60)),
        ]),
      ),
    documents: ["pdf"],
  },
  {
    name: "Base64 in one line without end",
    raw: () =>
      message(
        subject("Long"),
        multipart("mixed", [
          part(
            ["Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64"],
            pdf.toString("base64"),
          ),
        ]),
      ),
    documents: ["pdf"],
  },
  {
    name: "Base64 with blanks, tabs and a blank line within",
    raw: () =>
      message(
        subject("Blanks"),
        multipart("mixed", [
          part(
            ["Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64"],
            base64(pdf).replace("\r\n", " \t\r\n\r\n"),
          ),
        ]),
      ),
    documents: ["pdf"],
  },
  {
    name: "the whole message is a PDF",
    raw: () => message(subject("Only"), attached),
    documents: ["pdf"],
  },
  {
    name: "8bit Latin-1",
    raw: () =>
      message(
        subject("=?iso-8859-1?Q?=DCberweisung?="),
        multipart("mixed", [
          part(
            ["Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: 8bit"],
            latin1("Grüße"),
          ),
          attached,
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "Überweisung", message: "Grüße" },
  },
  {
    name: "Windows-1252 in quoted-printable",
    raw: () =>
      message(
        subject("Q"),
        multipart("mixed", [inQuotedPrintable("=93Quoted=94 =96 and so on=\r\n.", "windows-1252"), attached]),
      ),
    documents: ["pdf"],
    cover: { subject: "Q", message: "“Quoted” – and so on." },
  },
  {
    name: "Japanese in ISO-2022-JP",
    raw: () =>
      message(
        subject("=?ISO-2022-JP?B?GyRCPlIycD51GyhC?="),
        multipart("mixed", [
          part(
            ["Content-Type: text/plain; charset=ISO-2022-JP", "Content-Transfer-Encoding: 7bit"],
            latin1("\x1b$B$*4j$$$7$^$9\x1b(B"),
          ),
          attached,
        ]),
      ),
    documents: ["pdf"],
    cover: { subject: "紹介状", message: "お願いします" },
  },
  {
    name: "Chinese in GB18030",
    raw: () =>
      message(
        subject("GB"),
        multipart("mixed", [inQuotedPrintable("=C7=EB=B2=E9=CA=D5", "gb18030"), attached]),
      ),
    documents: ["pdf"],
    cover: { subject: "GB", message: "请查收" },
  },
  {
    name: "Russian in KOI8-R",
    raw: () =>
      message(
        subject("K"),
        multipart("mixed", [inQuotedPrintable("=F0=D2=C9=D7=C5=D4", "koi8-r"), attached]),
      ),
    documents: ["pdf"],
    cover: { subject: "K", message: "Привет" },
  },
  {
    name: "a charset that nobody knows",
    raw: () => message(subject("X"), multipart("mixed", [text("Hello", "charset=x-unknown-1"), attached])),
    documents: ["pdf"],
    cover: { subject: "X", message: "Hello" },
  },
  {
    name: "a file name in pieces, with an emoji (RFC 2231)",
    raw: () =>
      message(
        subject("Pieces"),
        multipart("mixed", [
          part(
            [
              "Content-Type: application/octet-stream",
              "Content-Disposition: attachment; filename*0*=UTF-8''%F0%9F%93%84%20re; filename*1*=ferral.pdf",
              "Content-Transfer-Encoding: base64",
            ],
            base64(pdf),
          ),
        ]),
      ),
    documents: ["pdf"],
  },
  {
    name: "no header but From, and lines that end in LF alone",
    raw: () => Buffer.from("From: ann@clinic.example\n\nPlease call back.\n"),
    documents: ["text"],
  },
  {
    name: "cut off before its last boundary",
    raw: () => {
      const whole = message(subject("Cut"), multipart("mixed", [text(see), attached]));
      return whole.subarray(0, whole.lastIndexOf("--b"));
    },
    documents: ["pdf"],
    cover: { subject: "Cut", message: see },
  },
  {
    name: "neither text nor attachment",
    raw: () => message(subject("Nothing"), text("")),
    documents: [],
    refusals: ["document_missing"],
  },
  {
    name: "a text file and a card beside it",
    raw: () =>
      message(
        subject("Note"),
        multipart("mixed", [
          file("text/plain", "note.txt", Buffer.from("Dear doctor")),
          file("text/vcard", "ann.vcf", Buffer.from("BEGIN:VCARD")),
        ]),
      ),
    documents: ["text"],
    refusals: ["attachment_skipped"],
  },
  {
    name: "HTML alone, with a picture from elsewhere",
    raw: () =>
      message(subject("News"), html('<h1>News</h1><img src="https://tracker.example/1.gif"><p>Read on.</p>')),
    documents: ["html"],
  },
  {
    name: "three recipients, one without cover and fine, one that is none",
    raw: () => message(subject("Three"), multipart("mixed", [text(see), attached])),
    recipients: [
      "13125550148.nocover.fine@fax.example.com",
      "FAX=+13125550149/T33S=7@fax.example.com",
      "ann@fax.example.com",
    ],
    documents: ["pdf", "pdf"],
    refusals: ["recipient_not_understood"],
  },
  {
    name: "thirty megabytes",
    raw: () =>
      message(
        subject("Large"),
        multipart("mixed", [
          file("application/pdf", "large.pdf", Buffer.concat([pdf, Buffer.alloc(22_000_000, "\n% ")])),
        ]),
      ),
    documents: ["pdf"],
  },
  {
    name: "twenty-five megabytes, forwarded as an attachment",
    raw: () => {
      const large = Buffer.concat([pdf, Buffer.alloc(18_000_000, "\n% ")]);
      const inner = message(
        subject("Large"),
        multipart("mixed", [file("application/pdf", "large.pdf", large)]),
      );
      return message(subject("Fwd"), multipart("mixed", [text("Fwd"), forwarded(inner)]));
    },
    documents: [],
    refusals: ["attachment_skipped", "document_missing"],
  },
  {
    name: "a message inside the message, of another program, that is only text",
    raw: () =>
      message(
        subject("Fwd"),
        multipart("mixed", [part(["Content-Type: message/rfc822"], writePart(text("Inner words")))]),
      ),
    documents: ["text"],
  },
];
