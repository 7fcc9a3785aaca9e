import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type Expected, type RealMessage } from "../real-message.ts";

const coded = (
  name: string,
  coding: string,
  body: string,
  documents: Expected["documents"] = [referral],
): RealMessage => ({
  name: `coded: ${name}`,
  raw: () => eml`
    From: Ann Lee <ann@clinic.example>
    To: 13125550148@fax.example.com
    Subject: Coded
    Message-ID: <coded@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="coded"

    --coded
    Content-Type: application/pdf; name="referral.pdf"
    Content-Transfer-Encoding: ${coding}

    ${body}
    --coded--
    `,
  expected: { documents, reply: answerTo("<coded@clinic.example>") },
});

const lines = base64(referral);
/** Every byte that is not a plain letter in two digits, soft line ends wherever the line is full. */
const quoted = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      byte > 32 && byte < 127 && byte !== 61
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).padStart(2, "0")}`,
    )
    .join("")
    .replace(/(?:=..|[^=]){60}/gs, "$&=\n");

export const encodings: RealMessage[] = [
  coded("Base64 in one line", "base64", referral.toString("base64")),
  coded(
    "Base64 in lines of odd length, blanks and empty lines within",
    "Base64",
    base64(referral, 61).replace("\r\n", " \t\n\n"),
  ),
  coded("Base64 without padding", "base64", lines.replace(/=+$/, "")),
  coded(
    "Base64 with each line padded on its own",
    "base64",
    (referral.toString("latin1").match(/.{1,50}/gs) ?? [])
      .map((piece) => Buffer.from(piece, "latin1").toString("base64"))
      .join("\n"),
  ),
  coded(
    "Base64 with a footer that a virus scanner put under it",
    "base64",
    `${lines}\n\n-- \nThis message was scanned.`,
    ["pdf"],
  ),
  coded("Base64 with a remark on it", "base64 (encoded)", lines),
  coded("a PDF in quoted-printable", "quoted-printable", quoted(referral).concat("="), [referral]),
  {
    name: "coded: quoted-printable, a soft line end within a letter, a bare = sign, small digits",
    raw: () => eml`
      From: Ann Lee <ann@clinic.example>
      To: 13125550148@fax.example.com
      Subject: =?utf-8?Q?Gr=C3=BC=C3?= =?utf-8?Q?=9Fe?=
      Message-ID: <soft@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=soft

      --soft
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      Gr=c3=
      =bc=C3=9Fe, a=b, 100 =3D 100=

      --soft
      Content-Type: application/pdf; name="referral.pdf"
      Content-Transfer-Encoding: base64

      ${lines}
      --soft--
      `,
    expected: {
      documents: [referral],
      cover: { subject: "Grüße", message: "Grüße, a=b, 100 = 100" },
      reply: answerTo("<soft@clinic.example>"),
    },
  },
];
