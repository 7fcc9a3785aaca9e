import * as v from "valibot";
import { duplicateRules, type DuplicateRule } from "./duplicates.ts";
import { sha256Hex } from "./ids.ts";
import { retryBody, type Retry } from "./retry-policy.ts";

export const scopes = ["send", "read", "admin"] as const;
/** `send`: create, upload, cancel, delete. `read`: everything that only looks. `admin`: both, and keys. */
export type Scope = (typeof scopes)[number];

/** An API key at rest: only the hash of its secret is kept. */
export type ApiKey = {
  id: string;
  name: string;
  scopes: Scope[];
  secretHash: string;
  createdAt: number;
  /** How its faxes are redialled, where it differs from the deployment. */
  retry?: Retry;
  expiresAt?: number;
  revokedAt?: number;
  /** What becomes of duplicates among its faxes; else the installation's rule counts. */
  duplicates?: DuplicateRule;
  /** The mailbox whose faxes are all that it may see and send; else it is the installation's. */
  mailboxId?: string;
};

/** The key that the deployment itself knows by its hash (`FirstApiKeySha256`). */
export const firstKeyId = "key_first";

const mailboxId = v.string("10026|must be a string");

export const createKeyBody = v.object({
  name: v.pipe(
    v.string("10026|must be a string"),
    v.minLength(1, "10025|must not be empty"),
    v.maxLength(100, "10025|must have at most 100 characters"),
  ),
  scopes: v.optional(
    v.pipe(
      v.array(v.picklist(scopes, `10032|must be one of ${scopes.join(", ")}`), "10026|must be a list"),
      v.minLength(1, "10025|must name at least one scope"),
      v.maxLength(3, "10025|names at most three scopes"),
    ),
    ["send", "read"],
  ),
  retry: v.optional(retryBody),
  expires_at: v.optional(
    v.pipe(
      v.string("10026|must be an ISO 8601 time"),
      v.check((text) => !Number.isNaN(Date.parse(text)), "10026|must be an ISO 8601 time"),
    ),
  ),
  duplicates: v.optional(v.picklist(duplicateRules, `10032|must be one of ${duplicateRules.join(", ")}`)),
  mailbox_id: v.optional(mailboxId),
});

/** What is given is changed; null takes away. */
export const changeKeyBody = v.object({
  retry: v.optional(v.nullable(retryBody)),
  mailbox_id: v.optional(v.nullable(mailboxId)),
});

/** The key as it is shown once: id and secret in one word. */
export const writeApiKey = (id: string, secret: string): string => `${id.replace("key_", "sfx_")}.${secret}`;

/** The id inside a bearer token of ours, or undefined. */
export function keyIdOf(token: string): string | undefined {
  const match = /^sfx_([a-z0-9]{4,32})\.[A-Za-z0-9_-]{20,100}$/.exec(token);
  return match?.[1] ? `key_${match[1]}` : undefined;
}

export const hashOfToken = (token: string): string => sha256Hex(token);

/** Whether the key may do what needs `scope`. */
export const allows = (key: ApiKey, scope: Scope): boolean =>
  key.scopes.includes("admin") || key.scopes.includes(scope);

export const isAlive = (key: ApiKey, now: number): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now);

/** The key as the API shows it; never its secret or hash. */
export const apiKeyView = (key: ApiKey): Record<string, unknown> => ({
  record_type: "api_key",
  id: key.id,
  name: key.name,
  scopes: key.scopes,
  created_at: new Date(key.createdAt).toISOString(),
  retry: key.retry ?? null,
  expires_at: key.expiresAt === undefined ? null : new Date(key.expiresAt).toISOString(),
  revoked_at: key.revokedAt === undefined ? null : new Date(key.revokedAt).toISOString(),
  duplicates: key.duplicates ?? null,
  mailbox_id: key.mailboxId ?? null,
});
