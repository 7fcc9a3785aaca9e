import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type Expected, type RealMessage } from "../real-message.ts";

/** The headers name whom they like: the envelope counts. */
const addressed = (
  name: string,
  to: string[],
  outcomes: string[],
  cover: Expected["cover"] = page,
): RealMessage => ({
  name: `addressed ${name}`,
  envelope: { to: to.map((local) => `${local}@fax.example.com`) },
  raw: () => eml`
    From: Ann Lee <ann@clinic.example>
    To: Fax <13125550148@fax.example.com>, "Dr. Roe" <roe@elsewhere.example>
    Cc: 19995550100@fax.example.com
    Subject: Referral
    Message-ID: <addressed@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=a

    --a
    Content-Type: text/plain; charset=utf-8

    See attached.

    --a
    Content-Type: application/pdf; name=referral.pdf
    Content-Transfer-Encoding: base64

    ${base64(referral)}
    --a--
    `,
  expected: {
    outcomes,
    documents: [referral],
    ...(cover ? { cover } : {}),
    reply: answerTo("<addressed@clinic.example>"),
  },
});

const page = { subject: "Referral", message: "See attached." };
const uncovered = (message: RealMessage): RealMessage => {
  const { cover: _, ...expected } = message.expected;
  return { ...message, expected };
};

export const addresses: RealMessage[] = [
  addressed(
    "to three numbers: To, Cc and a blind copy",
    ["13125550148", "+13125550149", "13125550150"],
    ["accepted +13125550148", "accepted +13125550149", "accepted +13125550150"],
  ),
  addressed(
    "with national numbers",
    ["3125550148", "312-555-0149", "312.555.0150"],
    ["accepted +13125550148", "accepted +13125550149", "accepted +13125550150"],
  ),
  addressed(
    "to one number in three forms: one fax",
    ["13125550148", "+1-312-555-0148.fine", "FAX=+13125550148"],
    ["accepted +13125550148"],
  ),
  addressed(
    "as RFC 3192 has it, with a sub-address",
    ["FAX=+13125550148/T33S=12"],
    ["accepted +13125550148"],
    {
      to_name: "T.33 sub-address 12",
      ...page,
    },
  ),
  uncovered(
    addressed("fine and without cover", ["13125550148.fine.nocover"], ["accepted +13125550148 high"]),
  ),
  addressed("superfine, in capitals", ["13125550148.SUPERFINE"], ["accepted +13125550148 very_high"]),
  addressed(
    "to a number, to nobody, and with a suffix that means nothing",
    ["13125550148", "reception", "13125550149.asap"],
    ["accepted +13125550148", "refused recipient_not_understood", "refused recipient_not_understood"],
  ),
  addressed(
    "to a country that is not allowed, and to one that is",
    ["442071838750", "+14165550148"],
    ["refused country_not_allowed", "accepted +14165550148"],
  ),
];
