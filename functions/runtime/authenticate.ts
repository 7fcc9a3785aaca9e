import {
  allows,
  firstKeyId,
  hashOfToken,
  isAlive,
  keyIdOf,
  type ApiKey,
  type Scope,
} from "../../core/api-key.ts";
import { notForMailboxKeys, notPermitted, unauthenticated } from "../../core/errors.ts";
import { sameText } from "./same-text.ts";

/** A key stays good this long after it was revoked, at most: the price of not asking the table each time. */
const keptMs = 60_000;
const maxKept = 500;

/** The key behind the request's bearer token. Throws a 401 or 403 `Problem`. */
export type Authenticate = (request: Request, scope: Scope) => Promise<ApiKey>;

/** For what is the whole installation's: a key of a mailbox is refused. */
export const ofInstallation =
  (authenticate: Authenticate): Authenticate =>
  async (request, scope) => {
    const key = await authenticate(request, scope);
    if (key.mailboxId !== undefined) throw notForMailboxKeys();
    return key;
  };

/** Checks bearer tokens against stored keys; `firstKeyHash` is the deployment's own key, empty for none. */
export function createAuthenticator(deps: {
  firstKeyHash: string;
  readKey: (id: string) => Promise<ApiKey | undefined>;
  now: () => number;
}): Authenticate {
  const kept = new Map<string, { key: ApiKey | undefined; until: number }>();

  async function keyOf(id: string): Promise<ApiKey | undefined> {
    const now = deps.now();
    const known = kept.get(id);
    if (known && known.until > now) return known.key;
    const key = await deps.readKey(id);
    if (kept.size >= maxKept) kept.clear();
    kept.set(id, { key, until: now + keptMs });
    return key;
  }

  return async function authenticate(request, scope) {
    const token = /^Bearer +(\S{1,500})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (!token) throw unauthenticated("Send your API key as 'Authorization: Bearer <key>'.");
    const hash = hashOfToken(token);
    const isFirst = deps.firstKeyHash !== "" && sameHash(hash, deps.firstKeyHash);
    const id = isFirst ? firstKeyId : keyIdOf(token);
    const stored = id === undefined ? undefined : await keyOf(id);
    const key = isFirst && !isRevokedFirst(stored, hash) ? firstKey(hash) : isFirst ? undefined : stored;
    if (!key || !sameHash(hash, key.secretHash) || !isAlive(key, deps.now())) {
      throw unauthenticated("The API key is unknown, revoked or expired.");
    }
    if (!allows(key, scope)) throw notPermitted(scope);
    return key;
  };
}

/** Revoking the first key stores its hash; another first key, deployed later, is another key. */
const isRevokedFirst = (stored: ApiKey | undefined, hash: string): boolean =>
  stored?.revokedAt !== undefined && sameHash(stored.secretHash, hash);

export const firstKey = (hash: string): ApiKey => ({
  id: firstKeyId,
  name: "first key of the deployment",
  scopes: ["admin"],
  secretHash: hash,
  createdAt: 0,
});

const sameHash = (a: string, b: string): boolean => sameText(a, b.toLowerCase());
