import * as v from "valibot";
import { mediaLinks } from "../carrier-setup.ts";
import { count, flag, said, text, textOrNull, time, timeOrNull } from "./described.ts";

const breaker = v.object({
  reason: text(
    "The carrier's word, such as `account_disabled`, or `not_configured`, `carrier_key_refused` or `restored` (this table came from a backup).",
  ),
  detail: text("The same as a sentence that says what to do."),
  open_since: timeOrNull("Since when nothing is sent."),
  next_probe_at: timeOrNull(
    "When one fax is tried to see whether the account can send again; null: never by itself.",
  ),
});

/** What `POST /v2/carrier/actions/resume` answers. */
export const resumed = v.object({
  result: said(v.literal("ok"), "Always `ok`."),
  was_open: said(v.nullable(breaker), "What had stopped the faxes; null if nothing had."),
});

/** What `GET` and `PUT /v2/carrier` and `GET /v2/diagnosis` answer, as schemas. */
export const carrier = v.object({
  record_type: said(v.literal("carrier"), "Always `carrier`."),
  base_url: text("Where the carrier's API is."),
  connection_id: textOrNull("The fax application that the settings name."),
  from: textOrNull("The number that faxes go out from unless they name another of yours."),
  public_keys: said(v.array(v.string()), "The keys that the carrier's events are verified with."),
  key_stored: flag("Whether the carrier's API key is stored."),
  key_fingerprint: textOrNull(
    "Tells which key it is without showing it: the first 16 hex digits of its SHA-256.",
  ),
  key_parameter: text("The SSM parameter that holds the key."),
  media_link: said(
    v.picklist(mediaLinks),
    "How the carrier gets the pages: streamed from a function of ours, or by a presigned link to the bucket.",
  ),
  allowed_countries: said(v.array(v.string()), "Countries that may be faxed to, ISO 3166."),
  default_country: text("The country that national numbers in mail and hot folder belong to."),
  max_faxes_per_day: count("How many faxes are accepted a day (UTC)."),
  mail_domain: textOrNull("The domain whose mail becomes faxes."),
  header: said(
    v.nullable(
      v.object({
        sender_name: textOrNull("Who sends, unless a fax says otherwise."),
        time_zone: text("The zone that times are told in."),
      }),
    ),
    "The header lines of every page; null where the settings turn them off.",
  ),
  breaker: said(
    v.nullable(breaker),
    "Why nothing is sent: the account as a whole cannot send, every fax waits and none is lost. Null while faxes go.",
  ),
});

export const diagnosis = v.object({
  record_type: said(v.literal("diagnosis"), "Always `diagnosis`."),
  at: time("When it was looked."),
  checks: said(
    v.array(
      v.object({
        check: text("What was looked at: `table`, `bucket`, `carrier_key`, or `queue:` and its name."),
        status: said(v.picklist(["ok", "warning", "failed"]), "How it is."),
        detail: text("The same as a sentence."),
        mend: textOrNull("What to do: a command, or a heading of the runbook."),
      }),
    ),
    "One entry for every store and queue.",
  ),
});
