import { base64, eml } from "../eml.ts";
import { photo, referral, results, screenshot } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

export const gmail: RealMessage[] = [
  {
    name: "Gmail: text, HTML, and two PDFs of one name",
    raw: () => eml`
      MIME-Version: 1.0
      From: Ann Lee <ann@clinic.example>
      Date: Fri, 2 Oct 2026 08:00:00 -0400
      Message-ID: <CAGm9xA1b2C3d4@mail.gmail.com>
      Subject: Results
      To: 13125550148@fax.example.com
      Content-Type: multipart/mixed; boundary="0000000000001a2b3c0640d1e2f3"

      --0000000000001a2b3c0640d1e2f3
      Content-Type: multipart/alternative; boundary="0000000000001a2b3a0640d1e2f1"

      --0000000000001a2b3a0640d1e2f1
      Content-Type: text/plain; charset="UTF-8"

      Here are the results.

      Ann

      --${" "}
      Ann Lee
      Front desk, Main St Clinic

      --0000000000001a2b3a0640d1e2f1
      Content-Type: text/html; charset="UTF-8"
      Content-Transfer-Encoding: quoted-printable

      <div dir=3D"ltr"><div>Here are the results.</div><div><br></div><div>Ann</div>=
      <span class=3D"gmail_signature_prefix">-- </span><br><div class=3D"gmail_signature">Ann Lee</div></div>

      --0000000000001a2b3a0640d1e2f1--
      --0000000000001a2b3c0640d1e2f3
      Content-Type: application/pdf; name="results.pdf"
      Content-Disposition: attachment; filename="results.pdf"
      Content-Transfer-Encoding: base64
      Content-ID: <f_m8x1y2z30>
      X-Attachment-Id: f_m8x1y2z30

      ${base64(results)}
      --0000000000001a2b3c0640d1e2f3
      Content-Type: application/pdf; name="results.pdf"
      Content-Disposition: attachment; filename="results.pdf"
      Content-Transfer-Encoding: base64
      Content-ID: <f_m8x1y2z41>
      X-Attachment-Id: f_m8x1y2z41

      ${base64(referral)}
      --0000000000001a2b3c0640d1e2f3--
      `,
    expected: {
      documents: [results, referral],
      cover: { subject: "Results", message: "Here are the results.\n\nAnn" },
      reply: answerTo("<CAGm9xA1b2C3d4@mail.gmail.com>"),
    },
  },
  {
    name: "Gmail: no attachment, the letter is the text",
    raw: () => eml`
      MIME-Version: 1.0
      From: Ann Lee <ann@clinic.example>
      Message-ID: <CAletter@mail.gmail.com>
      Subject: Refill
      To: 13125550148@fax.example.com
      Content-Type: multipart/alternative; boundary="000000000000aa"

      --000000000000aa
      Content-Type: text/plain; charset="UTF-8"

      Please refill the prescription.

      --000000000000aa
      Content-Type: text/html; charset="UTF-8"

      <div dir="ltr">Please refill the <b>prescription</b>.</div>

      --000000000000aa--
      `,
    expected: { documents: ["html"], reply: answerTo("<CAletter@mail.gmail.com>") },
  },
  {
    name: "Gmail on Android: a photo of a form",
    raw: () => eml`
      MIME-Version: 1.0
      From: Ann Lee <ann@clinic.example>
      Message-ID: <CAandroid@mail.gmail.com>
      Subject: Form
      To: 13125550148 <13125550148@fax.example.com>
      Content-Type: multipart/mixed; boundary="000000000000bb"

      --000000000000bb
      Content-Type: multipart/alternative; boundary="000000000000bc"

      --000000000000bc
      Content-Type: text/plain; charset="UTF-8"

      Signed form

      --000000000000bc
      Content-Type: text/html; charset="UTF-8"

      <div dir="auto">Signed form</div>

      --000000000000bc--
      --000000000000bb
      Content-Type: image/jpeg; name="IMG_20261002_120000.jpg"
      Content-Disposition: attachment; filename="IMG_20261002_120000.jpg"
      Content-Transfer-Encoding: base64
      Content-ID: <19a2b3c4>
      X-Attachment-Id: 19a2b3c4

      ${base64(photo)}
      --000000000000bb--
      `,
    expected: {
      documents: [photo],
      cover: { subject: "Form", message: "Signed form" },
      reply: answerTo("<CAandroid@mail.gmail.com>"),
    },
  },
  {
    name: "Gmail: a large photo within the text",
    raw: () => eml`
      MIME-Version: 1.0
      From: Ann Lee <ann@clinic.example>
      Message-ID: <CAinline@mail.gmail.com>
      Subject: Insurance card
      To: 13125550148@fax.example.com
      Content-Type: multipart/related; boundary="000000000000cc"

      --000000000000cc
      Content-Type: multipart/alternative; boundary="000000000000cd"

      --000000000000cd
      Content-Type: text/plain; charset="UTF-8"

      [image: card.png]

      --000000000000cd
      Content-Type: text/html; charset="UTF-8"

      <div dir="ltr"><img src="cid:ii_m8x1" alt="card.png" width="562" height="374"><br></div>

      --000000000000cd--
      --000000000000cc
      Content-Type: image/png; name="card.png"
      Content-Disposition: inline; filename="card.png"
      Content-Transfer-Encoding: base64
      Content-ID: <ii_m8x1>
      X-Attachment-Id: ii_m8x1

      ${base64(screenshot)}
      --000000000000cc--
      `,
    expected: {
      documents: [screenshot],
      cover: { subject: "Insurance card", message: "[image: card.png]" },
      reply: answerTo("<CAinline@mail.gmail.com>"),
    },
  },
  {
    name: "Gmail: forwarded in line, with its attachment",
    raw: () => eml`
      MIME-Version: 1.0
      References: <orig@lab.example>
      In-Reply-To: <orig@lab.example>
      From: Ann Lee <ann@clinic.example>
      Message-ID: <CAforward@mail.gmail.com>
      Subject: Fwd: Referral
      To: 13125550148@fax.example.com
      Content-Type: multipart/mixed; boundary="000000000000dd"

      --000000000000dd
      Content-Type: text/plain; charset="UTF-8"

      ---------- Forwarded message ---------
      From: Bob <bob@lab.example>
      Date: Thu, Oct 1, 2026 at 9:00 AM
      Subject: Referral
      To: <ann@clinic.example>

      Please fax this.

      --000000000000dd
      Content-Type: application/pdf; name="referral.pdf"
      Content-Disposition: attachment; filename="referral.pdf"
      Content-Transfer-Encoding: base64
      X-Attachment-Id: f_m9

      ${base64(referral)}
      --000000000000dd--
      `,
    expected: {
      documents: [referral],
      cover: {
        subject: "Fwd: Referral",
        message:
          "---------- Forwarded message ---------\nFrom: Bob <bob@lab.example>\nDate: Thu, Oct 1, 2026 at 9:00 AM\n" +
          "Subject: Referral\nTo: <ann@clinic.example>\n\nPlease fax this.",
      },
      reply: answerTo("<CAforward@mail.gmail.com>", "<orig@lab.example>"),
    },
  },
];
