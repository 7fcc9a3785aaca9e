import { isObject, type Json } from "./needs/need.ts";

export type Count = {
  principal: string;
  /** `dynamodb:UpdateItem`, `sqs:SendMessageBatch`, `s3:PutObject`, ... as called, allowed or not */
  operation: string;
  requests: number;
  /** DynamoDB's own figure, of the requests that asked for ConsumedCapacity */
  capacityUnits: number;
  /** Put into a queue: a batch brings up to ten by one request. */
  messages: number;
};

/** Answers by which an engine refused: an error's code, for a cancelled transaction why each part stood in the way. */
export type RefusalCount = { operation: string; code: string; answers: number };

/** How often who called what. */
export function openCounts() {
  const counts = new Map<string, Count>();
  const refusals = new Map<string, RefusalCount>();
  const of = (principal: string, operation: string): Count => {
    const key = `${principal} ${operation}`;
    const known = counts.get(key);
    if (known) return known;
    const count = { principal, operation, requests: 0, capacityUnits: 0, messages: 0 };
    counts.set(key, count);
    return count;
  };
  return {
    request: (principal: string, operation: string): void => void of(principal, operation).requests++,
    capacity(principal: string, operation: string, units: number): void {
      of(principal, operation).capacityUnits += units;
    },
    messages(principal: string, operation: string, count: number): void {
      of(principal, operation).messages += count;
    },
    refusal(operation: string, code: string): void {
      const known = refusals.get(`${operation} ${code}`);
      if (known) known.answers++;
      else refusals.set(`${operation} ${code}`, { operation, code, answers: 1 });
    },
    refusals: (): RefusalCount[] => [...refusals.values()].map((count) => ({ ...count })),
    list: (): Count[] => [...counts.values()].map((count) => ({ ...count })),
  };
}
export type Counts = ReturnType<typeof openCounts>;

/** The capacity units in an answer of DynamoDB, indexes included. */
export function capacityOf(answer: Json): number {
  const told = answer["ConsumedCapacity"];
  return (Array.isArray(told) ? told : [told])
    .map((entry: unknown) => (isObject(entry) ? entry["CapacityUnits"] : 0))
    .reduce<number>((sum, units) => sum + (typeof units === "number" ? units : 0), 0);
}

/** How many messages a call puts into a queue. */
export function messagesIn(operation: string, body: Json): number {
  if (operation === "SendMessage") return 1;
  const entries = operation === "SendMessageBatch" ? body["Entries"] : undefined;
  return Array.isArray(entries) ? entries.length : 0;
}

/** Why DynamoDB refused: `ConditionalCheckFailedException`, or the reasons of a cancelled transaction. */
export function refusalCodeOf(answer: Json): string {
  const type = typeof answer["__type"] === "string" ? answer["__type"] : "";
  const reasons = Array.isArray(answer["CancellationReasons"]) ? answer["CancellationReasons"] : [];
  const codes = reasons.flatMap((reason: unknown) =>
    isObject(reason) && typeof reason["Code"] === "string" && reason["Code"] !== "None"
      ? [reason["Code"]]
      : [],
  );
  return codes.length > 0 ? [...new Set(codes)].sort().join("+") : (type.split("#").at(-1) ?? "");
}
