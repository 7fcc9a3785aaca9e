/** Between what functions say to SQS and what the engine understands: addresses and the pace of the clock. */
import { isObject, type Json } from "../needs/need.ts";
import { queueOf } from "../needs/queues.ts";

/** A duration of SQS at the laptop's pace: whole seconds, rounded up, so that only 0 becomes 0. */
export const scaledSeconds = (seconds: number, scale: number): number => Math.ceil(seconds / scale);

const durations = ["DelaySeconds", "VisibilityTimeout"];
const scaledOperations = new Set([
  "SendMessage",
  "SendMessageBatch",
  "ReceiveMessage",
  "ChangeMessageVisibility",
  "ChangeMessageVisibilityBatch",
]);

/** Longest delay and visibility that SQS takes, in seconds; what is beyond is left for the engine to refuse. */
const longest: Record<string, number> = { DelaySeconds: 900, VisibilityTimeout: 43_200 };

/** The request as the engine wants it; `scale` is how many times faster than real time the laptop's clock runs. */
export function toEngine(operation: string, body: Json, engineUrl: string, scale: number): Json {
  const paced = scaledOperations.has(operation) ? atPace(body, scale) : body;
  const url = paced["QueueUrl"];
  return typeof url === "string" ? { ...paced, QueueUrl: movedTo(engineUrl, url) } : paced;
}

/** The answer as functions may see it: queue addresses are the door's. */
export function fromEngine(answer: Json, doorUrl: string): Json {
  const { QueueUrl, QueueUrls } = answer;
  return {
    ...answer,
    ...(typeof QueueUrl === "string" ? { QueueUrl: movedTo(doorUrl, QueueUrl) } : {}),
    ...(Array.isArray(QueueUrls)
      ? {
          QueueUrls: QueueUrls.map((url: unknown) => (typeof url === "string" ? movedTo(doorUrl, url) : url)),
        }
      : {}),
  };
}

function movedTo(base: string, queueUrl: string): string {
  const { account, name } = queueOf(queueUrl);
  return `${base}/${account}/${name}`;
}

function atPace(body: Json, scale: number): Json {
  const paced = { ...body };
  for (const name of durations) {
    const seconds = paced[name];
    if (typeof seconds !== "number" || seconds < 0 || seconds > (longest[name] ?? 0)) continue;
    paced[name] = scaledSeconds(seconds, scale);
  }
  const entries = paced["Entries"];
  if (Array.isArray(entries)) {
    paced["Entries"] = entries.map((entry: unknown) => (isObject(entry) ? atPace(entry, scale) : entry));
  }
  return paced;
}
