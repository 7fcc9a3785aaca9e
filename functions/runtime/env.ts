import * as v from "valibot";
import { mediaLinks } from "../../core/carrier-setup.ts";
import type { HeaderRule } from "../../core/operations/make-options.ts";
import type { Rates } from "../../core/rates.ts";
import { readRetry } from "../../core/retry-policy.ts";
import { officeRules } from "../../core/documents/office.ts";
import { duplicateRules } from "../../core/duplicates.ts";
import { textRules } from "../../core/mail/fax-of-message.ts";

/**
 * The environment of every function, once: it types what the template must give and reads what Lambda gives.
 * The only reader of `process.env`. Values are strings on the wire; lists are separated by commas.
 */
const text = v.string();
const list = v.pipe(
  v.string(),
  v.transform((value) => value.split(",").filter((entry) => entry !== "")),
);
const flag = v.pipe(
  v.picklist(["true", "false"]),
  v.transform((value) => value === "true"),
);
const count = v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number));

const sending = {
  TABLE: text,
  BUCKET: text,
  CONNECTION_ID: text,
  DEFAULT_FROM: text,
  ALLOWED_COUNTRIES: list,
  MAX_FAXES_PER_DAY: count,
  FETCH_ALLOW_ORIGINS: list,
  GIVE_UP_AFTER_SECONDS: count,
};
/** The settings' `retry` as JSON, empty for none. */
const retry = v.pipe(v.string(), v.transform(readRetry));
/** A part of the settings as JSON, empty where it is off. */
const part = <T>() =>
  v.pipe(
    v.string(),
    v.transform((json) => (json === "" ? undefined : (JSON.parse(json) as T))),
  );
const header = part<HeaderRule>();
const preparing = {
  TABLE: text,
  BUCKET: text,
  FETCH_ALLOW_ORIGINS: list,
  LAST_TRY: count,
  DEFAULT_COUNTRY: text,
  HEADER: header,
};
const carrier = { CARRIER_BASE_URL: text, CARRIER_KEY_PARAMETER: text };
const keys = { TABLE: text, FIRST_API_KEY_SHA256: text };
/** Entries of a name, a queue URL and its dead-letter queue URL, parted by bars. */
const queueList = v.pipe(
  list,
  v.transform((entries) =>
    entries.map((entry) => {
      const [name = "", url = "", deadLetterUrl = ""] = entry.split("|");
      return { name, url, deadLetterUrl };
    }),
  ),
);

export const environments = {
  api: v.object({ ...sending, FIRST_API_KEY_SHA256: text }),
  keys: v.object(keys),
  carrier: v.object({
    ...keys,
    ...carrier,
    CONNECTION_ID: text,
    DEFAULT_FROM: text,
    CARRIER_PUBLIC_KEYS: list,
    MEDIA_LINK: v.picklist(mediaLinks),
    ALLOWED_COUNTRIES: list,
    DEFAULT_COUNTRY: text,
    MAX_FAXES_PER_DAY: count,
    MAIL_DOMAIN: text,
    HEADER: header,
  }),
  directory: v.object(keys),
  diagnosis: v.object({ ...keys, BUCKET: text, CARRIER_KEY_PARAMETER: text, QUEUES: queueList }),
  pages: v.object({
    ...keys,
    BUCKET: text,
    DEFAULT_COUNTRY: text,
    HEADER: header,
  }),
  preview: v.object({
    ...keys,
    BUCKET: text,
    DEFAULT_COUNTRY: text,
    DEFAULT_FROM: text,
    HEADER: header,
    RATES: part<Rates>(),
    OFFICE: v.picklist(officeRules),
  }),
  health: v.object({
    TABLE: text,
    CARRIER_KEY_PARAMETER: text,
    CONNECTION_ID: text,
    CARRIER_PUBLIC_KEYS: list,
    MAIL_DOMAIN: text,
  }),
  docs: v.object({}),
  webhook: v.object({ EVENTS_QUEUE: text, CARRIER_PUBLIC_KEYS: list }),
  relay: v.object({
    TABLE: text,
    PREPARE_QUEUE: text,
    DISPATCH_QUEUE: text,
    CANCEL_QUEUE: text,
    FETCH_QUEUE: text,
    ERASE_QUEUE: text,
    // Where a schedule puts its order, in which group it lies, and as whom it acts.
    DISPATCH_QUEUE_ARN: text,
    SCHEDULE_GROUP: text,
    SCHEDULE_ROLE_ARN: text,
    BROADCAST_QUEUE: text,
    // Empty where no mail is on.
    MAIL_QUEUE: text,
    // Empty where events are put on no bus.
    EVENT_BUS: text,
  }),
  // OFFICE_QUEUE: empty where no function converts office documents.
  prepare: v.object({ ...preparing, OFFICE: v.picklist(officeRules), OFFICE_QUEUE: text }),
  office: v.object(preparing),
  // MEDIA_URL: the base of streamed links, empty for presigned ones.
  dispatch: v.object({
    TABLE: text,
    BUCKET: text,
    CONNECTION_ID: text,
    MEDIA_URL: text,
    HEADER: header,
    CHANNELS: count,
    DUPLICATES: v.picklist(duplicateRules),
    ...carrier,
  }),
  broadcast: v.object({
    TABLE: text,
    BUCKET: text,
    CONNECTION_ID: text,
    DEFAULT_FROM: text,
    ALLOWED_COUNTRIES: list,
    DEFAULT_COUNTRY: text,
    MAX_FAXES_PER_DAY: count,
    GIVE_UP_AFTER_SECONDS: count,
  }),
  media: v.object({ TABLE: text, BUCKET: text }),
  cancel: v.object({ ...carrier }),
  apply: v.object({ TABLE: text, BUCKET: text, CONNECTION_ID: text, RETRY: retry }),
  "fetch-inbound": v.object({
    TABLE: text,
    BUCKET: text,
    FETCH_ALLOW_ORIGINS: list,
    LAST_TRY: count,
    ...carrier,
  }),
  erase: v.object({ BUCKET: text }),
  endpoints: v.object({ ...keys, FETCH_ALLOW_ORIGINS: list }),
  tell: v.object({ TABLE: text, FETCH_ALLOW_ORIGINS: list }),
  sweep: v.object({
    TABLE: text,
    BUCKET: text,
    CONNECTION_ID: text,
    CHANNELS: count,
    RETRY: retry,
    ...carrier,
    // Who hears once a day what was refused, empty for nobody; from the domain, by the clock of the zone.
    DIGEST_TO: text,
    MAIL_DOMAIN: text,
    TIME_ZONE: text,
  }),
  mail: v.object({
    ...sending,
    MAIL_DOMAIN: text,
    MAIL_ALLOWED_SENDERS: list,
    // Whether senders are answered.
    MAIL_REPLY: flag,
    MAIL_TEXT: v.picklist(textRules),
    DEFAULT_COUNTRY: text,
    HEADER: header,
    RATES: part<Rates>(),
    // The HTTP API's base, for links in mails.
    API_URL: text,
  }),
  drop: v.object({ ...sending, MAIL_TEXT: v.picklist(textRules), DEFAULT_COUNTRY: text }),
} as const;

export type FunctionName = keyof typeof environments;
/** What the template must give: every value a string. */
export type Environment<N extends FunctionName> = v.InferInput<(typeof environments)[N]>;
/** What the function gets: lists split, numbers read. */
export type Settings<N extends FunctionName> = v.InferOutput<(typeof environments)[N]>;

/** The stack that every function belongs to; figures are told apart by it. */
export const stackName = (): string => process.env["STACK"] ?? "none";

/** Reads and checks the environment; a missing variable is named at the start, not at its first use. */
export function readEnvironment<N extends FunctionName>(name: N): Settings<N> {
  const schema: v.GenericSchema = environments[name];
  const result = v.safeParse(schema, process.env);
  if (result.success) return result.output as Settings<N>;
  const names = result.issues.map((issue) => issue.path?.map((step) => String(step.key)).join(".") ?? "?");
  throw new Error(`the environment of ${name} lacks or misstates ${names.join(", ")}`);
}
