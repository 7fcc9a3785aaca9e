import type { Clock } from "../clock.ts";
import type { Door } from "../door/server.ts";
import type { KeptState } from "./kept-state.ts";
import type { Pool } from "./lambda/pool.ts";
import { pollQueue } from "./sources/queue-poller.ts";
import { pollStream, type StreamPoller } from "./sources/stream-poller.ts";
import type { Engines } from "./start-engines.ts";
import type { EventSourceModel, Model } from "./template/model.ts";
import { TemplateRefusal } from "./template/refusal.ts";

export type SourceParts = {
  model: Model;
  pool: Pool;
  clock: Clock;
  door: Door;
  engines: Engines;
  /** the engine's own stream names, by the table's ARN */
  engineStreams: Map<string, string>;
  state: KeptState;
  log: (line: string) => void;
  signal: AbortSignal;
};

const tableWrite = /^dynamodb:(Put|Update|Delete|BatchWrite)/;

/** Starts every enabled event source mapping; answers what reads streams, and which queues are read. */
export function startSources(parts: SourceParts): { streams: StreamPoller[]; read: Set<string> } {
  const { s3, sqs, dynamodb } = parts.engines;
  const streams: StreamPoller[] = [];
  const read = new Set<string>();
  for (const source of parts.model.eventSources.filter(({ properties }) => properties.Enabled)) {
    const fn = functionOf(parts.model, source);
    const shared = {
      source,
      fn,
      pool: parts.pool,
      clock: parts.clock,
      authorize: (principal: string, action: string, resource: string) =>
        parts.door.authorize(principal, action, resource),
      log: parts.log,
      signal: parts.signal,
    };
    const arn = source.properties.EventSourceArn;
    const queue = parts.model.queues.find((one) => one.arn === arn);
    if (queue) {
      read.add(queue.name);
      void pollQueue({
        ...shared,
        queueUrl: sqs.queueUrl(queue.name),
        sqs: (operation, body) => sqs.call(operation, body),
      });
      continue;
    }
    const engineStreamArn = parts.engineStreams.get(arn.split("/stream/")[0] ?? "");
    if (engineStreamArn === undefined) {
      throw new TemplateRefusal(
        `${source.logicalId} reads ${arn}, which is no queue or stream of the template.`,
      );
    }
    const putObject = async (bucket: string, key: string, body: Buffer) => {
      await s3.putObject(bucket, key, body, "application/json");
    };
    const streamCall = (operation: string, body: unknown) => dynamodb.call(operation, body);
    const onWrite = (listener: () => void) =>
      parts.door.onUse(({ action }) => {
        if (tableWrite.test(action)) listener();
      });
    streams.push(
      pollStream({ ...shared, engineStreamArn, streams: streamCall, state: parts.state, putObject, onWrite }),
    );
  }
  return { streams, read };
}

function functionOf(model: Model, { logicalId, properties }: EventSourceModel) {
  const name = properties.FunctionName;
  const fn = model.functions.find(({ arn, physicalName }) => name === physicalName || name === arn);
  if (!fn) throw new TemplateRefusal(`${logicalId} feeds ${name}, which is no function of the template.`);
  return fn;
}
