import { base64, eml } from "../eml.ts";
import { card, letter, lockedZip, logo, referral, results } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";
import { tnef } from "../tnef.ts";

/** Rich text, or a server that wraps for other servers of its kind: all is in one `winmail.dat`. */
const wrapped = (messageId: string, winmail: Buffer) => eml`
  From: Ann Lee <ann@clinic.example>
  To: "13125550148@fax.example.com" <13125550148@fax.example.com>
  Subject: Papers
  Message-ID: ${messageId}
  X-MS-Has-Attach: yes
  X-MS-TNEF-Correlator: ${messageId}
  Content-Type: multipart/mixed; boundary="_000_A1_"
  MIME-Version: 1.0

  --_000_A1_
  Content-Type: text/plain; charset="us-ascii"
  Content-Transfer-Encoding: quoted-printable

  Please see attached.

  --_000_A1_
  Content-Disposition: attachment; filename="winmail.dat"
  Content-Type: application/ms-tnef; name="winmail.dat"
  Content-Transfer-Encoding: base64

  ${base64(winmail)}

  --_000_A1_--
  `;

const cover = { subject: "Papers", message: "Please see attached." };

export const exchange: RealMessage[] = [
  {
    name: "Exchange: winmail.dat with letters, a card, and the signature's logo",
    raw: () =>
      wrapped(
        "<tnef-1@clinic.example>",
        tnef([
          { name: "Referral of Jane Roe.pdf", bytes: referral },
          { name: "image001.png", bytes: logo, cid: "image001.png@01CF8C82.F4A2A290" },
          { name: "letter.docx", bytes: letter },
          { name: "Ann Lee.vcf", bytes: card },
          { name: "Note to the doctor.txt", bytes: Buffer.from("Dear doctor") },
        ]),
      ),
    expected: {
      documents: [referral, letter, "text"],
      cover,
      leftOut: ["application/octet-stream"],
      reply: answerTo("<tnef-1@clinic.example>"),
    },
  },
  {
    name: "Exchange: winmail.dat that keeps its files in properties, and a line end after it",
    raw: () =>
      wrapped(
        "<tnef-2@clinic.example>",
        Buffer.concat([
          tnef([
            { name: "results.pdf", bytes: results, inProperties: true },
            { name: "letter.htm", bytes: Buffer.from("<p>Dear doctor</p>"), inProperties: true },
          ]),
          Buffer.from("\n"),
        ]),
      ),
    expected: { documents: [results, "html"], cover, reply: answerTo("<tnef-2@clinic.example>") },
  },
  {
    name: "Exchange: winmail.dat that was cut off",
    raw: () => {
      const whole = tnef([{ name: "referral.pdf", bytes: referral }]);
      return wrapped("<tnef-3@clinic.example>", whole.subarray(0, whole.length - 300));
    },
    expected: {
      outcomes: ["refused document_missing"],
      documents: [],
      leftOut: ["application/ms-tnef"],
      reply: answerTo("<tnef-3@clinic.example>"),
    },
  },
  {
    name: "Exchange: files beside the logo, all called related",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Papers
      Message-ID: <related@clinic.example>
      Content-Type: multipart/related; boundary="_007_R_"; type="text/html"
      MIME-Version: 1.0

      --_007_R_
      Content-Type: text/html; charset="utf-8"

      <p>Please see attached.</p><img src="cid:logo@01DC">

      --_007_R_
      Content-Type: image/png; name="image001.png"
      Content-Disposition: inline; filename="image001.png"
      Content-ID: <logo@01DC>
      Content-Transfer-Encoding: base64

      ${base64(logo)}

      --_007_R_
      Content-Type: application/x-mso; name="oledata.mso"
      Content-ID: <oledata.mso>
      Content-Transfer-Encoding: base64

      AAECAwQFBgcICQ==

      --_007_R_
      Content-Type: application/pdf; name="referral.pdf"
      Content-Disposition: attachment; filename="referral.pdf"
      Content-ID: <7D0A@namprd12.prod.outlook.com>
      Content-Transfer-Encoding: base64

      ${base64(referral)}

      --_007_R_
      Content-Type: application/x-zip-compressed; name="more.zip"
      Content-Disposition: attachment; filename="more.zip"
      Content-ID: <7D0B@namprd12.prod.outlook.com>
      Content-Transfer-Encoding: base64

      ${base64(lockedZip)}

      --_007_R_--
      `,
    expected: {
      documents: [referral],
      cover,
      leftOut: ["application/x-zip-compressed"],
      reply: answerTo("<related@clinic.example>"),
    },
  },
  ...[
    { name: "alone: its text is the fax", files: "", documents: ["html" as const], cover: undefined },
    {
      name: "beside a PDF: another form of the text is not left out",
      files: `--_I_
Content-Type: application/pdf; name="referral.pdf"
Content-Disposition: attachment; filename="referral.pdf"
Content-Transfer-Encoding: base64

${base64(referral)}
`,
      documents: [referral],
      cover: { subject: "Visit", message: "See you on Monday." },
    },
  ].map(({ name, files, documents, cover: page }): RealMessage => ({
    name: `Exchange: an invitation ${name}`,
    raw: () => eml`
        From: Ann Lee <ann@clinic.example>
        To: 13125550148@fax.example.com
        Subject: Visit
        Message-ID: <visit@clinic.example>
        Content-Class: urn:content-classes:calendarmessage
        Content-Type: multipart/mixed; boundary="_I_"
        MIME-Version: 1.0

        --_I_
        Content-Type: multipart/alternative; boundary="_J_"

        --_J_
        Content-Type: text/plain; charset="utf-8"

        See you on Monday.

        --_J_
        Content-Type: text/html; charset="utf-8"

        <p>See you on Monday.</p>

        --_J_
        Content-Type: text/calendar; charset="utf-8"; method=REQUEST

        BEGIN:VCALENDAR
        METHOD:REQUEST
        END:VCALENDAR

        --_J_--
        ${files}
        --_I_--
        `,
    expected: {
      documents,
      ...(page ? { cover: page } : {}),
      reply: answerTo("<visit@clinic.example>"),
    },
  })),
];
