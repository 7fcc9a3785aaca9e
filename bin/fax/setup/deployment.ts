import { RequestError } from "../failures.ts";
import { fieldsOf, text, texts, type Fields } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";

/** What the deployment knows of its carrier: `GET /v2/carrier`. */
export type Deployment = {
  baseUrl: string;
  /** empty: the settings name none */
  applicationId: string;
  from: string;
  publicKeys: string[];
  isKeyStored: boolean;
  /** The first 16 hex digits of the SHA-256 of the stored key; empty where none is stored. */
  keyFingerprint: string;
  keyParameter: string;
  mediaLink: string;
  allowedCountries: string[];
  defaultCountry: string;
  /** empty: no mail */
  mailDomain: string;
  /** `unnamed`: header lines say no sender; `unknown`: it is older than header lines. */
  header: "named" | "unnamed" | "off" | "unknown";
};

/** Asks the deployment for its carrier's set-up. Throws what it answers; an older one has no such route. */
export async function readDeployment(api: HttpClient): Promise<Deployment> {
  try {
    const answer = await api({ method: "GET", path: "/v2/carrier", isRepeatable: true });
    return deploymentOf(fieldsOf(answer["data"]));
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) throw error;
    throw new RequestError(
      "The deployment knows no GET /v2/carrier: it is older than this command. Run `npm run deploy` first.",
      error.status,
      error.errors,
      error,
    );
  }
}

/** Stores the carrier's key, which the deployment tries at the carrier first; answers what is set up then. */
export async function storeKey(api: HttpClient, key: string): Promise<Deployment> {
  const body = { contentType: "application/json", content: JSON.stringify({ api_key: key }) };
  return deploymentOf(
    fieldsOf(
      (await api({ method: "PUT", path: "/v2/carrier", body: () => body, isRepeatable: true }))["data"],
    ),
  );
}

function headerIn(header: unknown): Deployment["header"] {
  if (header === undefined) return "unknown";
  if (header === null) return "off";
  return text(fieldsOf(header), "sender_name") === "" ? "unnamed" : "named";
}

const deploymentOf = (fields: Fields): Deployment => ({
  baseUrl: text(fields, "base_url"),
  applicationId: text(fields, "connection_id"),
  from: text(fields, "from"),
  publicKeys: texts(fields, "public_keys"),
  isKeyStored: fields["key_stored"] === true,
  keyFingerprint: text(fields, "key_fingerprint"),
  keyParameter: text(fields, "key_parameter"),
  mediaLink: text(fields, "media_link"),
  allowedCountries: texts(fields, "allowed_countries"),
  defaultCountry: text(fields, "default_country") || "US",
  mailDomain: text(fields, "mail_domain"),
  header: headerIn(fields["header"]),
});
