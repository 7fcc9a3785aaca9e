import { base64, eml } from "../eml.ts";
import { heic, lockedZip, logo, referral, results, screenshot } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const head = (subject: string, messageId: string, mailer: string) => `From: Ann Lee <ann@clinic.example>
Subject: ${subject}
Message-Id: ${messageId}
Date: Fri, 2 Oct 2026 08:00:00 -0400
To: 13125550148@fax.example.com
X-Mailer: ${mailer}
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))`;
const mac = "Apple Mail (2.3774.600.62)";
const phone = "iPhone Mail (22G86)";

export const apple: RealMessage[] = [
  {
    name: "Apple Mail: PDFs in line between pieces of text, within related, within alternative",
    raw: () => eml`
      ${head("Lab", "<F1A2B3C4-1@clinic.example>", mac)}
      Content-Type: multipart/alternative; boundary="Apple-Mail=_A"

      --Apple-Mail=_A
      Content-Transfer-Encoding: 7bit
      Content-Type: text/plain;
      	charset=us-ascii

      Before.


      After.

      --Apple-Mail=_A
      Content-Type: multipart/related; type="text/html"; boundary="Apple-Mail=_B"

      --Apple-Mail=_B
      Content-Type: multipart/mixed; boundary="Apple-Mail=_C"

      --Apple-Mail=_C
      Content-Transfer-Encoding: 7bit
      Content-Type: text/html;
      	charset=us-ascii

      <html><body style="overflow-wrap: break-word;">Before.<br></body></html>
      --Apple-Mail=_C
      Content-Disposition: inline;
      	filename=lab.pdf
      Content-Type: application/pdf;
      	x-unix-mode=0644;
      	name="lab.pdf"
      Content-Transfer-Encoding: base64

      ${base64(results)}
      --Apple-Mail=_C
      Content-Transfer-Encoding: 7bit
      Content-Type: text/html;
      	charset=us-ascii

      <html><body><br>After.</body></html>
      --Apple-Mail=_C
      Content-Disposition: inline;
      	filename*=utf-8''%C3%9Cberweisung.pdf
      Content-Type: application/pdf; x-unix-mode=0644;
      	name="=?utf-8?B?w5xiZXJ3ZWlzdW5nLnBkZg==?="
      Content-Transfer-Encoding: base64

      ${base64(referral)}
      --Apple-Mail=_C--

      --Apple-Mail=_B
      Content-Transfer-Encoding: base64
      Content-Disposition: inline;
      	filename=logo.png
      Content-Type: image/png;
      	x-unix-mode=0666;
      	name="logo.png"
      Content-Id: <5E6F@clinic.example>

      ${base64(logo)}
      --Apple-Mail=_B--

      --Apple-Mail=_A--
      `,
    expected: {
      documents: [results, referral],
      cover: { subject: "Lab", message: "Before.\n\nAfter." },
      reply: answerTo("<F1A2B3C4-1@clinic.example>"),
    },
  },
  {
    name: "Apple Mail: a file in two forks (AppleDouble)",
    raw: () => eml`
      ${head("Referral", "<F1A2B3C4-2@clinic.example>", mac)}
      Content-Type: multipart/mixed; boundary="Apple-Mail=_D"

      --Apple-Mail=_D
      Content-Type: text/plain; charset=us-ascii; delsp=yes; format=flowed

      See attached.
      --Apple-Mail=_D
      Content-Type: multipart/appledouble; boundary="Apple-Mail=_E"
      Content-Disposition: attachment

      --Apple-Mail=_E
      Content-Transfer-Encoding: base64
      Content-Type: application/applefile;
      	name="referral.pdf"
      Content-Disposition: attachment;
      	filename=referral.pdf

      AAUWBwACAAAAAAAAAAAAAAAAAAAAAAAAAAIAAAAJAAAAMgAADrAAAAACAAAO4gAAAR4=
      --Apple-Mail=_E
      Content-Type: application/pdf;
      	x-mac-type=50444620; x-unix-mode=0644; x-mac-creator=CARO;
      	name=referral.pdf
      Content-Transfer-Encoding: base64
      Content-Disposition: attachment;
      	filename=referral.pdf

      ${base64(referral)}
      --Apple-Mail=_E--

      --Apple-Mail=_D--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Referral", message: "See attached." },
      reply: answerTo("<F1A2B3C4-2@clinic.example>"),
    },
  },
  {
    name: "Apple Mail: a photo in line is what was meant, a logo in line is not, an archive is told",
    raw: () => eml`
      ${head("Photo", "<F1A2B3C4-3@clinic.example>", mac)}
      Content-Type: multipart/mixed; boundary="Apple-Mail=_F"

      --Apple-Mail=_F
      Content-Type: text/plain; charset=utf-8

      The form
      --Apple-Mail=_F
      Content-Disposition: inline; filename=form.png
      Content-Type: image/png; x-unix-mode=0644; name="form.png"
      Content-Transfer-Encoding: base64

      ${base64(screenshot)}
      --Apple-Mail=_F
      Content-Disposition: inline; filename=logo.png
      Content-Type: image/png; x-unix-mode=0644; name="logo.png"
      Content-Transfer-Encoding: base64

      ${base64(logo)}
      --Apple-Mail=_F
      Content-Disposition: inline; filename=more.zip
      Content-Type: application/zip; x-unix-mode=0644; name="more.zip"
      Content-Transfer-Encoding: base64

      ${base64(lockedZip)}
      --Apple-Mail=_F--
      `,
    expected: {
      documents: [screenshot],
      cover: { subject: "Photo", message: "The form" },
      leftOut: ["application/zip"],
      reply: answerTo("<F1A2B3C4-3@clinic.example>"),
    },
  },
  {
    name: "iPhone: a scan from Notes, and nothing said",
    raw: () => eml`
      ${head("", "<F1A2B3C4-4@clinic.example>", phone)}
      Content-Type: multipart/mixed; boundary=Apple-Mail-G
      Content-Transfer-Encoding: 7bit

      --Apple-Mail-G
      Content-Type: text/plain; charset=us-ascii
      Content-Transfer-Encoding: 7bit


      --Apple-Mail-G
      Content-Type: application/pdf; name="New Document.pdf"; x-apple-part-url=0A1B2C3D
      Content-Disposition: inline; filename="New Document.pdf"
      Content-Transfer-Encoding: base64

      ${base64(referral)}
      --Apple-Mail-G
      Content-Type: text/plain; charset=us-ascii
      Content-Transfer-Encoding: 7bit



      Sent from my iPhone
      --Apple-Mail-G--
      `,
    expected: { documents: [referral], reply: answerTo("<F1A2B3C4-4@clinic.example>") },
  },
  {
    name: "iPhone: a photo that no reader here knows is not left out",
    raw: () => eml`
      ${head("Form", "<F1A2B3C4-5@clinic.example>", phone)}
      Content-Type: multipart/mixed; boundary=Apple-Mail-H

      --Apple-Mail-H
      Content-Type: text/html; charset=utf-8

      <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">The
       signed form<br><div dir="ltr">Sent from my iPhone</div></body></html>
      --Apple-Mail-H
      Content-Type: image/heic; name=IMG_0002.HEIC; x-apple-part-url=9F8E
      Content-Disposition: inline; filename=IMG_0002.HEIC
      Content-Transfer-Encoding: base64

      ${base64(heic)}
      --Apple-Mail-H--
      `,
    expected: {
      documents: [heic],
      cover: { subject: "Form", message: "The signed form" },
      reply: answerTo("<F1A2B3C4-5@clinic.example>"),
    },
  },
];
