import { settingsOf, wishesOf, type CreateFaxBody } from "../api/create-fax.ts";
import { dailyLimitReached, invalid } from "../errors.ts";
import type { DuplicateRule } from "../duplicates.ts";
import type { FaxRequest, MediaSource, OutboundFax } from "../fax.ts";
import { isPremiumRate } from "../fax-number.ts";
import { sha256Hex } from "../ids.ts";
import { mergeRetry, type Retry } from "../retry-policy.ts";
import { partKey } from "../keys-in-bucket.ts";
import { refusalOfTimes } from "../scheduled-times.ts";
import { refusalOfUrl, type FetchRule } from "../web-address.ts";

/** What the installation allows and assumes; from the settings. */
export type SendRules = {
  connectionId: string;
  defaultFrom: string;
  allowedCountries: string[];
  maxFaxesPerDay: number;
  fetchRule: FetchRule;
  /** A fax for which nobody says when to give it up is given up after this. */
  giveUpAfterSeconds: number;
};

export type SendDeps = {
  rules: SendRules;
  now: () => number;
  createFax: (fax: OutboundFax, request: FaxRequest) => Promise<"created" | "exists" | "daily_limit">;
  storePart: (key: string, bytes: Uint8Array) => Promise<void>;
  readFax: (id: string) => Promise<{ fax: OutboundFax; request: FaxRequest } | undefined>;
};

export type SendOrder = {
  /** Random, or derived from what makes this order the same as another. */
  faxId: string;
  body: CreateFaxBody;
  /** Documents sent along, in order; they win over nothing, and may not stand beside `media_url`. */
  contents: Uint8Array[];
  /** The id is derived, so the order may be a repeat: look before storing documents once more. */
  mayRepeat: boolean;
  origin: FaxRequest["origin"];
  /** What the API key says of redials; the order itself goes before it. */
  keyRetry?: Retry | undefined;
  /** What the sender's key says about duplicates. */
  duplicates?: DuplicateRule | undefined;
  /** The fax whose pages are sent again, in place of `contents`: copied at once, so that it may be deleted. */
  earlier?: { faxId: string; digest: string; isMade: boolean; copyTo: (key: string) => Promise<void> };
};

/** How long an upload is awaited, milliseconds. */
export const uploadWindowMs = 24 * 3_600_000;

/**
 * Accepts a fax: once this returns, it is kept (P1). The same order again (same id, same content) returns the
 * fax as it stands; the same id with other content is refused. Throws `Problem` for what is wrong in the order.
 */
export async function sendFax(
  deps: SendDeps,
  order: SendOrder,
): Promise<{ fax: OutboundFax; request: FaxRequest }> {
  // Loaded with the first order: the tables of all countries would be half of the API's start.
  const { countryOf } = await import("../numbering-plan.ts");
  checkOrder(deps.rules, order, countryOf(order.body.to));
  const now = deps.now();
  const pages = pagesOf(deps, order);
  const digests = pages.map(({ digest }) => digest);
  const keys = digests.map((digest, index) => partKey(order.faxId, index + 1, digest));
  const media = mediaOf(order.body, keys);
  const request: FaxRequest = {
    faxId: order.faxId,
    media,
    wishes: {
      ...wishesOf(order.body, deps.rules.defaultFrom),
      ...(order.earlier?.isMade ? { isMade: true } : {}),
    },
    bodyHash: hashOfOrder(order.body, order.earlier ? [...digests, order.earlier.faxId] : digests),
    origin: order.origin,
    ...(order.body.client_state ? { clientState: order.body.client_state } : {}),
    ...(order.body.webhook_url ? { webhookUrl: order.body.webhook_url } : {}),
  };
  const refusal = refusalOfTimes(order.body, now);
  const mayBeKnown = order.mayRepeat && (pages.length > 0 || refusal !== undefined);
  if (mayBeKnown && (await deps.readFax(order.faxId))) return sameOrder(deps, request);
  // Only now: an order accepted before its time came is answered as it was, however late it is repeated.
  if (refusal) throw refusal;
  for (const [index, { store }] of pages.entries()) await store(keys[index] ?? "");
  const fax = newFax(deps.rules, order, media, now);
  const outcome = await deps.createFax(fax, request);
  if (outcome === "daily_limit") {
    throw dailyLimitReached(deps.rules.maxFaxesPerDay, Math.ceil((86_400_000 - (now % 86_400_000)) / 1000));
  }
  return outcome === "created" ? { fax, request } : sameOrder(deps, request);
}

type Pages = { digest: string; store: (key: string) => Promise<void> };

/** The pages that come with the order, each with the way it is kept. */
const pagesOf = (deps: SendDeps, { contents, earlier }: SendOrder): Pages[] =>
  earlier
    ? [{ digest: earlier.digest, store: earlier.copyTo }]
    : contents.map((bytes) => ({ digest: sha256Hex(bytes), store: (key) => deps.storePart(key, bytes) }));

async function sameOrder(deps: SendDeps, request: FaxRequest) {
  const stored = await deps.readFax(request.faxId);
  if (!stored || stored.request.bodyHash !== request.bodyHash) {
    throw invalid(
      "idempotency_key_reused",
      "Idempotency-Key reused",
      "This Idempotency-Key was used before with another body (or its fax was deleted); use a new key for a new fax.",
      { parameter: "Idempotency-Key" },
    );
  }
  return stored;
}

function checkOrder(rules: SendRules, { body, contents }: SendOrder, country: string | undefined): void {
  checkSender(rules, body);
  if (!country || !rules.allowedCountries.includes(country)) {
    throw invalid(
      "country_not_allowed",
      "Destination country not allowed",
      `Faxes to ${country ?? "this number's country"} are not allowed here; the settings' allowedCountries names ${rules.allowedCountries.join(", ")}.`,
      { pointer: "/to" },
    );
  }
  if (isPremiumRate(body.to)) {
    throw invalid("number_not_allowed", "Number not allowed", "Premium-rate numbers are never called.", {
      pointer: "/to",
    });
  }
  checkMedia(rules, body, contents);
}

type Sending = Omit<CreateFaxBody, "to">;

/** Whom it is from, and by which connection. Throws `Problem`. */
export function checkSender(rules: SendRules, body: Sending): void {
  if (body.connection_id && body.connection_id !== rules.connectionId) {
    throw invalid(
      "10017",
      "Associated resource not found",
      "The 'connection_id' is not the one this installation is configured with; leave it out or correct it.",
      { pointer: "/connection_id" },
    );
  }
  if (!body.from && rules.defaultFrom === "") {
    throw invalid(
      "10004",
      "Missing required parameter",
      "The 'from' parameter is required: the settings name no connection.from to stand in for it.",
      { pointer: "/from" },
    );
  }
}

/** Where the pages come from. Throws `Problem`. */
export function checkMedia(rules: SendRules, body: Sending, contents: Uint8Array[]): void {
  if (body.media_url && contents.length > 0) {
    throw invalid("10015", "Bad request", "Give either media_url or contents, not both.", {
      pointer: "/media_url",
    });
  }
  const refusal = body.media_url ? refusalOfUrl(new URL(body.media_url), rules.fetchRule) : undefined;
  if (refusal) {
    throw invalid("10003", "Invalid URL", `The 'media_url' cannot be used: ${refusal}.`, {
      pointer: "/media_url",
    });
  }
}

/** Parts that came along, else the URL, else an upload to come. */
export function mediaOf(body: Sending, partKeys: string[]): MediaSource {
  if (partKeys.length > 0) return { kind: "parts", keys: partKeys };
  if (body.media_url) return { kind: "url", url: body.media_url };
  return {
    kind: "upload",
    ...(body.upload_content_type ? { contentType: body.upload_content_type } : {}),
  };
}

/** A fax as it is accepted. */
export function newFax(
  rules: Pick<SendRules, "connectionId" | "defaultFrom" | "giveUpAfterSeconds">,
  order: Pick<SendOrder, "faxId" | "body" | "duplicates" | "earlier" | "keyRetry">,
  media: MediaSource,
  now: number,
): OutboundFax {
  const { faxId, body, duplicates, earlier } = order;
  const resent = earlier ? [{ key: "resend", at: now, word: "resend.of" }] : [];
  const retry = mergeRetry(order.keyRetry, body.retry);
  // A fax planned for later has its whole time then.
  const begins = body.scheduled_at ? Date.parse(body.scheduled_at) : now;
  const giveUpAfterSeconds = retry?.give_up_after_seconds ?? rules.giveUpAfterSeconds;
  return {
    direction: "outbound",
    id: faxId,
    status: "preparing",
    to: body.to,
    from: body.from ?? rules.defaultFrom,
    connectionId: rules.connectionId,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    wakes: 0,
    timeline: [{ key: "accepted", at: now, word: "accepted" }, ...resent],
    attempts: [],
    settings: settingsOf(body),
    unsentTries: 0,
    ...(body.reference ? { reference: body.reference } : {}),
    ...(body.tags && body.tags.length > 0 ? { tags: body.tags } : {}),
    ...(body.priority ? { priority: body.priority } : {}),
    ...(body.scheduled_at ? { scheduledAt: Date.parse(body.scheduled_at) } : {}),
    giveUpAt: body.give_up_at ? Date.parse(body.give_up_at) : begins + giveUpAfterSeconds * 1000,
    ...(retry ? { retry } : {}),
    ...(duplicates ? { duplicates } : {}),
    ...(earlier ? { resendOf: earlier.faxId } : {}),
    ...(media.kind === "upload" ? { uploadExpiresAt: now + uploadWindowMs } : {}),
  };
}

/** The same whatever the order of fields: parsed values and digests of the documents. */
export function hashOfOrder(body: object, digests: string[]): string {
  const fields = Object.entries(body as Record<string, unknown>)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(JSON.stringify([fields, digests]));
}
