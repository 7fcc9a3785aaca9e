import { settingsOf, wishesOf, type CreateFaxBody } from "../api/create-fax.ts";
import { dailyLimitReached, invalid } from "../errors.ts";
import type { DuplicateRule } from "../duplicates.ts";
import type { FaxRequest, Hearer, OutboundFax } from "../fax.ts";
import { checkEndpointUrl } from "../events/endpoint.ts";
import { isPremiumRate } from "../fax-number.ts";
import type { MailThread } from "../mail/thread.ts";
import type { ListMailboxes } from "../mailbox/mailbox.ts";
import { sentAs } from "../mailbox/send-as.ts";
import type { MediaSource } from "../media.ts";
import { mergeRetry, type Retry } from "../retry-policy.ts";
import { refusalOfTimes } from "../scheduled-times.ts";
import type { FetchRule } from "../web-address.ts";
import {
  digestsOf,
  documentsOfOrder,
  hashOfOrder,
  mediaOfOrder,
  storeDocuments,
  type OrderedDocument,
} from "./documents-of-order.ts";

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
  listMailboxes: ListMailboxes;
};

export type SendOrder = {
  /** Random, or derived from what makes this order the same as another. */
  faxId: string;
  body: CreateFaxBody;
  /** Documents sent along, in order; they may not stand beside `media_url` or `documents`. */
  contents: Uint8Array[];
  /** The id is derived, so the order may be a repeat: look before storing documents once more. */
  mayRepeat: boolean;
  origin: FaxRequest["origin"];
  /** The mailbox whose key or sender this is. */
  mailboxId?: string | undefined;
  /** The exchange of mails that its sender is answered in. */
  thread?: MailThread;
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
  const { mailboxId } = order;
  const { defaultFrom } = deps.rules;
  const { body, wishes } = sentAs(order.body, await deps.listMailboxes(mailboxId), {
    mailboxId,
    defaultFrom,
  });
  checkOrder(deps.rules, body, countryOf(body.to));
  const now = deps.now();
  const documents = documentsOf(deps, order);
  const digests = digestsOf(documents);
  const media = mediaOfOrder(order.faxId, documents, order.body);
  const request: FaxRequest = {
    faxId: order.faxId,
    media,
    wishes: {
      ...wishesOf(body, defaultFrom),
      ...wishes,
      ...(order.earlier?.isMade ? { isMade: true } : {}),
    },
    bodyHash: hashOfOrder(order.body, order.earlier ? [...digests, order.earlier.faxId] : digests),
    origin: order.origin,
    ...(order.body.client_state ? { clientState: order.body.client_state } : {}),
    ...(order.body.webhook_url ? { webhookUrl: order.body.webhook_url } : {}),
    ...(order.thread ? { thread: order.thread } : {}),
  };
  const refusal = refusalOfTimes(order.body, now);
  const mayBeKnown = order.mayRepeat && (digests.length > 0 || refusal !== undefined);
  if (mayBeKnown && (await deps.readFax(order.faxId))) return sameOrder(deps, request);
  // Only now: an order accepted before its time came is answered as it was, however late it is repeated.
  if (refusal) throw refusal;
  await storeDocuments(order.faxId, documents);
  const { timeZone } = wishes;
  const fax = newFax(deps.rules, { ...order, body, timeZone }, media, now);
  const outcome = await deps.createFax(fax, request);
  if (outcome === "daily_limit") {
    throw dailyLimitReached(deps.rules.maxFaxesPerDay, Math.ceil((86_400_000 - (now % 86_400_000)) / 1000));
  }
  return outcome === "created" ? { fax, request } : sameOrder(deps, request);
}

/** The pages that come with the order, each with the way it is kept. */
const documentsOf = (deps: SendDeps, { body, contents, earlier }: SendOrder): OrderedDocument[] =>
  earlier
    ? [{ digest: earlier.digest, store: earlier.copyTo }]
    : documentsOfOrder(body, contents, deps.rules.fetchRule, deps.storePart);

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

function checkOrder(rules: SendRules, body: CreateFaxBody, country: string | undefined): void {
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
}

/** Whom it is from, by which connection, and who is told of it. Throws `Problem`. */
export function checkSender(rules: SendRules, body: Omit<CreateFaxBody, "to">): void {
  if (body.connection_id && body.connection_id !== rules.connectionId) {
    throw invalid(
      "10017",
      "Associated resource not found",
      "The 'connection_id' is not the one this installation is configured with; leave it out or correct it.",
      { pointer: "/connection_id" },
    );
  }
  if (body.webhook_url) checkEndpointUrl(body.webhook_url, rules.fetchRule, "webhook_url");
  if (!body.from && rules.defaultFrom === "") {
    throw invalid(
      "10004",
      "Missing required parameter",
      "The 'from' parameter is required: the settings name no connection.from to stand in for it.",
      { pointer: "/from" },
    );
  }
}

/** A fax as it is accepted. */
export function newFax(
  rules: Pick<SendRules, "connectionId" | "defaultFrom" | "giveUpAfterSeconds">,
  order: Pick<SendOrder, "faxId" | "body" | "duplicates" | "earlier" | "keyRetry" | "thread"> & {
    timeZone?: string | undefined;
  },
  media: MediaSource,
  now: number,
): OutboundFax {
  const { faxId, body, duplicates, earlier } = order;
  const resent = earlier ? [{ key: "resend", at: now, word: "resend.of" }] : [];
  const hearers: Hearer[] = [
    ...(order.thread ? ["mail" as const] : []),
    ...(body.webhook_url ? ["url" as const] : []),
  ];
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
    ...(hearers.length > 0 ? { hearers } : {}),
    ...(order.timeZone ? { timeZone: order.timeZone } : {}),
    ...(earlier ? { resendOf: earlier.faxId } : {}),
    ...(media.kind === "upload" ? { uploadExpiresAt: now + uploadWindowMs } : {}),
  };
}
