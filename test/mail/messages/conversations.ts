import { eml } from "../eml.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const fax = "fax+5c1f0e8a-3b7d-4f2a-9c6e-1a2b3c4d5e6f@fax.example.com";
const envelope = { to: [fax] };
const ours = "<ours@us-east-1.amazonses.com>";
const thread = (messageId: string) => `From: Ann Lee <ann@clinic.example>
To: Fax <${fax}>
Subject: Re: Referral
In-Reply-To: ${ours}
References: <first@clinic.example> ${ours}
Message-ID: ${messageId}
MIME-Version: 1.0`;
const reply = answerTo("<answer@clinic.example>", "<first@clinic.example>", ours);

/** Answers to our mail about a fax make no fax, whatever stands in them. */
export const conversations: RealMessage[] = [
  {
    name: "iPhone answers STOP above what it quotes",
    envelope,
    raw: () => eml`
      ${thread("<answer@clinic.example>")}
      Content-Type: multipart/alternative; boundary=Apple-Mail-S

      --Apple-Mail-S
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: quoted-printable

      Stop

      Sent from my iPhone

      > On Oct 2, 2026, at 8:00=E2=80=AFAM, Fax <fax@fax.example.com> wrote:
      >=20
      > =EF=BB=BFYour fax to +13125550148 was accepted

      --Apple-Mail-S
      Content-Type: text/html; charset=utf-8

      <html><body dir="auto">Stop<br><blockquote type="cite">Your fax</blockquote></body></html>
      --Apple-Mail-S--
      `,
    expected: { outcomes: ["told stop"], documents: [], reply },
  },
  {
    name: "Outlook answers STATUS in HTML alone",
    envelope,
    raw: () => eml`
      ${thread("<answer@clinic.example>")}
      Content-Type: text/html; charset="us-ascii"

      <html><body><div>STATUS?</div><hr><div id="divRplyFwdMsg"><b>From:</b> Fax</div><div>Your fax</div></body></html>
      `,
    expected: { outcomes: ["told status"], documents: [], reply },
  },
  {
    name: "an answer that is thanks",
    envelope,
    raw: () => eml`
      ${thread("<answer@clinic.example>")}
      Content-Type: text/plain; charset=utf-8

      Thank you! Please stop by on Monday.
      `,
    expected: { outcomes: ["told how"], documents: [], reply },
  },
  {
    name: "an answer to the same fax twice, in To and Cc",
    envelope: { to: [fax, fax.toUpperCase()] },
    raw: () => eml`
      ${thread("<answer@clinic.example>")}
      Content-Type: text/plain; charset=utf-8

      stop.
      `,
    expected: { outcomes: ["told stop"], documents: [], reply },
  },
];
