import { isBase64 } from "../../core/base64.ts";
import * as v from "valibot";
import { e164Pattern } from "../../core/fax-number.ts";
import { outcomeNames } from "../chaos.ts";
import { numberStatuses } from "../account/phone-number.ts";
import { Refusal } from "../http/refusal.ts";

const faxNumber = v.pipe(v.string(), v.regex(e164Pattern, "must be in +E.164 format"));
const base64 = v.pipe(v.string(), v.check(isBase64, "must be Base64"));

export const inboundInput = v.strictObject({
  from: faxNumber,
  to: faxNumber,
  document_base64: v.optional(base64),
  /** The link in the event is already dead; a refresh makes a living one. */
  dead_link: v.optional(v.boolean()),
  event: v.optional(v.picklist(["fax.received", "fax.delivered"])),
  failure_reason: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  partial_content: v.optional(v.boolean()),
  pages: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000))),
  caller_id: v.optional(v.pipe(v.string(), v.maxLength(100))),
  webhooks: v.optional(v.picklist(["once", "twice", "reversed", "late", "lost"])),
});

export const webhookInput = v.strictObject({
  /** Sent as it is if a string, as JSON if an object. */
  body: v.union([v.string(), v.record(v.string(), v.unknown())]),
  sign: v.optional(v.picklist(["good", "wrong", "stale", "future", "altered", "missing"]), "good"),
});
export type WebhookInput = v.InferOutput<typeof webhookInput>;

export const clockInput = v.strictObject({
  advance_seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(366 * 24 * 3600)),
});

export const channelsInput = v.strictObject({
  limit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
});

/** An account that is blocked or out of funds. */
export const accountInput = v.strictObject({ disabled: v.boolean() });
/** Faxes to these numbers are left out of lists from now on; none = all are listed. */
export const listingInput = v.strictObject({ leave_out: v.array(faxNumber) });
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const atMostAll = (shares: Record<string, number>): boolean =>
  Object.values(shares).reduce((sum, each) => sum + each, 0) <= 1;
const tooMuch = "shares must sum to at most 1";
const mishapShares = {
  twice: v.optional(share, 0),
  overtaken: v.optional(share, 0),
  lost: v.optional(share, 0),
};

/** `null` ends it. */
export const chaosInput = v.nullable(
  v.strictObject({
    seed: v.pipe(v.number(), v.integer()),
    repeats_after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    webhooks: v.optional(
      v.pipe(
        v.strictObject(mishapShares),
        v.check((shares) => atMostAll(shares), tooMuch),
      ),
      {},
    ),
    outcomes: v.optional(
      v.pipe(
        v.record(v.picklist(outcomeNames), share),
        v.check((shares) => atMostAll(shares), tooMuch),
      ),
      {},
    ),
  }),
);

export type ChaosInput = NonNullable<v.InferOutput<typeof chaosInput>>;

export const numberInput = v.strictObject({ phone_number: faxNumber, status: v.picklist(numberStatuses) });

/** A JSON body as the schema wants it; a 400 or 422 `Refusal` that names the field for anything else. */
export function controlBody<S extends v.GenericSchema>(schema: S, body: Buffer): v.InferOutput<S> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, [{ code: "10023", detail: "The request body is not valid JSON." }]);
  }
  const result = v.safeParse(schema, parsed);
  if (result.success) return result.output;
  throw new Refusal(
    422,
    result.issues.slice(0, 20).map((issue) => {
      const name = (issue.path ?? []).map((step) => String(step.key)).join("/");
      return {
        code: "10015",
        detail: `${name || "body"}: ${issue.message}`,
        source: { pointer: `/${name}` },
      };
    }),
  );
}

/** Faults of the simulator's own that `npm run plant` switches on. */
export const plantInput = v.strictObject({
  name: v.literal("simulator-wrong-key"),
  on: v.boolean(),
});
