import * as v from "valibot";
import { refusalOfUrl, type FetchRule } from "../web-address.ts";
import { eventTypes, testEventType, type EventType } from "./fax-events.ts";
import { invalid } from "../errors.ts";

/** How events are written and signed: by Standard Webhooks, or as the carrier writes and signs its own. */
export const webhookFormats = ["standard", "telnyx"] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** Where somebody wants to hear of events. */
export type Endpoint = {
  id: string;
  url: string;
  description: string;
  /** Missing: all. */
  events?: EventType[];
  format: WebhookFormat;
  /** The newest first; one that was replaced signs beside it until its end. */
  secrets: EndpointSecret[];
  /** Ed25519, PKCS 8 as Base64: signs in the carrier's format. */
  signingKey?: string;
  createdAt: number;
  /** Turned off: by hand, or by its own answer 410. */
  disabledAt?: number;
  disabledBy?: "person" | "gone";
  /** Tries that failed since one succeeded. */
  failures: number;
  failingSince?: number;
  lastFailureAt?: number;
};

/** `whsec_` and Base64; `until` in epoch ms. */
export type EndpointSecret = { secret: string; until?: number };

export const maxEndpoints = 50;
export const endpointIdPattern = /^whe_[0-9a-f]{16}$/;
/** Both secrets sign so long, for the receiver to change over. */
export const overlapMs = 24 * 3_600_000;

const url = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(2_000, "10025|must have at most 2,000 characters"),
  v.check((text) => URL.canParse(text), "10003|must be a URL"),
);
const description = v.pipe(
  v.string("10026|must be a string"),
  v.maxLength(200, "10025|must have at most 200 characters"),
);
const events = v.pipe(
  v.array(v.picklist(eventTypes, `10032|names events: ${eventTypes.join(", ")}`), "10026|must be a list"),
  v.minLength(1, "10025|must name at least one event"),
);

export const createEndpointBody = v.object({
  url,
  description: v.optional(description, ""),
  events: v.optional(v.nullable(events)),
  format: v.optional(v.picklist(webhookFormats, "10032|must be standard or telnyx"), "standard"),
});

export const changeEndpointBody = v.object({
  url: v.optional(url),
  description: v.optional(description),
  events: v.optional(v.nullable(events)),
  enabled: v.optional(v.boolean("10026|must be true or false")),
});

/** Refuses a URL that nothing is ever sent to. `field`: of the body, that names it. Throws a 422 `Problem`. */
export function checkEndpointUrl(text: string, rule: FetchRule, field = "url"): void {
  const refusal = refusalOfUrl(new URL(text), rule);
  if (refusal === undefined) return;
  throw invalid(
    "10003",
    "Invalid URL",
    `The '${field}' parameter must be an https address of the public internet, without a user name.`,
    { pointer: `/${field}` },
  );
}

/** Whether an endpoint is to hear of an event. A test event goes to whoever asked for it. */
export const wants = (endpoint: Endpoint, type: EventType): boolean =>
  endpoint.disabledAt === undefined &&
  (type === testEventType || endpoint.events === undefined || endpoint.events.includes(type));

export const livingSecrets = ({ secrets }: Endpoint, now: number): string[] =>
  secrets.filter(({ until }) => until === undefined || until > now).map(({ secret }) => secret);

/** A new secret in front; the one before signs beside it for a day, and no third. */
export const withNewSecret = (endpoint: Endpoint, secret: string, now: number): Endpoint => ({
  ...endpoint,
  secrets: [{ secret }, ...endpoint.secrets.slice(0, 1).map((old) => ({ ...old, until: now + overlapMs }))],
});

const restAfter = 3;
const restMs = 4 * 60_000;

/**
 * An endpoint that fails again and again is left alone for a while: tries that fall into it are passed over, so that
 * waiting for its answers holds up nobody.
 */
export const rests = (endpoint: Endpoint, now: number): boolean =>
  endpoint.failures >= restAfter && now < (endpoint.lastFailureAt ?? 0) + restMs;
