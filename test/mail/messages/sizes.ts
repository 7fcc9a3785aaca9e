import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

/** A PDF with so many bytes of remarks behind its end. */
const padded = (bytes: number): Buffer => Buffer.concat([referral, Buffer.alloc(bytes, "\n% ")]);

const withPdf = (pdf: Buffer) => eml`
  From: Ann Lee <ann@clinic.example>
  To: 13125550148@fax.example.com
  Subject: Large
  Message-ID: <large@clinic.example>
  MIME-Version: 1.0
  Content-Type: multipart/mixed; boundary=large

  --large
  Content-Type: application/pdf; name=large.pdf
  Content-Transfer-Encoding: base64

  ${base64(pdf)}
  --large--
  `;

const reply = answerTo("<large@clinic.example>");
const tooLarge = { outcomes: ["refused document_too_large"], documents: [], reply };

export const sizes: RealMessage[] = [
  {
    name: "thirty megabytes",
    raw: () => withPdf(padded(22_000_000)),
    expected: { documents: ["pdf"], reply },
  },
  {
    name: "more than forty megabytes",
    raw: () => withPdf(padded(32_000_000)),
    expected: tooLarge,
  },
  {
    name: "twenty-five megabytes of text",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      Message-ID: <large@clinic.example>
      Content-Type: text/plain; charset=utf-8

      ${Buffer.alloc(25_000_000, "Forty letters are in this line of text.\r\n")}
      `,
    expected: tooLarge,
  },
  {
    name: "twenty-five megabytes in a message that is attached",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Fwd: Large
      Message-ID: <large@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=fwd

      --fwd
      Content-Type: text/plain

      See below.

      --fwd
      Content-Type: message/rfc822

      ${withPdf(padded(18_000_000))}
      --fwd--
      `,
    expected: {
      outcomes: ["refused document_missing"],
      documents: [],
      leftOut: ["message/rfc822"],
      reply,
    },
  },
];
