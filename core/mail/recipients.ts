import { normaliseFaxNumber } from "../numbering-plan.ts";

export type Recipient = { address: string; number: string | undefined };

/** `13125550148@fax.example.com` to a number; national forms are read by the configured country. One per number. */
export function readRecipients(
  addresses: string[],
  domain: string | undefined,
  country: string,
): Recipient[] {
  const seen = new Set<string>();
  return addresses.flatMap((address) => {
    const at = address.lastIndexOf("@");
    const local = address.slice(0, at);
    const isOurs = domain === undefined || address.slice(at + 1).toLowerCase() === domain.toLowerCase();
    const number =
      isOurs && /^\+?[\d().\- ]{4,30}$/.test(local) ? normaliseLocalPart(local, country) : undefined;
    if (number && seen.has(number)) return [];
    if (number) seen.add(number);
    return [{ address, number }];
  });
}

/** In an address `13125550148` is as good as `+13125550148`: first read as national, then as international. */
function normaliseLocalPart(local: string, country: string): string | undefined {
  return normaliseFaxNumber(local, country) ?? normaliseFaxNumber(`+${local}`, country);
}
