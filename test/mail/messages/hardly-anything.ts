import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const head = (subject: string) => `From: Ann Lee <ann@clinic.example>
To: 13125550148@fax.example.com
Subject: ${subject}
Message-ID: <hardly@clinic.example>
MIME-Version: 1.0`;
const reply = answerTo("<hardly@clinic.example>");
const nothing = { outcomes: ["refused document_missing"], documents: [], reply };

export const hardlyAnything: RealMessage[] = [
  {
    name: "neither text nor attachment",
    raw: () => eml`
      ${head("Nothing")}
      Content-Type: text/plain; charset=utf-8


      `,
    expected: nothing,
  },
  {
    name: "headers, and no line after them",
    raw: () => eml`
      ${head("Nothing")}
      `,
    expected: nothing,
  },
  {
    name: "a signature, and nothing above it",
    raw: () => eml`
      ${head("Nothing")}
      Content-Type: text/plain; charset=utf-8

      --${" "}
      Ann Lee
      `,
    expected: nothing,
  },
  {
    name: "HTML alone, with a picture from elsewhere",
    raw: () => eml`
      ${head("News")}
      Content-Type: text/html; charset=utf-8

      <!DOCTYPE html><html><head><title>x</title></head><body><h1>News</h1>
      <img src="https://tracker.example/1.gif" width="1" height="1"><p>Read on.</p></body></html>
      `,
    expected: { documents: ["html"], reply },
  },
  {
    name: "only a subject, and a PDF",
    raw: () => eml`
      ${head("Referral of Jane Roe")}
      Content-Type: application/pdf
      Content-Transfer-Encoding: base64

      ${base64(referral)}
      `,
    expected: { documents: [referral], reply },
  },
  {
    name: "a text of five thousand letters goes before the PDF, whole",
    raw: () => eml`
      ${head("Long")}
      Content-Type: multipart/mixed; boundary=long

      --long
      Content-Type: text/plain; charset=utf-8

      ${"Forty letters are in this line of text.\n".repeat(125)}
      --long
      Content-Type: application/pdf; name=referral.pdf
      Content-Transfer-Encoding: base64

      ${base64(referral)}
      --long--
      `,
    expected: { documents: ["text", referral], reply },
  },
];
