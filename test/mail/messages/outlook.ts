import { base64, eml } from "../eml.ts";
import { letter, logo, referral, screenshot, sheet } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

/** Outlook's own logos: their names are numbered, and the HTML shows them by Content-ID. */
const signatureLogo = `Content-Type: image/png; name="image001.png"
Content-Description: image001.png
Content-Disposition: inline; filename="image001.png"; size=${logo.length}
Content-ID: <image001.png@01DD0F5A.8E2C4B10>
Content-Transfer-Encoding: base64

${base64(logo)}`;

export const outlook: RealMessage[] = [
  {
    name: "Outlook: a PDF, and a logo in the signature",
    raw: () => eml`
      From: "Lee, Ann" <ann@clinic.example>
      To: "'13125550148@fax.example.com'" <13125550148@fax.example.com>
      Subject: Referral Jane Roe
      Thread-Topic: Referral Jane Roe
      Thread-Index: AdwzX0m8p2kz1v9QSC6n0b1c2d3e4f==
      Date: Fri, 2 Oct 2026 12:00:00 +0000
      Message-ID: <BN8PR12MB3456A1B2@BN8PR12MB3456.namprd12.prod.outlook.com>
      Accept-Language: en-US
      X-MS-Has-Attach: yes
      X-MS-TNEF-Correlator:
      Content-Type: multipart/mixed;
      	boundary="_005_BN8PR12MB3456A1B2BN8PR12MB3456namp_"
      MIME-Version: 1.0

      --_005_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      Content-Type: multipart/related;
      	boundary="_004_BN8PR12MB3456A1B2BN8PR12MB3456namp_";
      	type="multipart/alternative"

      --_004_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      Content-Type: multipart/alternative;
      	boundary="_000_BN8PR12MB3456A1B2BN8PR12MB3456namp_"

      --_000_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      Content-Type: text/plain; charset="us-ascii"
      Content-Transfer-Encoding: quoted-printable

      Please see the referral attached.

      --_000_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      Content-Type: text/html; charset="us-ascii"
      Content-Transfer-Encoding: quoted-printable

      <html xmlns:o=3D"urn:schemas-microsoft-com:office:office"><body lang=3D"EN-US">
      <p class=3D"MsoNormal">Please see the referral attached.<o:p></o:p></p>
      <p><img src=3D"cid:image001.png@01DD0F5A.8E2C4B10"></p></body></html>

      --_000_BN8PR12MB3456A1B2BN8PR12MB3456namp_--

      --_004_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      ${signatureLogo}

      --_004_BN8PR12MB3456A1B2BN8PR12MB3456namp_--

      --_005_BN8PR12MB3456A1B2BN8PR12MB3456namp_
      Content-Type: application/pdf; name="Referral Jane Roe.pdf"
      Content-Description: Referral Jane Roe.pdf
      Content-Disposition: attachment; filename="Referral Jane Roe.pdf"; size=840;
      	creation-date="Fri, 02 Oct 2026 11:58:01 GMT"; modification-date="Fri, 02 Oct 2026 11:58:01 GMT"
      Content-Transfer-Encoding: base64

      ${base64(referral)}

      --_005_BN8PR12MB3456A1B2BN8PR12MB3456namp_--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Referral Jane Roe", message: "Please see the referral attached." },
      reply: answerTo("<BN8PR12MB3456A1B2@BN8PR12MB3456.namprd12.prod.outlook.com>"),
    },
  },
  {
    name: "Outlook: a screenshot pasted into the text, beside the logo",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: <13125550148@fax.example.com>
      Subject: Screen
      Message-ID: <000001dc33$1a2b$3c4d$@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/related; boundary="----=_NextPart_000_0001_01DC3360.5A6B7C80"
      X-Mailer: Microsoft Outlook 16.0
      Content-Language: en-us

      This is a multipart message in MIME format.

      ------=_NextPart_000_0001_01DC3360.5A6B7C80
      Content-Type: text/html; charset="utf-8"
      Content-Transfer-Encoding: 7bit

      <html><body><p>As on my screen:</p><img src="cid:image002.png@01DD0F5A.8E2C4B10">
      <img src="cid:image001.png@01DD0F5A.8E2C4B10"></body></html>

      ------=_NextPart_000_0001_01DC3360.5A6B7C80
      ${signatureLogo}

      ------=_NextPart_000_0001_01DC3360.5A6B7C80
      Content-Type: image/png; name="image002.png"
      Content-ID: <image002.png@01DD0F5A.8E2C4B10>
      Content-Transfer-Encoding: base64

      ${base64(screenshot)}

      ------=_NextPart_000_0001_01DC3360.5A6B7C80--
      `,
    expected: {
      documents: [screenshot],
      cover: { subject: "Screen", message: "As on my screen:" },
      reply: answerTo("<000001dc33$1a2b$3c4d$@clinic.example>"),
    },
  },
  {
    name: "Outlook on the web: every attachment has a Content-ID",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: "13125550148@fax.example.com" <13125550148@fax.example.com>
      Subject: Letter and figures
      Message-ID: <DM6PR08MB1234@DM6PR08MB1234.namprd08.prod.outlook.com>
      Content-Type: multipart/mixed; boundary="_005_DM6PR08MB1234_"
      MIME-Version: 1.0

      --_005_DM6PR08MB1234_
      Content-Type: text/html; charset="Windows-1252"
      Content-Transfer-Encoding: quoted-printable

      <html><head><style type=3D"text/css" style=3D"display:none;"> P {margin-top:0;} </style></head>
      <body dir=3D"ltr"><div class=3D"elementToProof">Letter=A0and figures =96 thanks</div></body></html>

      --_005_DM6PR08MB1234_
      Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; name="letter.docx"
      Content-Description: letter.docx
      Content-Disposition: attachment; filename="letter.docx"; size=${String(letter.length)}
      Content-ID: <A1B2C3D4@namprd08.prod.outlook.com>
      Content-Transfer-Encoding: base64

      ${base64(letter)}

      --_005_DM6PR08MB1234_
      Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name="figures.xlsx"
      Content-Disposition: attachment; filename="figures.xlsx"
      Content-ID: <E5F6A7B8@namprd08.prod.outlook.com>
      Content-Transfer-Encoding: base64

      ${base64(sheet)}

      --_005_DM6PR08MB1234_--
      `,
    expected: {
      documents: [letter, sheet],
      cover: { subject: "Letter and figures", message: "Letter\u00a0and figures – thanks" },
      reply: answerTo("<DM6PR08MB1234@DM6PR08MB1234.namprd08.prod.outlook.com>"),
    },
  },
];
