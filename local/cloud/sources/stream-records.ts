import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { place } from "../template/place.ts";
import { localTime } from "./sqs-event.ts";

const image = v.optional(v.record(v.string(), v.unknown()));
const streamRecord = v.looseObject({
  eventName: v.string(),
  dynamodb: v.looseObject({
    SequenceNumber: v.string(),
    ApproximateCreationDateTime: v.optional(v.number(), 0),
    NewImage: image,
    OldImage: image,
  }),
});
const page = v.object({ Records: v.array(streamRecord), NextShardIterator: v.nullish(v.string()) });

export type StreamRecord = v.InferOutput<typeof streamRecord>;

export const readPage = (answer: unknown) => v.parse(page, answer);

export const sequenceOf = (record: StreamRecord): string => record.dynamodb.SequenceNumber;

/** The record as Lambda hands it over: with AWS's names for the place, and local time. */
export const asDelivered = (record: StreamRecord, streamArn: string, clock: Clock): StreamRecord => ({
  ...record,
  awsRegion: place.region,
  eventSourceARN: streamArn,
  dynamodb: {
    ...record.dynamodb,
    ApproximateCreationDateTime: Math.floor(
      localTime(record.dynamodb.ApproximateCreationDateTime * 1000, clock) / 1000,
    ),
  },
});

/** The engine records a write that changed nothing; AWS does not. */
export const changedNothing = ({ eventName, dynamodb }: StreamRecord): boolean =>
  eventName === "MODIFY" &&
  dynamodb.OldImage !== undefined &&
  isDeepStrictEqual(dynamodb.OldImage, dynamodb.NewImage);
