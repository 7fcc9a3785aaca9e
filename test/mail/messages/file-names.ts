import { base64, eml } from "../eml.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

/** A text that only its name makes a letter: so the name must be read as it was meant. */
const named = (name: string, type: string, disposition: string): RealMessage => ({
  name: `a file name ${name}`,
  raw: () => eml`
    From: Ann Lee <ann@clinic.example>
    To: 13125550148@fax.example.com
    Subject: Names
    Message-ID: <names@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="names"

    --names
    Content-Type: application/octet-stream${type}
    Content-Disposition: ${disposition}
    Content-Transfer-Encoding: base64

    ${base64(note)}
    --names--
    `,
  expected: { documents: [note], reply: answerTo("<names@clinic.example>") },
});

const note = Buffer.from("Dear doctor");

export const fileNames: RealMessage[] = [
  named(
    "in pieces, with an emoji (RFC 2231)",
    "",
    "attachment;\n filename*0*=UTF-8''%F0%9F%93%84%20re;\n filename*1*=ferral%2E;\n filename*2=txt",
  ),
  named(
    "in coded words (RFC 2047), as Outlook and Gmail have it",
    '; name="=?utf-8?B?w5xiZXJ3ZWlzdW5nLnR4dA==?="',
    'attachment; filename="=?utf-8?B?w5xiZXJ3ZWlzdW5nLnR4dA==?="',
  ),
  named(
    "in two coded words over two lines",
    "",
    'attachment;\n filename="=?ISO-8859-1?Q?=DCberweisung_von_Fra?=\n =?ISO-8859-1?Q?u_M=FCller.txt?="',
  ),
  named(
    "with a path, as old Windows programs send it",
    '; name="C:\\\\Scans\\\\note.txt"',
    "attachment; filename=C:\\Scans\\note.txt",
  ),
  named(
    "with control characters and a path upwards",
    "",
    'attachment; filename="../../\u0007\u001bnote.TXT"',
  ),
  named(
    "without quotes, with blanks and brackets",
    "; name=note (1).txt",
    "attachment; filename=note (1).txt",
  ),
  named("in the type alone", "; name=note.txt", "attachment"),
  named("with a blank after it", "", 'attachment; filename="note.txt "'),
];
