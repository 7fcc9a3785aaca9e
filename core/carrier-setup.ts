import * as v from "valibot";
import { breakerView, type Breaker } from "./breaker.ts";
import { sha256Hex } from "./ids.ts";

/** Whether a text can be the carrier's key. What cannot stand in a header is none: a curly quote, a line break. */
export const isCarrierKey = (text: string): boolean => /^[\x21-\x7e]{1,500}$/.test(text);

export const putCarrierBody = v.object({
  api_key: v.pipe(
    v.string("10026|must be a text"),
    v.trim(),
    v.minLength(1, "10025|must not be empty"),
    v.maxLength(500, "10025|must have at most 500 characters"),
    v.check(isCarrierKey, "10026|must be visible ASCII characters, as the carrier's portal shows it"),
  ),
});

/** What a deployment knows of its carrier: from its settings, and the key that is stored beside them. */
export type CarrierSetup = {
  baseUrl: string;
  connectionId: string;
  from: string;
  publicKeys: string[];
  /** The key itself; shown as a fingerprint only. */
  key: string | undefined;
  keyParameter: string;
  mediaLink: MediaLink;
  allowedCountries: string[];
  defaultCountry: string;
  maxFaxesPerDay: number;
  mailDomain: string;
  /** Missing: pages get no header lines, by settings that say why. */
  header: { senderName: string; timeZone: string } | undefined;
  /** Open: nothing is sent. */
  breaker: Breaker | undefined;
};

/**
 * How the carrier gets the pages. `stream`: from a function of ours that answers GET and HEAD under a short link of
 * its own. `presigned`: from S3, by a link that answers GET only and dies with the credentials that signed it.
 */
export const mediaLinks = ["stream", "presigned"] as const;
export type MediaLink = (typeof mediaLinks)[number];

/** Tells two keys apart without showing either: the first 16 hex digits of the SHA-256. */
export const keyFingerprint = (key: string): string => sha256Hex(key).slice(0, 16);

/** The carrier's set-up as `GET /v2/carrier` shows it; never the key. */
export const carrierView = (setup: CarrierSetup): Record<string, unknown> => ({
  record_type: "carrier",
  base_url: setup.baseUrl,
  connection_id: setup.connectionId || null,
  from: setup.from || null,
  public_keys: setup.publicKeys,
  key_stored: setup.key !== undefined,
  key_fingerprint: setup.key === undefined ? null : keyFingerprint(setup.key),
  key_parameter: setup.keyParameter,
  media_link: setup.mediaLink,
  allowed_countries: setup.allowedCountries,
  default_country: setup.defaultCountry,
  max_faxes_per_day: setup.maxFaxesPerDay,
  mail_domain: setup.mailDomain || null,
  header: setup.header
    ? { sender_name: setup.header.senderName || null, time_zone: setup.header.timeZone }
    : null,
  breaker: breakerView(setup.breaker),
});
