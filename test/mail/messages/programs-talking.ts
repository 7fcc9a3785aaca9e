import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import type { RealMessage } from "../real-message.ts";

const ourMail = "fax@fax.example.com";
const notUnderstood = {
  outcomes: ["refused recipient_not_understood"],
  documents: [],
  reply: "nobody" as const,
};
const pdf = `--p
Content-Type: application/pdf; name=referral.pdf
Content-Transfer-Encoding: base64

${base64(referral)}
--p--`;

/** What programs send is recorded, or faxed, and never answered: two programs would answer each other for ever. */
export const programsTalking: RealMessage[] = [
  {
    name: "Exchange: Ann is away",
    envelope: { from: "", to: [ourMail] },
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: Fax <fax@fax.example.com>
      Subject: Automatic reply: Referral
      Message-ID: <away@clinic.example>
      Auto-Submitted: auto-generated
      X-Auto-Response-Suppress: All
      MIME-Version: 1.0
      Content-Type: text/plain; charset="utf-8"

      I am away until Monday.
      `,
    expected: notUnderstood,
  },
  {
    name: "Gmail: Ann is away, her envelope still on it",
    envelope: { to: [ourMail] },
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: fax@fax.example.com
      Subject: Away Re: Referral
      Message-ID: <CAaway@mail.gmail.com>
      Auto-Submitted: auto-replied
      Precedence: bulk
      X-Autoreply: yes
      MIME-Version: 1.0
      Content-Type: text/plain; charset="UTF-8"

      I am away until Monday.
      `,
    expected: notUnderstood,
  },
  {
    name: "a mail server: our mail could not be delivered",
    envelope: { from: "", to: [ourMail] },
    raw: () => eml`
      From: MAILER-DAEMON@mx.clinic.example (Mail Delivery System)
      To: fax@fax.example.com
      Subject: Undelivered Mail Returned to Sender
      Message-Id: <bounce@mx.clinic.example>
      Auto-Submitted: auto-replied
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="p"

      --p
      Content-Type: text/plain; charset=us-ascii

      I'm sorry to have to inform you that your message could not be delivered.

      --p
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.clinic.example

      --p
      Content-Type: message/rfc822

      From: Fax <fax@fax.example.com>
      Subject: Re: Referral

      Your fax was accepted.

      --p--
      `,
    expected: { outcomes: ["refused sender_not_allowed"], documents: [], reply: "nobody" },
  },
  {
    name: "Outlook: our mail was read",
    envelope: { to: [ourMail] },
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: Fax <fax@fax.example.com>
      Subject: Read: Referral
      Message-ID: <read@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=disposition-notification;
      	boundary="p"

      --p
      Content-Type: text/plain; charset="us-ascii"

      Your message was read on Friday, October 2, 2026.

      --p
      Content-Type: message/disposition-notification

      Final-recipient: RFC822; ann@clinic.example
      Disposition: automatic-action/MDN-sent-automatically; displayed

      --p--
      `,
    expected: { ...notUnderstood, leftOut: ["message/disposition-notification"] },
  },
  {
    name: "a mailing list that has the fax among its members",
    envelope: { from: "staff-bounces@clinic.example" },
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: staff@clinic.example
      Subject: [staff] Referral
      Message-ID: <list@clinic.example>
      List-Id: Staff <staff.clinic.example>
      List-Unsubscribe: <mailto:staff-leave@clinic.example>
      Precedence: list
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=p

      ${pdf}
      `,
    expected: { documents: [referral], reply: "nobody" },
  },
  {
    name: "somebody else, who says that he is the front desk",
    envelope: { from: "eve@elsewhere.example" },
    raw: () => eml`
      From: "ann@clinic.example" <eve@elsewhere.example>
      To: 13125550148@fax.example.com
      Subject: Referral
      Message-ID: <eve@elsewhere.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=p

      ${pdf}
      `,
    expected: { outcomes: ["refused sender_not_allowed"], documents: [], reply: "nobody" },
  },
];
