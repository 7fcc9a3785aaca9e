import type { FaxRequest } from "../../core/fax.ts";
import type { MailThread } from "../../core/mail/thread.ts";
import type { MediaSource } from "../../core/media.ts";
import type { PageWishes } from "../../core/page-wishes.ts";
import { present, schemaVersion } from "./stored-fax.ts";
import type { Plain } from "./table.ts";

export const requestKey = (id: string) => ({ pk: `fax#${id}`, sk: "request" });

/** What was asked for, as its item beside the fax's. */
export function writeRequest(request: FaxRequest): Plain {
  return {
    ...requestKey(request.faxId),
    v: schemaVersion,
    media: request.media,
    wishes: request.wishes,
    hash: request.bodyHash,
    door: request.origin.door,
    by: request.origin.by,
    client_state: request.clientState,
    webhook_url: request.webhookUrl,
    thread: request.thread,
  };
}

/** The item as a request, trusted as `readFax` trusts its own. */
export function readRequest(item: Plain): FaxRequest {
  return {
    faxId: String(item["pk"]).slice("fax#".length),
    media: item["media"] as MediaSource,
    bodyHash: item["hash"] as string,
    origin: { door: item["door"] as FaxRequest["origin"]["door"], by: item["by"] as string },
    ...present("wishes", item["wishes"] as PageWishes | undefined),
    ...present("clientState", item["client_state"] as string | undefined),
    ...present("thread", item["thread"] as MailThread | undefined),
    ...present("webhookUrl", item["webhook_url"] as string | undefined),
  };
}
