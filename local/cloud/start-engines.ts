import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { type DynamodbEngine, startDynamodb } from "../engines/dynamodb.ts";
import { openEventBuses, type EventBuses } from "../engines/event-buses.ts";
import { openOutbox, type Outbox } from "../engines/outbox.ts";
import { openParameters, type ParameterStore } from "../engines/parameters.ts";
import { openScheduler, type SchedulerEngine } from "../engines/scheduler.ts";
import { type SqsEngine, startSqs } from "../engines/sqs.ts";
import { openS3, type S3Engine, type S3Event } from "../s3/engine.ts";
import type { Credentials } from "../sigv4.ts";
import { place } from "./template/place.ts";

export type Engines = {
  s3: S3Engine;
  dynamodb: DynamodbEngine;
  sqs: SqsEngine;
  parameters: ParameterStore;
  scheduler: SchedulerEngine;
  outbox: Outbox;
  eventBuses: EventBuses;
};
/** Called in reverse order when the cloud closes, or could not start. */
export type Closers = (() => unknown)[];

/** Starts the engines side by side; without a data folder they keep nothing. */
export async function startEngines(
  options: {
    dataDirectory: string | undefined;
    clock: Clock;
    credentialsOf: (accessKeyId: string) => Credentials | undefined;
    onS3Event: (event: S3Event) => Promise<void>;
    log: (line: string) => void;
  },
  closers: Closers,
): Promise<Engines> {
  const { dataDirectory, clock, credentialsOf, onS3Event, log } = options;
  const inData = (name: string) => (dataDirectory === undefined ? undefined : join(dataDirectory, name));
  if (dataDirectory !== undefined) await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const closing = async <Engine extends { close(): unknown }>(starting: Promise<Engine>): Promise<Engine> => {
    const engine = await starting;
    closers.push(() => engine.close());
    return engine;
  };
  const directory = inData("s3") ?? (await temporaryFolder(closers));
  // A table in memory only cannot get the index that keeps writes quick as its stream grows.
  const file = inData("dynamodb.sqlite") ?? join(await temporaryFolder(closers), "dynamodb.sqlite");
  const started = await Promise.allSettled([
    closing(openS3({ directory, clock, onEvent: onS3Event, credentialsOf })),
    closing(startDynamodb({ file, log })),
    closing(startSqs({ account: place.account, region: place.region, directory: inData("queues") })),
  ]);
  // All have settled, so that what did start is closed when another did not.
  for (const engine of started) if (engine.status === "rejected") throw engine.reason;
  const [s3, dynamodb, sqs] = started;
  if (s3.status !== "fulfilled" || dynamodb.status !== "fulfilled" || sqs.status !== "fulfilled") {
    throw new Error("An engine did not start.");
  }
  const scheduler = openScheduler(inData("schedules.json"), clock);
  closers.push(() => scheduler.close());
  return {
    scheduler,
    outbox: openOutbox(inData("outbox"), clock),
    eventBuses: openEventBuses(clock),
    s3: s3.value,
    dynamodb: dynamodb.value,
    sqs: sqs.value,
    parameters: openParameters(inData("parameters.json")),
  };
}

async function temporaryFolder(closers: Closers): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "laptop-cloud-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
