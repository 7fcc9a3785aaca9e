import { base64, eml } from "../eml.ts";
import { referral, results } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const withPdf = (words: string, pdf: Buffer) => eml`
  From: Bob <bob@lab.example>
  To: ann@clinic.example
  Subject: Papers
  MIME-Version: 1.0
  Content-Type: multipart/mixed; boundary="inner"

  --inner
  Content-Type: text/plain; charset=utf-8

  ${words}

  --inner
  Content-Type: application/pdf; name="papers.pdf"
  Content-Disposition: attachment; filename="papers.pdf"
  Content-Transfer-Encoding: base64

  ${base64(pdf)}

  --inner--
  `;

/** As mail programs attach a message: a part of its own type, its lines as they are. */
const forward = (boundary: string, words: string, type: string, inner: string | Buffer) => eml`
  From: Ann Lee <ann@clinic.example>
  To: 13125550148@fax.example.com
  Subject: Fwd: Papers
  Message-ID: <fwd@clinic.example>
  MIME-Version: 1.0
  Content-Type: multipart/mixed; boundary="${boundary}"

  --${boundary}
  Content-Type: text/plain; charset=UTF-8

  ${words}

  --${boundary}
  ${type}

  ${inner}

  --${boundary}--
  `;

const asMessage = `Content-Type: message/rfc822; charset=UTF-8; name="Papers.eml"
Content-Disposition: attachment; filename="Papers.eml"
Content-Transfer-Encoding: 7bit`;
const cover = { subject: "Fwd: Papers", message: "See below." };
const reply = answerTo("<fwd@clinic.example>");

export const forwards: RealMessage[] = [
  {
    name: "Thunderbird: a message attached, with its PDF",
    raw: () => forward("one", "See below.", asMessage, withPdf("Original", referral)),
    expected: { documents: ["text", referral], cover, reply },
  },
  {
    name: "a message in a message in a message",
    raw: () =>
      forward(
        "one",
        "See below.",
        asMessage,
        forward("two", "Again.", asMessage, withPdf("Original", results)),
      ),
    expected: { documents: ["text", "text", results], cover, reply },
  },
  {
    name: "Gmail: a message attached in Base64",
    raw: () =>
      forward(
        "one",
        "See below.",
        `Content-Type: message/rfc822; name="Papers.eml"
Content-Disposition: attachment; filename="Papers.eml"
Content-Transfer-Encoding: base64
X-Attachment-Id: f_eml`,
        base64(withPdf("Original", referral)),
      ),
    expected: { documents: ["text", referral], cover, reply },
  },
  {
    name: "a saved .eml, attached as a stream of bytes",
    raw: () =>
      forward(
        "one",
        "See below.",
        `Content-Type: application/octet-stream; name="Papers.eml"
Content-Disposition: attachment; filename="Papers.eml"
Content-Transfer-Encoding: base64`,
        base64(withPdf("Original", referral)),
      ),
    expected: { documents: ["text", referral], cover, reply },
  },
  {
    name: "Outlook: forwarded in line, its own headings kept",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: FW: Papers
      Message-ID: <fwd@clinic.example>
      MIME-Version: 1.0
      Content-Type: text/plain; charset="us-ascii"

      Please file.

      From: Bob <bob@lab.example>
      Sent: Thursday, October 1, 2026 9:00 AM
      To: Ann Lee <ann@clinic.example>
      Subject: Papers

      The results are normal.

      --${" "}
      Bob
      `,
    expected: { documents: ["text"], reply },
  },
  {
    name: "a message attached that has hardly a header, and nothing beside it",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Fwd
      Message-ID: <fwd@clinic.example>
      Content-Type: multipart/mixed; boundary="fwd"

      --fwd
      Content-Type: message/rfc822

      Content-Type: text/plain; charset=utf-8

      Inner words

      --fwd--
      `,
    expected: { documents: ["text"], reply },
  },
  {
    name: "messages in messages beyond reason",
    raw: () =>
      [1, 2, 3, 4, 5, 6].reduce(
        (inner, depth) => forward(`b${depth}`, `Depth ${depth}`, asMessage, inner),
        withPdf("Original", referral),
      ),
    expected: {
      documents: ["text", "text", "text", "text", "text"],
      cover: { subject: "Fwd: Papers", message: "Depth 6" },
      leftOut: ["message/rfc822"],
      reply,
    },
  },
];
