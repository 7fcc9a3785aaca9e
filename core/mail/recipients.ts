import { isPossibleAlias } from "../contact.ts";
import type { Quality } from "../fax.ts";
import { normaliseFaxNumber } from "../numbering-plan.ts";

/**
 * An address and the number it means; undefined: none. What else the address says of the fax: `cover` wanted or not, and
 * the sub-address behind the number (T.33), digits, `#` and `*`. What may be an alias is one of a contact, whose name
 * comes with its number.
 */
export type Recipient = {
  address: string;
  number: string | undefined;
  alias?: string;
  name?: string;
  quality?: Quality;
  cover?: boolean;
  subAddress?: string;
};

type Wishes = Pick<Recipient, "quality" | "cover" | "subAddress">;

/** What may stand behind a number, after a dot: `13125550148.fine.nocover@...` */
const suffixes = new Map<string, Wishes>([
  ["cover", { cover: true }],
  ["nocover", { cover: false }],
  ["standard", { quality: "normal" }],
  ["fine", { quality: "high" }],
  ["superfine", { quality: "very_high" }],
]);

/**
 * `13125550148@fax.example.com`, `+13125550148.fine@...` or `FAX=+13125550148/T33S=12@...` (RFC 3192) to a number and
 * wishes; national forms are read by the configured country. One per number, the first. In addresses of our domain
 * `dr-lee.fine@...` is an alias with wishes.
 */
export function readRecipients(
  addresses: string[],
  domain: string | undefined,
  country: string,
): Recipient[] {
  const seen = new Set<string>();
  return addresses.flatMap((address) => {
    const at = address.lastIndexOf("@");
    const isOurs = domain === undefined || address.slice(at + 1).toLowerCase() === domain.toLowerCase();
    const { dialled, ...wishes } = isOurs ? readLocalPart(address.slice(0, at)) : { dialled: "" };
    const number = /^\+?[\d().\- ]{4,30}$/.test(dialled) ? normaliseDialled(dialled, country) : undefined;
    if (number && seen.has(number)) return [];
    if (number) seen.add(number);
    const alias = dialled.toLowerCase();
    if (!number && domain !== undefined && isPossibleAlias(alias)) {
      return [{ address, number, alias, ...wishes }];
    }
    return [{ address, number, ...(number ? wishes : {}) }];
  });
}

function readLocalPart(written: string): { dialled: string } & Wishes {
  // A local part with a slash or blank comes in quotes.
  const local = written.replace(/^"(.*)"$/, "$1");
  const [, dialled, subAddress] = /^FAX=([^/]*)(?:\/T33S=([\d#*]{1,20}))?$/i.exec(local) ?? [];
  if (dialled !== undefined) return { dialled, ...(subAddress === undefined ? {} : { subAddress }) };
  const parts = local.split(".");
  let wishes: Wishes = {};
  for (;;) {
    const suffix = suffixes.get(parts.at(-1)?.toLowerCase() ?? "");
    if (!suffix) return { dialled: parts.join("."), ...wishes };
    wishes = { ...suffix, ...wishes };
    parts.pop();
  }
}

/** In an address `13125550148` is as good as `+13125550148`: first read as national, then as international. */
function normaliseDialled(dialled: string, country: string): string | undefined {
  return normaliseFaxNumber(dialled, country) ?? normaliseFaxNumber(`+${dialled}`, country);
}
