import { base64, eml } from "../eml.ts";
import { pagesOfScan, photo, referral, results, scan } from "../papers.ts";
import { answerAlone, answerTo, type RealMessage } from "../real-message.ts";

const machine = "scan@clinic.example";
const envelope = { from: machine };

/** Copiers are allowed as any sender of the domain, and answered as such. */
export const scanners: RealMessage[] = [
  {
    name: "Canon: a TIFF, no text, no Message-ID",
    envelope,
    raw: () => eml`
      From: <scan@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Attached Image
      Date: Fri, 02 Oct 2026 12:00:00 +0900
      MIME-Version: 1.0
      Content-Type: multipart/mixed;
       boundary="=_CANON_iR-ADV_0042"

      --=_CANON_iR-ADV_0042
      Content-Type: text/plain; charset=ISO-8859-1
      Content-Transfer-Encoding: 7bit


      --=_CANON_iR-ADV_0042
      Content-Type: image/tiff; name="0042_001.tif"
      Content-Transfer-Encoding: base64
      Content-Disposition: attachment; filename="0042_001.tif"

      ${base64(scan, 72)}

      --=_CANON_iR-ADV_0042--
      `,
    expected: { documents: [scan], reply: answerAlone(machine) },
  },
  {
    name: "Ricoh: a JPEG a page",
    envelope,
    raw: () => eml`
      From: "RNP002673C0FFEE" <scan@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Message from "RNP002673C0FFEE"
      Message-ID: <20261002120000.EC42@[192.168.1.42]>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="DC_BOUNDARY_002673C0FFEE"

      --DC_BOUNDARY_002673C0FFEE
      Content-Type: text/plain; charset=us-ascii

      This E-mail was sent from "RNP002673C0FFEE" (MP C3003).

      Scan Date: 10.02.2026 12:00:00 (-0400)
      Queries to: scan@clinic.example

      --DC_BOUNDARY_002673C0FFEE
      Content-Type: image/jpeg; name="202610021200001.jpg"
      Content-Disposition: attachment; filename="202610021200001.jpg"
      Content-Transfer-Encoding: base64

      ${base64(photo)}

      --DC_BOUNDARY_002673C0FFEE
      Content-Type: image/jpeg; name="202610021200002.jpg"
      Content-Disposition: attachment; filename="202610021200002.jpg"
      Content-Transfer-Encoding: base64

      ${base64(photo)}

      --DC_BOUNDARY_002673C0FFEE--
      `,
    expected: {
      documents: [photo, photo],
      cover: {
        subject: 'Message from "RNP002673C0FFEE"',
        message:
          'This E-mail was sent from "RNP002673C0FFEE" (MP C3003).\n\nScan Date: 10.02.2026 12:00:00 (-0400)\n' +
          "Queries to: scan@clinic.example",
      },
      reply: { ...answerTo("<20261002120000.EC42@[192.168.1.42]>"), to: machine },
    },
  },
  {
    name: "HP: a PDF called a stream of bytes, no text part, no MIME-Version",
    envelope,
    raw: () => eml`
      From: "HP MFP M428" <scan@clinic.example>
      To: <13125550148@fax.example.com>
      Subject: Scanned from HP MFP
      Content-Type: multipart/mixed; boundary=HP_MIME_BOUNDARY

      --HP_MIME_BOUNDARY
      Content-Type: application/octet-stream; name=scan0001.pdf
      Content-Transfer-Encoding: base64
      Content-Disposition: attachment; filename=scan0001.pdf

      ${base64(results)}
      --HP_MIME_BOUNDARY--
      `,
    expected: { documents: [results], reply: answerAlone(machine) },
  },
  {
    name: "Xerox: its own text is a text like any",
    envelope,
    raw: () => eml`
      From: Xerox <scan@clinic.example>
      To: 13125550148@fax.example.com
      Subject: Scanned from a Xerox Multifunction Printer
      Message-Id: <ab12@xrx9c934e.clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="xrx_9c934e"

      --xrx_9c934e
      Content-Type: text/plain; charset="utf-8"
      Content-Transfer-Encoding: 8bit

      Please open the attached document.

      --xrx_9c934e
      Content-Type: application/pdf
      Content-Disposition: attachment; filename="Scanned from a Xerox Multifunction Printer.pdf"
      Content-Transfer-Encoding: base64

      ${base64(referral)}

      --xrx_9c934e--
      `,
    expected: {
      documents: [referral],
      cover: {
        subject: "Scanned from a Xerox Multifunction Printer",
        message: "Please open the attached document.",
      },
      reply: { ...answerTo("<ab12@xrx9c934e.clinic.example>"), to: machine },
    },
  },
  {
    name: "Konica: all in capitals",
    envelope,
    raw: () => eml`
      FROM: SCAN@CLINIC.EXAMPLE
      TO: 13125550148@FAX.EXAMPLE.COM
      SUBJECT: SKM_C25826100212000
      MIME-VERSION: 1.0
      CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=KONICA_MINOLTA_BIZHUB

      --KONICA_MINOLTA_BIZHUB
      CONTENT-TYPE: APPLICATION/PDF; NAME="SKM_C25826100212000.PDF"
      CONTENT-TRANSFER-ENCODING: BASE64
      CONTENT-DISPOSITION: ATTACHMENT; FILENAME="SKM_C25826100212000.PDF"

      ${base64(referral)}
      --KONICA_MINOLTA_BIZHUB--
      `,
    expected: { documents: [referral], reply: answerAlone(machine) },
  },
  {
    name: "Brother: the whole message is a PDF",
    envelope,
    raw: () => eml`
      From: scan@clinic.example
      To: 13125550148@fax.example.com
      Subject: Brother MFC-L2750DW [b42200a1b2c3]
      MIME-Version: 1.0
      Content-Type: application/pdf; name="10022026120000.pdf"
      Content-Transfer-Encoding: base64

      ${base64(referral, 60)}
      `,
    expected: { documents: [referral], reply: answerAlone(machine) },
  },
  {
    name: "Sharp: a TIFF of three pages that has no name",
    envelope,
    raw: () => eml`
      From: scan@clinic.example (SHARP MX-3070)
      To: 13125550148@fax.example.com
      Subject: Scanned image from MX-3070
      Message-ID: <mx3070-1@clinic.example>
      Content-Type: multipart/mixed; boundary="sharp"

      --sharp
      Content-Type: application/octet-stream
      Content-Transfer-Encoding: base64

      ${base64(pagesOfScan)}
      --sharp--
      `,
    expected: {
      documents: [pagesOfScan],
      reply: { ...answerTo("<mx3070-1@clinic.example>"), to: machine },
    },
  },
  {
    name: "Kyocera: from an address that nobody reads",
    envelope: { from: "noreply@clinic.example" },
    raw: () => eml`
      From: "TASKalfa 4053ci" <noreply@clinic.example>
      To: 13125550148@fax.example.com
      Subject: doc02026120261002
      Message-ID: <doc02026@clinic.example>
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="kyo"

      --kyo
      Content-Type: application/pdf; name="doc02026.pdf"
      Content-Disposition: attachment; filename="doc02026.pdf"
      Content-Transfer-Encoding: base64

      ${base64(referral)}
      --kyo--
      `,
    expected: { documents: [referral], reply: "nobody" },
  },
];
