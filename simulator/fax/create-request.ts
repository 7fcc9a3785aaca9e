import { e164Pattern } from "../../core/fax-number.ts";
import { qualities, type Quality } from "./carrier-fax.ts";
import type { Account } from "../account/account.ts";
import { FieldReader } from "../http/field-reader.ts";
import { Refusal } from "../http/refusal.ts";
import type { RequestFields } from "../http/request-fields.ts";

/** A `POST /v2/faxes` that the carrier accepts. */
export type CreateRequest = {
  connectionId: string;
  to: string;
  from: string;
  fromDisplayName?: string;
  mediaUrl?: string;
  mediaName?: string;
  contents?: Uint8Array;
  quality: Quality;
  storeMedia: boolean;
  storePreview: boolean;
  webhookUrl?: string;
  clientState?: string;
};

const maxContentsBytes = 20 * 1024 * 1024;
const maxStateLength = 4096;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const displayName = /^[A-Za-z0-9 \-_~!.+]*$/;
const sipAddress = /^sips?:[^\s@]{1,128}@[^\s@]{1,255}$/;

/** Checks every field; throws a 422 `Refusal` with one item per fault, each naming its field. */
export function readCreateRequest(
  { fields, contents, isForm }: RequestFields,
  account: Account,
): CreateRequest {
  const reader = new FieldReader(fields, isForm);
  const connectionId = reader.required("connection_id");
  const application = account.applications.get(connectionId ?? "");
  if (connectionId !== undefined && !application?.active) {
    const what = application
      ? "is not an active fax application"
      : "is not a fax application of this account";
    reader.fault("10017", "connection_id", what);
  }
  const to = reader.required("to");
  if (to !== undefined && !e164Pattern.test(to) && !sipAddress.test(to)) {
    reader.fault("10016", "to", "must be in +E.164 format");
  }
  const from = reader.required("from");
  if (from !== undefined && !e164Pattern.test(from))
    reader.fault("10016", "from", "must be in +E.164 format");
  const request = {
    ...media(reader, contents),
    ...optionalTexts(reader),
    quality: reader.oneOf("quality", qualities) ?? "high",
    storeMedia: reader.flag("store_media") ?? false,
    storePreview: reader.flag("store_preview") ?? false,
  };
  reader.flag("monochrome");
  reader.flag("t38_enabled");
  reader.oneOf("preview_format", ["pdf", "tiff"]);
  reader.integer("black_threshold", 1, 100);
  if (request.storeMedia && request.mediaName !== undefined) {
    reader.fault("10015", "store_media", "cannot be combined with media_name");
  }
  if (reader.faults.length > 0 || !connectionId || !to || !from) throw new Refusal(422, reader.faults);
  return { ...request, connectionId, to, from };
}

function media(reader: FieldReader, contents: Uint8Array | undefined) {
  const mediaUrl = reader.webAddress("media_url");
  const mediaName = reader.text("media_name", 255);
  const sources = [reader.isGiven("media_url"), mediaName, contents].filter(Boolean).length;
  if (sources === 0) reader.fault("10004", "media_url", "is required unless media_name or contents is given");
  if (sources > 1) reader.fault("10015", "media_url", "cannot be combined with media_name or contents");
  if (contents && contents.byteLength > maxContentsBytes) {
    reader.fault("10025", "contents", "may have at most 20 MB");
  }
  return {
    ...(mediaUrl ? { mediaUrl } : {}),
    ...(mediaName ? { mediaName } : {}),
    ...(contents ? { contents } : {}),
  };
}

function optionalTexts(reader: FieldReader) {
  const fromDisplayName = reader.text("from_display_name", 128);
  if (fromDisplayName !== undefined && !displayName.test(fromDisplayName)) {
    reader.fault("10015", "from_display_name", "may hold letters, digits, spaces and -_~!.+ only");
  }
  const webhookUrl = reader.webAddress("webhook_url");
  const clientState = reader.text("client_state", maxStateLength);
  if (clientState !== undefined && !base64.test(clientState)) {
    reader.fault("90017", "client_state", "must be a valid Base64 encoded string");
  }
  return {
    ...(fromDisplayName ? { fromDisplayName } : {}),
    ...(webhookUrl ? { webhookUrl } : {}),
    ...(clientState ? { clientState } : {}),
  };
}
