import ipaddr from "ipaddr.js";

/** Which addresses a document may be fetched from. */
export type FetchRule = {
  /** Origins that may be fetched although they are http or private: `http://127.0.0.1:*` on a laptop. */
  allowOrigins: string[];
};

/** Whether the origin is named by the rule; `*` stands for any port. */
export const isNamedOrigin = (url: URL, rule: FetchRule): boolean =>
  rule.allowOrigins.some(
    (origin) =>
      origin === url.origin ||
      (origin.endsWith(":*") && `${url.protocol}//${url.hostname}` === origin.slice(0, -2)),
  );

/** Why this URL may not be fetched, or undefined if it may be (as far as its text tells). */
export function refusalOfUrl(url: URL, rule: FetchRule): string | undefined {
  if (url.username !== "" || url.password !== "") return "URLs with a user name are not fetched";
  if (isNamedOrigin(url, rule)) return undefined;
  if (url.protocol !== "https:") return "only https is fetched";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(host) && !isPublicAddress(host) ? "private addresses are not fetched" : undefined;
}

/** Whether the IP address is one of the public internet; IPv4 inside IPv6 is looked at as IPv4. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  // Global IPv6 is 2000::/3 (RFC 4291); outside it lie ::a.b.c.d and NAT64, inside it 6to4, which all hide an IPv4.
  return parsed.kind() === "ipv4" || /^(?!2002:)[23][0-9a-f]{3}:/.test(parsed.toNormalizedString());
}
