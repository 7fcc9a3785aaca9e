import { fieldsOf, type Fields } from "../fields.ts";
import type { Deployment } from "./deployment.ts";

/** What a deployment's settings should say of its carrier. */
export type WantedSettings = {
  applicationId: string;
  number: string;
  publicKeys: string[];
  countries: string[];
};

/** In what the deployment differs from what is wanted, in words; empty = in nothing. */
export function settingsDiffer(deployment: Deployment, wanted: WantedSettings): string[] {
  const isConnected = deployment.applicationId === wanted.applicationId && deployment.from === wanted.number;
  return [
    ...(isConnected || wanted.number === "" ? [] : ["connection"]),
    ...(isSame(deployment.publicKeys, wanted.publicKeys) ? [] : ["carrier.publicKeys"]),
    ...(isSame(deployment.allowedCountries, wanted.countries) ? [] : ["allowedCountries"]),
  ];
}

/** The settings with what is wanted in them; everything else stays as it is. */
export function changeSettings(settings: Fields, names: string[], wanted: WantedSettings): Fields {
  return {
    ...settings,
    ...(names.includes("connection")
      ? { connection: { id: wanted.applicationId, from: wanted.number } }
      : {}),
    ...(names.includes("carrier.publicKeys")
      ? { carrier: { ...fieldsOf(settings["carrier"]), publicKeys: wanted.publicKeys } }
      : {}),
    ...(names.includes("allowedCountries") ? { allowedCountries: wanted.countries } : {}),
  };
}

const isSame = (some: string[], others: string[]): boolean =>
  some.length === others.length && some.every((entry) => others.includes(entry));
