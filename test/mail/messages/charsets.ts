import { base64, eml, latin1 } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

type Letters = { subject?: string; type: string; coding: string; body: string | Buffer };

/** The cover page shows what the writer saw. */
const written = (
  name: string,
  { subject = "Text", type, coding, body }: Letters,
  cover: object,
): RealMessage => ({
  name: `text: ${name}`,
  raw: () => eml`
    From: Ann Lee <ann@clinic.example>
    To: 13125550148@fax.example.com
    Subject: ${subject}
    Message-ID: <text@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="text"

    --text
    Content-Type: text/plain${type}
    Content-Transfer-Encoding: ${coding}

    ${body}

    --text
    Content-Type: application/pdf; name="referral.pdf"
    Content-Transfer-Encoding: base64

    ${base64(referral)}
    --text--
    `,
  expected: {
    documents: [referral],
    cover: { subject: "Text", ...cover },
    reply: answerTo("<text@clinic.example>"),
  },
});

const quoted = (charset: string, body: string) => ({
  type: `; charset=${charset}`,
  coding: "quoted-printable",
  body,
});

export const charsets: RealMessage[] = [
  written("Windows-1252 in quoted-printable", quoted("windows-1252", "=93Quoted=94 =96 and so on."), {
    message: "“Quoted” – and so on.",
  }),
  written(
    "Latin-1 in eight bits",
    {
      type: "; charset=iso-8859-1",
      coding: "8bit",
      body: latin1("Grüße"),
      subject: "=?iso-8859-1?Q?=DCberweisung?=",
    },
    { subject: "Überweisung", message: "Grüße" },
  ),
  written(
    "Japanese in ISO-2022-JP",
    {
      type: "; charset=ISO-2022-JP",
      coding: "7bit",
      body: latin1("\x1b$B$*4j$$$7$^$9\x1b(B"),
      subject: "=?ISO-2022-JP?B?GyRCPlIycD51GyhC?=",
    },
    { subject: "紹介状", message: "お願いします" },
  ),
  written("Chinese in GBK", quoted("gbk", "=C7=EB=B2=E9=CA=D5"), { message: "请查收" }),
  written("Korean in EUC-KR", quoted('"ks_c_5601-1987"', "=C3=B7=BA=CE"), { message: "첨부" }),
  written("Russian in KOI8-R", quoted("koi8-r", "=F0=D2=C9=D7=C5=D4"), { message: "Привет" }),
  written(
    "UTF-16",
    { type: "; charset=utf-16le", coding: "base64", body: base64(Buffer.from("Grüße", "utf16le")) },
    { message: "Grüße" },
  ),
  written("no charset told, UTF-8", { type: "", coding: "8bit", body: "Grüße" }, { message: "Grüße" }),
  written("UTF-8 called Latin-1", quoted("iso-8859-1", "Gr=C3=BC=C3=9Fe =E2=82=AC 5"), {
    message: "Grüße € 5",
  }),
  written("Latin-1 that is no UTF-8", quoted("iso-8859-1", "=C4rzte, B=E4der"), { message: "Ärzte, Bäder" }),
  written(
    "a charset that nobody knows",
    { type: "; charset=x-unknown-1", coding: "7bit", body: "Hello" },
    { message: "Hello" },
  ),
];
