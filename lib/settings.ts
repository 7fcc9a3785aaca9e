import { existsSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { mediaLinks } from "../core/carrier-setup.ts";
import { textRules } from "../core/mail/fax-of-message.ts";
import { officeRules } from "../core/documents/office.ts";
import { duplicateRules } from "../core/duplicates.ts";
import { e164Pattern } from "../core/fax-number.ts";
import { ratesBody } from "../core/rates.ts";
import { retryBody } from "../core/retry-policy.ts";
import { isTimeZone } from "../core/zoned-time.ts";

/** Regions in which SES receives mail (AWS General Reference, SES endpoints, email receiving). */
const mailRegions = [
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "af-south-1",
  "il-central-1",
  "me-south-1",
  "sa-east-1",
];

const text = v.pipe(v.string(), v.minLength(1));
const faxNumber = v.pipe(v.string(), v.regex(e164Pattern, "must be in +E.164 format, such as +13125550148"));
const webUrl = v.pipe(v.string(), v.url("must be a URL"));
const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "must be an ISO 3166 code such as US"));
const publicKey = v.pipe(
  v.string(),
  v.check((key) => Buffer.from(key, "base64").length === 32, "must be the Base64 of 32 bytes"),
);
const domain = v.pipe(v.string(), v.regex(/^[a-z0-9.-]+\.[a-z]{2,}$/i, "must be a domain name"));
const email = v.pipe(v.string(), v.email("must be an e-mail address"));
const sender = v.pipe(v.string(), v.regex(/^[^\s@,]*@[^\s@,]+$/, "must be an address or @domain"));

/** Everything a deployment may set. `settings.example.json` shows each with its default. */
const settingsSchema = v.strictObject({
  region: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region"))),
  // An installation can be built before the carrier is set up; faxes are then accepted and wait.
  connection: v.optional(v.strictObject({ id: text, from: faxNumber })),
  carrier: v.optional(
    v.strictObject({
      baseUrl: v.optional(webUrl, "https://api.telnyx.com/v2"),
      publicKeys: v.optional(v.array(publicKey), []),
      keyParameter: v.optional(v.pipe(v.string(), v.regex(/^\/[\w./-]+$/, "must begin with /"))),
    }),
    {},
  ),
  allowedCountries: v.optional(v.pipe(v.array(country), v.minLength(1)), ["US", "CA"]),
  defaultCountry: v.optional(country, "US"),
  // 47 CFR 68.318(d) asks for it in the United States; other countries have its like.
  header: v.optional(
    v.strictObject({
      senderName: v.optional(v.pipe(v.string(), v.maxLength(60, "must have at most 60 characters")), ""),
      timeZone: v.optional(
        v.pipe(v.string(), v.check(isTimeZone, "must be an IANA time zone such as America/New_York")),
        "UTC",
      ),
      off: v.optional(
        v.pipe(v.string(), v.minLength(10, "must say in a sentence why there are no header lines")),
      ),
    }),
    {},
  ),
  office: v.optional(v.picklist(officeRules), "off"),
  maxFaxesPerDay: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), 1000),
  // Calls at once: what the carrier's account, application and profile allow together.
  channels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 2),
  retry: v.optional(retryBody),
  // What the account's price list says; a preview then tells the price.
  rates: v.optional(ratesBody),
  // The same pages to the same number within ten minutes.
  duplicates: v.optional(v.picklist(duplicateRules), "warn"),
  fetch: v.optional(
    v.strictObject({
      allowOrigins: v.optional(
        v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^/,]+$/, "must be an origin such as https://host"))),
        [],
      ),
    }),
    {},
  ),
  mediaLink: v.optional(v.picklist(mediaLinks), "stream"),
  uploads: v.optional(v.strictObject({ corsOrigins: v.optional(v.array(text), ["*"]) }), {}),
  mail: v.optional(
    v.strictObject({
      domain,
      allowedSenders: v.optional(v.array(sender), []),
      text: v.optional(v.picklist(textRules), "cover"),
      reply: v.optional(v.boolean(), true),
      // Who hears once a day what was refused; the address of the alarms, if absent.
      digestTo: v.optional(email),
      ruleSetName: v.optional(text),
    }),
  ),
  // Events also on an EventBridge bus of the stack's own.
  eventBus: v.optional(v.boolean(), false),
  logRetentionDays: v.optional(v.picklist([1, 3, 7, 14, 30, 60, 90, 180, 365]), 30),
  // Three are free in an account; a fourth costs three dollars a month.
  dashboard: v.optional(v.boolean(), true),
  alarmEmail: v.optional(email),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** A setting that is wrong: which and why, one line each. */
export class SettingsError extends Error {
  constructor(lines: string[]) {
    super(`The settings cannot be used:\n${lines.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "SettingsError";
  }
}

/** Checks settings from a file or the context. `deployRegion` is where the stack will go, if known. */
export function readSettings(input: unknown, deployRegion?: string): Settings {
  const result = v.safeParse(settingsSchema, input);
  if (!result.success) {
    throw new SettingsError(
      result.issues.map((issue) => {
        const path = (issue.path ?? []).map((step) => String(step.key)).join(".");
        const isUnknown = issue.type === "strict_object" && issue.expected === "never";
        return `${path || "settings"}: ${isUnknown ? "is not a setting; see docs/deploy.md for those there are" : issue.message.replace(/^\w+\|/, "")}`;
      }),
    );
  }
  const settings = result.output;
  const contradiction = contradictionIn(settings, settings.region ?? deployRegion);
  if (contradiction !== undefined) throw new SettingsError([contradiction]);
  return settings;
}

/** Who is told once a day what was refused: undefined for nobody, as where there is no domain to tell from. */
export const digestAddress = ({ mail, alarmEmail }: Settings): string | undefined =>
  mail && (mail.digestTo ?? alarmEmail);

/** Which setting does not go with another, or with the region, and why. */
function contradictionIn(settings: Settings, region: string | undefined): string | undefined {
  const { mail } = settings;
  if (mail && region === undefined) {
    return "region: name the region when mail is on, so that it can be checked to receive mail";
  }
  if (mail && region !== undefined && !mailRegions.includes(region)) {
    return `region: SES receives no mail in ${region}; choose one of ${mailRegions.join(", ")}, or leave mail out`;
  }
  if (mail && digestAddress(settings)?.toLowerCase().endsWith(`@${mail.domain.toLowerCase()}`)) {
    const which = mail.digestTo === undefined ? "alarmEmail" : "mail.digestTo";
    return `${which}: must not be an address of mail.domain, whose mail becomes faxes or refusals`;
  }
  if (settings.office === "carrier" && settings.mediaLink === "presigned") {
    return "office: the carrier gets a document as it is by a streamed link only; take mediaLink out, or choose another office";
  }
  return undefined;
}

/** Settings from `-c settings=<file or JSON>`, else `settings.json`, else the defaults. */
export function loadSettings(context: unknown): unknown {
  if (typeof context === "object" && context !== null) return context;
  const named = typeof context === "string" && context !== "" ? context : undefined;
  if (named?.trimStart().startsWith("{")) return parse(named, "the settings in the context");
  const file = named ?? "settings.json";
  if (existsSync(file)) return parse(readFileSync(file, "utf8"), file);
  if (named) throw new SettingsError([`settings: the file ${named} does not exist`]);
  return {};
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`settings: ${what} is not valid JSON (${(error as Error).message})`]);
  }
}
