import { base64, eml } from "../eml.ts";
import { logo, referral, richText } from "../papers.ts";
import { answerAlone, answerTo, type RealMessage } from "../real-message.ts";

const billing = "billing@clinic.example";
const envelope = { from: billing };
const head = (subject: string, messageId: string) => `From: Billing <billing@clinic.example>
To: 13125550148@fax.example.com
Subject: ${subject}
Message-ID: ${messageId}
MIME-Version: 1.0`;
const pdf = `Content-Type: application/pdf; name="invoice.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="invoice.pdf"

${base64(referral)}`;
const answer = (messageId: string) => ({ ...answerTo(messageId), to: billing });

/** Programs of offices and clinics, each with its own idea of mail. */
export const businessPrograms: RealMessage[] = [
  {
    name: "ERP: an order with no text at all",
    envelope,
    raw: () => eml`
      ${head("Order 4500012345", "<005056B1-0001@sap.clinic.example>")}
      Content-Type: multipart/mixed; boundary="=_sapconnect_0001"

      --=_sapconnect_0001
      ${pdf}

      --=_sapconnect_0001--
      `,
    expected: { documents: [referral], reply: answer("<005056B1-0001@sap.clinic.example>") },
  },
  {
    name: "ERP: an empty text beside the HTML that says it all",
    envelope,
    raw: () => eml`
      ${head("Reminder", "<reminder@clinic.example>")}
      Content-Type: multipart/alternative; boundary="=_alt"

      --=_alt
      Content-Type: text/plain; charset=utf-8

      ${" "}

      --=_alt
      Content-Type: text/html; charset=utf-8

      <table><tr><td>Invoice 17 is due.</td></tr></table>

      --=_alt--
      `,
    expected: { documents: ["html"], reply: answer("<reminder@clinic.example>") },
  },
  {
    name: "EHR: UTF-8 that it calls ASCII",
    envelope,
    raw: () => eml`
      ${head("Befund", "<befund@clinic.example>")}
      Content-Type: multipart/mixed; boundary=befund

      --befund
      Content-Type: text/plain; charset=us-ascii
      Content-Transfer-Encoding: 8bit

      Grüße – Ihr Befund, 5 µg

      --befund
      ${pdf}

      --befund--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Befund", message: "Grüße – Ihr Befund, 5 µg" },
      reply: answer("<befund@clinic.example>"),
    },
  },
  {
    name: "EHR: a letter in RTF, the name in the type alone",
    envelope,
    raw: () => eml`
      ${head("Letter", "<letter@clinic.example>")}
      Content-Type: multipart/mixed; boundary=rtf

      --rtf
      Content-Type: application/rtf; name=letter.rtf
      Content-Transfer-Encoding: base64

      ${base64(richText)}
      --rtf--
      `,
    expected: { documents: [richText], reply: answer("<letter@clinic.example>") },
  },
  {
    name: "a script: the logo stands outside of what it belongs to",
    envelope,
    raw: () => eml`
      ${head("Statement", "<statement@clinic.example>")}
      Content-Type: multipart/mixed; boundary="===============1234567890=="

      --===============1234567890==
      Content-Type: text/html; charset="utf-8"
      Content-Transfer-Encoding: 7bit

      <img src="cid:logo"><p>Your statement is attached.</p>
      --===============1234567890==
      Content-Type: image/png
      MIME-Version: 1.0
      Content-Transfer-Encoding: base64
      Content-ID: <logo>

      ${base64(logo)}
      --===============1234567890==
      ${pdf}

      --===============1234567890==--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Statement", message: "Your statement is attached." },
      reply: answer("<statement@clinic.example>"),
    },
  },
  {
    name: "a script: the last boundary is missing",
    envelope,
    raw: () => eml`
      ${head("Invoice", "<cut@clinic.example>")}
      Content-Type: multipart/mixed; boundary="cut"

      --cut
      Content-Type: text/plain

      Your invoice.

      --cut
      ${pdf}
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Invoice", message: "Your invoice." },
      reply: answer("<cut@clinic.example>"),
    },
  },
  {
    name: "a script: the boundary is not the one that it named",
    envelope,
    raw: () => eml`
      ${head("Invoice", "<wrong@clinic.example>")}
      Content-Type: multipart/mixed; boundary="----=_Part_1"

      ------=_Part_2
      ${pdf}

      ------=_Part_2--
      `,
    expected: {
      outcomes: ["refused document_missing"],
      documents: [],
      reply: answer("<wrong@clinic.example>"),
    },
  },
  {
    name: "a script: lines end in LF alone, and there is hardly a header",
    envelope,
    raw: () => Buffer.from("From: billing@clinic.example\n\nPlease call back.\n"),
    expected: { documents: ["text"], reply: answerAlone(billing) },
  },
  {
    name: "ERP: it asks for no answers from programs",
    envelope,
    raw: () => eml`
      ${head("Order", "<quiet@clinic.example>")}
      X-Auto-Response-Suppress: OOF, AutoReply
      Content-Type: multipart/mixed; boundary="quiet"

      --quiet
      ${pdf}
      --quiet--
      `,
    expected: { documents: [referral], reply: "nobody" },
  },
];
