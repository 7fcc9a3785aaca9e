import * as v from "valibot";
import { readSubmitAnswer, type SubmitOutcome } from "../../core/carrier-answer.ts";
import type { FaxSettings } from "../../core/fax.ts";
import { CarrierCallError, carrierRequest } from "./carrier-request.ts";

/** Where the carrier is (`https://api.telnyx.com/v2`) and the key that opens it. */
export type CarrierDoor = { baseUrl: string; key: string };

export type Submission = {
  connectionId: string;
  to: string;
  from: string;
  mediaUrl: string;
  clientState: string;
  settings: FaxSettings;
};

/** Limit of the create call, milliseconds; the function and its queue are sized after it. */
const createTimeoutMs = 15_000;
const callTimeoutMs = 10_000;

/** `POST /faxes`, once. Never wrap a retry around it: the carrier would dial again (P2). */
export async function submitFax(door: CarrierDoor, submission: Submission): Promise<SubmitOutcome> {
  try {
    const answer = await carrierRequest({
      method: "POST",
      url: `${door.baseUrl}/faxes`,
      key: door.key,
      body: createBody(submission),
      timeoutMs: createTimeoutMs,
    });
    return readSubmitAnswer(answer.status, answer.body, answer.retryAfterSeconds);
  } catch (error) {
    if (!(error instanceof CarrierCallError)) throw error;
    return error.sent ? { kind: "ambiguous", why: error.message } : { kind: "not_sent", why: error.message };
  }
}

function createBody({ settings, ...submission }: Submission) {
  return {
    connection_id: submission.connectionId,
    to: submission.to,
    from: submission.from,
    media_url: submission.mediaUrl,
    client_state: submission.clientState,
    from_display_name: settings.fromDisplayName,
    quality: settings.quality,
    monochrome: settings.monochrome,
    black_threshold: settings.blackThreshold,
    t38_enabled: settings.t38Enabled,
    store_preview: settings.storePreview,
    preview_format: settings.previewFormat,
  };
}

export type CancelOutcome = "accepted" | "too_late" | "refused_key";

/** `POST /faxes/{id}/actions/cancel`. Acceptance proves nothing: the carrier's next event decides. */
export async function cancelAtCarrier(door: CarrierDoor, carrierFaxId: string): Promise<CancelOutcome> {
  const answer = await act(door, carrierFaxId, "cancel");
  if (answer.status >= 200 && answer.status < 300) return "accepted";
  if (answer.status === 404 || answer.status === 422) return "too_late";
  if (answer.status === 401 || answer.status === 403) return "refused_key";
  throw new Error(`the carrier answered ${answer.status} to a cancel`);
}

/** `POST /faxes/{id}/actions/refresh`: asks for a new link of a received fax. `false`: it has none any more. */
export async function refreshAtCarrier(door: CarrierDoor, carrierFaxId: string): Promise<boolean> {
  const answer = await act(door, carrierFaxId, "refresh");
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status === 404 || answer.status === 422) return false;
  throw new Error(`the carrier answered ${answer.status} to a refresh`);
}

const act = (door: CarrierDoor, carrierFaxId: string, action: string) =>
  carrierRequest({
    method: "POST",
    url: `${door.baseUrl}/faxes/${encodeURIComponent(carrierFaxId)}/actions/${action}`,
    key: door.key,
    timeoutMs: callTimeoutMs,
  });

const carrierFax = v.object({
  data: v.object({ status: v.optional(v.string()), media_url: v.optional(v.nullable(v.string())) }),
});

/** `GET /faxes/{id}`: the link a received fax has now, if any. */
export async function linkAtCarrier(door: CarrierDoor, carrierFaxId: string): Promise<string | undefined> {
  const answer = await carrierRequest({
    method: "GET",
    url: `${door.baseUrl}/faxes/${encodeURIComponent(carrierFaxId)}`,
    key: door.key,
    timeoutMs: callTimeoutMs,
  });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`the carrier answered ${answer.status} to a look-up`);
  return v.parse(carrierFax, JSON.parse(answer.body)).data.media_url ?? undefined;
}

/**
 * Whether the carrier takes this key, asked by reading one fax of the list: `undefined` where it cannot be known now
 * (unreachable, or an answer that says nothing of the key).
 */
export async function isKeyTaken(door: CarrierDoor): Promise<boolean | undefined> {
  try {
    const { status } = await carrierRequest({
      method: "GET",
      url: `${door.baseUrl}/faxes?page[size]=1`,
      key: door.key,
      timeoutMs: callTimeoutMs,
    });
    if (status === 401 || status === 403) return false;
    return status === 200 ? true : undefined;
  } catch (error) {
    if (error instanceof CarrierCallError) return undefined;
    throw error;
  }
}
