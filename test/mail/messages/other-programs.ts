import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const pdf = `Content-Type: application/pdf; name="referral.pdf"
Content-Disposition: attachment; filename="referral.pdf"
Content-Transfer-Encoding: base64

${base64(referral)}`;

export const otherPrograms: RealMessage[] = [
  {
    name: "Thunderbird: flowed text above a signature",
    raw: () => eml`
      Message-ID: <8a1b2c3d-4e5f@clinic.example>
      Date: Fri, 2 Oct 2026 14:00:00 +0200
      MIME-Version: 1.0
      User-Agent: Mozilla Thunderbird
      Content-Language: en-US
      To: 13125550148@fax.example.com
      From: Ann Lee <ann@clinic.example>
      Subject: Flowed
      Content-Type: multipart/mixed; boundary="------------a1B2c3D4e5F6g7H8i9J0k1L2"

      This is a multi-part message in MIME format.
      --------------a1B2c3D4e5F6g7H8i9J0k1L2
      Content-Type: text/plain; charset=UTF-8; format=flowed
      Content-Transfer-Encoding: 7bit

      A line that goes${" "}
      on here.

      --${" "}
      Ann Lee
      Front desk

      --------------a1B2c3D4e5F6g7H8i9J0k1L2
      ${pdf}

      --------------a1B2c3D4e5F6g7H8i9J0k1L2--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Flowed", message: "A line that goes on here." },
      reply: answerTo("<8a1b2c3d-4e5f@clinic.example>"),
    },
  },
  {
    name: "Samsung Email: HTML alone, with the phone's own line",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Chart
      Message-ID: <oe5q1ab2.1759406400000@email.android.com>
      X-Mailer: Samsung Email
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="--_com.samsung.android.email_1759406400"

      ----_com.samsung.android.email_1759406400
      Content-Type: text/html; charset=utf-8
      Content-Transfer-Encoding: base64

      ${base64(Buffer.from('<html><body dir="auto"><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">Sent from my Galaxy</div></div></body></html>'))}

      ----_com.samsung.android.email_1759406400
      ${pdf}

      ----_com.samsung.android.email_1759406400--
      `,
    expected: {
      documents: [referral],
      reply: answerTo("<oe5q1ab2.1759406400000@email.android.com>"),
    },
  },
  {
    name: "K-9: brevity is to be excused, not faxed",
    raw: () => eml`
      Date: Fri, 02 Oct 2026 12:00:00 +0000
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Chart
      User-Agent: K-9 Mail for Android
      Message-ID: <5D1A0C57-6E4F@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="----K9ABC"
      Content-Transfer-Encoding: 8bit

      ------K9ABC
      Content-Type: multipart/alternative;
       boundary="----K9DEF"

      ------K9DEF
      Content-Type: text/plain;
       charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      The chart=2E
      --=20
      Sent from my Android device with K-9 Mail=2E Please excuse my brevity=2E
      ------K9DEF
      Content-Type: text/html;
       charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      <!DOCTYPE html><html><body>The chart=2E<br><div class=3D'k9mail-signature'>-- <br>Sent from K-9=2E</div></=
      body></html>
      ------K9DEF--

      ------K9ABC
      ${pdf}

      ------K9ABC--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Chart", message: "The chart." },
      reply: answerTo("<5D1A0C57-6E4F@clinic.example>"),
    },
  },
  {
    name: "Yahoo Mail for iPhone: only the program's line",
    raw: () => eml`
      Date: Fri, 2 Oct 2026 12:00:00 +0000 (UTC)
      From: Ann Lee <ann@clinic.example>
      To: "13125550148@fax.example.com" <13125550148@fax.example.com>
      Message-ID: <1234567890.111.1759406400000@mail.yahoo.com>
      Subject: Chart
      MIME-Version: 1.0
      Content-Type: multipart/mixed;${" "}
      	boundary="----=_Part_110_99.1759406400000"
      References: <1234567890.111.1759406400000.ref@mail.yahoo.com>
      X-Mailer: WebService/1.1.24562 YMailNovation

      ------=_Part_110_99.1759406400000
      Content-Type: multipart/alternative; boundary="----=_Part_109_98.1759406400000"

      ------=_Part_109_98.1759406400000
      Content-Type: text/plain; charset=UTF-8
      Content-Transfer-Encoding: 7bit



      Sent from Yahoo Mail for iPhone

      ------=_Part_109_98.1759406400000
      Content-Type: text/html; charset=UTF-8
      Content-Transfer-Encoding: 7bit

      <br><br><a href="https://more.att.com/currently/imap">Sent from Yahoo Mail for iPhone</a>
      ------=_Part_109_98.1759406400000--

      ------=_Part_110_99.1759406400000
      ${pdf}

      ------=_Part_110_99.1759406400000--
      `,
    expected: {
      documents: [referral],
      reply: answerTo(
        "<1234567890.111.1759406400000@mail.yahoo.com>",
        "<1234567890.111.1759406400000.ref@mail.yahoo.com>",
      ),
    },
  },
  {
    name: "Proton Mail: text above its own line, and the key that it adds",
    raw: () => eml`
      To: 13125550148@fax.example.com
      From: Ann Lee <ann@clinic.example>
      Subject: Refill
      Message-ID: <Xy_z@proton.me>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b1_pm"

      --b1_pm
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: base64

      ${base64(Buffer.from("Please refill.\n\nSent with [Proton Mail](https://proton.me/) secure email."))}

      --b1_pm
      Content-Type: application/pgp-keys; name="publickey - ann@clinic.example - 0x1A2B3C4D.asc"
      Content-Disposition: attachment; filename="publickey - ann@clinic.example - 0x1A2B3C4D.asc"
      Content-Transfer-Encoding: base64

      ${base64(Buffer.from("-----BEGIN PGP PUBLIC KEY BLOCK-----"))}

      --b1_pm--
      `,
    expected: { documents: ["text"], reply: answerTo("<Xy_z@proton.me>") },
  },
];
