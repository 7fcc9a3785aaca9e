import * as v from "valibot";
import { pageWishes } from "./page-wishes.ts";
import { broadcastIdPattern } from "./broadcast-ids.ts";

/** What travels between the rooms, one shape per queue. */

const faxId = v.pipe(v.string(), v.uuid());
const broadcastId = v.pipe(v.string(), v.regex(broadcastIdPattern));

export const mediaSource = v.variant("kind", [
  v.object({ kind: v.literal("url"), url: v.string() }),
  v.object({ kind: v.literal("parts"), keys: v.array(v.string()) }),
  v.object({
    kind: v.literal("several"),
    parts: v.array(v.union([v.object({ url: v.string() }), v.object({ key: v.string() })])),
  }),
  v.object({ kind: v.literal("upload"), contentType: v.optional(v.string()) }),
]);

/** Without `media`: a trigger repeated by the sweep; the request says where the pages come from. */
export const prepareMessage = v.union([
  v.object({
    faxId,
    media: v.optional(mediaSource),
    wishes: v.optional(pageWishes),
    eTag: v.optional(v.string()),
  }),
  v.object({ broadcastId, media: mediaSource, eTag: v.optional(v.string()) }),
]);
/** A broadcast's next step: which one it is, the broadcast itself says. */
export const broadcastMessage = v.object({ broadcastId });
/** The order names the call it is for: an order that comes late or twice can never make another one. */
export const faxOrder = v.object({ faxId, attempt: v.optional(v.number(), 1) });
/** A lane (named by its number) is free, or channels may be: the first in line may go. */
export const wakeOrder = v.union([v.object({ lane: v.string() }), v.object({ channel: v.literal(true) })]);
export const dispatchMessage = v.union([faxOrder, wakeOrder]);
export const cancelMessage = v.object({ faxId, attempt: v.number(), carrierFaxId: v.string() });
export const fetchMessage = v.object({ faxId });
export const eraseMessage = v.object({ keys: v.array(v.string()) });
/** A fax that has ended, or came in: whoever is to hear of it by mail does. */
export const reportMessage = v.object({ reportOn: faxId });
/** The webhook's raw body, as signed, and when it reached us (epoch ms). */
export const eventMessage = v.object({ body: v.string(), receivedAt: v.number() });

export type PrepareMessage = v.InferOutput<typeof prepareMessage>;
export type BroadcastMessage = v.InferOutput<typeof broadcastMessage>;
export type FaxOrder = v.InferOutput<typeof faxOrder>;
export type WakeOrder = v.InferOutput<typeof wakeOrder>;
export type DispatchMessage = v.InferOutput<typeof dispatchMessage>;
export type CancelMessage = v.InferOutput<typeof cancelMessage>;
export type FetchMessage = v.InferOutput<typeof fetchMessage>;
export type EraseMessage = v.InferOutput<typeof eraseMessage>;
export type ReportMessage = v.InferOutput<typeof reportMessage>;
export type EventMessage = v.InferOutput<typeof eventMessage>;

/** One record of S3's event notification; the key is form-encoded on the wire and plain here. */
export type ObjectCreated = {
  bucket: string;
  key: string;
  eTag: string;
  sizeBytes: number;
  sequencer: string;
  /** Epoch ms; undefined where the notification does not say. */
  createdAt: number | undefined;
};

const s3Notification = v.object({
  Records: v.array(
    v.object({
      eventName: v.string(),
      eventTime: v.optional(v.string(), ""),
      s3: v.object({
        bucket: v.object({ name: v.string() }),
        object: v.object({
          key: v.string(),
          size: v.optional(v.number(), 0),
          eTag: v.optional(v.string(), ""),
          sequencer: v.optional(v.string(), ""),
        }),
      }),
    }),
  ),
});

/** Reads S3's notification; `undefined` for any other message, an empty list for its test event. */
export function readObjectsCreated(message: unknown): ObjectCreated[] | undefined {
  if (typeof message === "object" && message !== null && "Event" in message) return [];
  const parsed = v.safeParse(s3Notification, message);
  if (!parsed.success) return undefined;
  return parsed.output.Records.filter((record) => record.eventName.startsWith("ObjectCreated:")).map(
    ({ s3, eventTime }) => ({
      bucket: s3.bucket.name,
      key: decodeURIComponent(s3.object.key.replaceAll("+", " ")),
      eTag: s3.object.eTag,
      sizeBytes: s3.object.size,
      sequencer: s3.object.sequencer,
      createdAt: Number.isNaN(Date.parse(eventTime)) ? undefined : Date.parse(eventTime),
    }),
  );
}
