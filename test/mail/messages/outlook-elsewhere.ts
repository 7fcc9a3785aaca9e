import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

export const outlookElsewhere: RealMessage[] = [
  {
    name: "New Outlook: an answer in a long thread that now goes to the fax",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: RE: Results
      Thread-Topic: Results
      In-Reply-To: <second@lab.example>
      References: <first@clinic.example>
       <second@lab.example>
      Message-ID: <third@clinic.example>
      Content-Type: multipart/alternative; boundary="_000_third_"
      MIME-Version: 1.0

      --_000_third_
      Content-Type: text/plain; charset="utf-8"
      Content-Transfer-Encoding: base64

      ${base64(Buffer.from("Please file.\r\n\r\n________________________________\r\nFrom: Lab <lab@lab.example>\r\nSent: Friday\r\n\r\nThe results are normal.\r\n"))}

      --_000_third_
      Content-Type: text/html; charset="utf-8"
      Content-Transfer-Encoding: base64

      ${base64(Buffer.from('<div>Please file.</div><hr><div id="divRplyFwdMsg">From: Lab</div><div>The results are normal.</div>'))}

      --_000_third_--
      `,
    expected: {
      documents: ["html"],
      reply: answerTo("<third@clinic.example>", "<first@clinic.example>", "<second@lab.example>"),
    },
  },
  {
    name: "Outlook for iOS: nothing is said but what the program adds",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: "13125550148@fax.example.com" <13125550148@fax.example.com>
      Subject:
      Message-ID: <CH0PR11MB8888@CH0PR11MB8888.namprd11.prod.outlook.com>
      Content-Type: multipart/mixed; boundary="_004_CH0PR11MB8888_"
      MIME-Version: 1.0

      --_004_CH0PR11MB8888_
      Content-Type: multipart/alternative; boundary="_000_CH0PR11MB8888_"

      --_000_CH0PR11MB8888_
      Content-Type: text/plain; charset="us-ascii"

      Get Outlook for iOS<https://aka.ms/o0ukef>

      --_000_CH0PR11MB8888_
      Content-Type: text/html; charset="us-ascii"

      <html><body><div dir="ltr" id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook
       for iOS</a></div></body></html>

      --_000_CH0PR11MB8888_--

      --_004_CH0PR11MB8888_
      Content-Type: application/pdf; name="Scan.pdf"
      Content-Disposition: attachment; filename="Scan.pdf"
      Content-Transfer-Encoding: base64

      ${base64(referral)}

      --_004_CH0PR11MB8888_--
      `,
    expected: {
      documents: [referral],
      reply: answerTo("<CH0PR11MB8888@CH0PR11MB8888.namprd11.prod.outlook.com>"),
    },
  },
  {
    name: "Mail for Windows: its own line holds a link",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Referral
      Message-ID: <windows-mail@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="_1B2C_"

      --_1B2C_
      Content-Type: text/plain; charset="utf-8"
      Content-Transfer-Encoding: quoted-printable

      Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=3D550986> for Windo=
      ws

      --_1B2C_
      Content-Type: application/pdf; name="referral.pdf"
      Content-Transfer-Encoding: base64
      Content-Disposition: attachment; filename="referral.pdf"

      ${base64(referral)}

      --_1B2C_--
      `,
    expected: { documents: [referral], reply: answerTo("<windows-mail@clinic.example>") },
  },
];
