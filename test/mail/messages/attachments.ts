import { base64, eml } from "../eml.ts";
import { card, heic, letter, lockedPdf, lockedZip, photo, referral, sheet } from "../papers.ts";
import { answerTo, type Expected, type RealMessage } from "../real-message.ts";

type File = { type: string; name: string; bytes: Buffer };

const attached = ({ type, name, bytes }: File) => `--files
Content-Type: ${type}; name="${name}"
Content-Disposition: attachment; filename="${name}"
Content-Transfer-Encoding: base64

${base64(bytes)}
`;

/** One message with the text "Please see attached." and these files. */
const withFiles = (name: string, files: File[], expected: Omit<Expected, "reply">): RealMessage => ({
  name,
  raw: () => eml`
    From: Ann Lee <ann@clinic.example>
    To: 13125550148@fax.example.com
    Subject: Files
    Message-ID: <files@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="files"

    --files
    Content-Type: text/plain; charset=utf-8

    Please see attached.

    ${files.map(attached).join("\n")}
    --files--
    `,
  expected: { ...expected, reply: answerTo("<files@clinic.example>") },
});

const cover = { subject: "Files", message: "Please see attached." };
const pdf = (name: string, bytes: Buffer) => ({ type: "application/pdf", name, bytes });
const note = Buffer.from("Dear doctor");
const page = Buffer.from("<html><body><p>Dear doctor</p></body></html>");

export const attachments: RealMessage[] = [
  withFiles(
    "a PDF under a password fails the fax with its reason, it is not left out",
    [pdf("a.pdf", lockedPdf)],
    {
      documents: [lockedPdf],
      cover,
    },
  ),
  withFiles("an empty PDF, too", [pdf("empty.pdf", Buffer.alloc(0))], { documents: ["empty"], cover }),
  withFiles(
    "an archive under a password, alone: nothing is faxed, the text would look like all",
    [{ type: "application/zip", name: "records.zip", bytes: lockedZip }],
    { outcomes: ["refused document_missing"], documents: [], leftOut: ["application/zip"] },
  ),
  withFiles(
    "office documents, a photo of an iPhone, text and a page, in their order",
    [
      { type: "application/octet-stream", name: "letter.docx", bytes: letter },
      { type: "application/vnd.ms-excel", name: "figures.xlsx", bytes: sheet },
      { type: "image/heic", name: "IMG_1.HEIC", bytes: heic },
      {
        type: "text/plain; charset=utf-16",
        name: "note.txt",
        bytes: Buffer.from("\ufeffDear doctor", "utf16le"),
      },
      { type: "text/html", name: "page.html", bytes: page },
    ],
    { documents: [letter, sheet, heic, "text", page], cover },
  ),
  withFiles(
    "a table of figures, a card and a calendar beside the PDF are told",
    [
      { type: "text/csv", name: "figures.csv", bytes: Buffer.from("a,b\r\n1,2\r\n") },
      pdf("referral.pdf", referral),
      { type: "text/vcard", name: "Ann Lee.vcf", bytes: card },
      {
        type: "text/calendar; method=REQUEST",
        name: "invite.ics",
        bytes: Buffer.from("BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
      },
    ],
    { documents: [referral], cover, leftOut: ["text/csv", "text/vcard", "text/calendar"] },
  ),
  withFiles(
    "a small photo that is attached, and a picture called a PDF",
    [
      { type: "image/jpeg", name: "small.jpg", bytes: photo },
      pdf("photo.pdf", photo),
      { type: "text/plain", name: "note.txt", bytes: note },
    ],
    { documents: [photo, photo, note], cover },
  ),
];
