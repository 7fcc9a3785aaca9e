import { findOffice } from "../../adapters/libreoffice/convert-office.ts";
import type { OfficeRule } from "../../core/documents/office.ts";

/** Where the words of a single run stand in the laptop's template until they are filled in. */
export const words = {
  carrierBaseUrl: "http://127.0.0.1:4001/v2",
  carrierPublicKey: Buffer.from("serverless-fax-laptop-public-key").toString("base64"),
};

export type CarrierSettings = { connectionId: string; from: string };

/** In what single runs differ. `headerOff`: why their pages get no header lines. `office`: as the machine allows, if absent. */
export type Variations = {
  channels?: number | undefined;
  maxFaxesPerDay?: number | undefined;
  headerOff?: string | undefined;
  office?: OfficeRule | undefined;
};

/** Calls at once on the laptop: what the simulator's account allows. */
export const laptopChannels = 10;

/**
 * The settings given at synth: besides what the SDK itself reads, all in which the laptop differs from AWS.
 * `test/journeys/laptop-differences.test.ts` lists every difference.
 */
export const laptopSettings = (
  { connectionId, from }: CarrierSettings,
  { channels = laptopChannels, maxFaxesPerDay, headerOff, office }: Variations,
) => ({
  region: "us-east-1",
  connection: { id: connectionId, from },
  carrier: { baseUrl: words.carrierBaseUrl, publicKeys: [words.carrierPublicKey] },
  channels,
  header:
    headerOff === undefined
      ? { senderName: "Sample Clinic", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
      : { off: headerOff },
  rates: { perPage: 0.007, perMinute: 0.005 },
  office: office ?? (findOffice() === undefined ? "off" : "libreoffice"),
  fetch: { allowOrigins: ["http://127.0.0.1:*", "http://localhost:*"] },
  eventBus: true,
  ...(maxFaxesPerDay === undefined ? {} : { maxFaxesPerDay }),
  mail: { domain: "fax.example.com", allowedSenders: ["@example.com"], digestTo: "operator@example.com" },
});
