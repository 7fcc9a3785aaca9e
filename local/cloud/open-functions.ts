import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalCloud, LocalOptions } from "../run.ts";
import type { ApiServer, RequestHandler } from "./api-server.ts";
import { openBucketNotifier } from "./bucket-notifier.ts";
import { takeCensus, waitUntilIdle } from "./census.ts";
import type { Ground } from "./ground.ts";
import { openFunctionUrls } from "./http/function-urls.ts";
import { openGateway } from "./http/gateway.ts";
import { openKeptState } from "./kept-state.ts";
import { openPool, type Pool } from "./lambda/pool.ts";
import { functionVariables } from "./lambda/variables.ts";
import { openMailDoor } from "./mail/door.ts";
import { findResource } from "./plan.ts";
import { provisionBuckets, provisionQueues, provisionTable } from "./provision.ts";
import { releaseHeldMessages } from "./queue-contents.ts";
import { startRules } from "./sources/scheduled-rules.ts";
import { startSchedules } from "./sources/schedules.ts";
import type { Closers } from "./start-engines.ts";
import { startSources } from "./start-sources.ts";
import type { Model } from "./template/model.ts";
import { arnOf } from "./template/place.ts";

/** Fills the engines with what the template stores in, and starts all that leads to a function. */
export async function openFunctions(
  options: LocalOptions,
  api: ApiServer,
  ground: Ground,
  closers: Closers,
): Promise<Omit<LocalCloud, "close">> {
  const { clock, log, dataDirectory } = options;
  const { plan, engines, door } = ground;
  const { model } = plan;
  const state = openKeptState(dataDirectory === undefined ? undefined : join(dataDirectory, "cloud.json"));
  const engineStreams = await provision(ground, options);
  await releaseHeldMessages(engines.sqs);
  const pool = startPool(options, ground, closers);
  const messages = messenger(ground);
  const sendMessage = (queueArn: string, body: string) => messages.send(queueArn, body);
  const notifier = openBucketNotifier({ model, clock, state, sendMessage });
  ground.bucketEvents.tell = (event) => notifier.tell(event);
  await notifier.greet();
  await engines.s3.resumeEvents();
  const ending = new AbortController();
  closers.push(() => finishRunning(pool, ending));
  const signal = ending.signal;
  const sources = startSources({ model, pool, clock, door, engines, engineStreams, state, log, signal });
  closers.push(startRules(model, pool, clock));
  startSchedules({
    engine: engines.scheduler,
    roles: plan.schedulerRoles,
    authorize: (principal, action, resource) => door.authorize(principal, action, resource),
    sendMessage,
    log,
  });
  const smtp = await openMail(options, ground, sendMessage, closers);
  if (model.apis.length > 0) api.serve(frontDoor(model, pool, clock));
  closers.push(() => api.close());
  return {
    apiUrl: api.url,
    smtp,
    outputs: plan.outputs,
    door,
    ...engines,
    resource: (prefix) => findResource(plan.resources, prefix),
    census: () => takeCensus(model, engines),
    coolDown: () => pool.coolDown(),
    idle: (timeoutMs = 20_000, lookEveryMs = 15) =>
      waitUntilIdle(
        {
          pool,
          ...sources,
          sqs: engines.sqs,
          sending: () => messages.sending() + engines.scheduler.firing(),
        },
        timeoutMs,
        lookEveryMs,
      ),
  };
}

/** The HTTP API and the function URLs, which have hosts of their own on AWS and share one here. */
function frontDoor(model: Model, pool: Pool, clock: LocalOptions["clock"]): RequestHandler {
  const gateway = openGateway(model, pool, clock);
  const isForFunctionUrl = openFunctionUrls(model, pool, clock);
  return async (request, response) => {
    if (!isForFunctionUrl(request, response)) await gateway(request, response);
  };
}

/** Answers the engine's own stream names, by the table's ARN. */
async function provision({ plan, engines }: Ground, { clock }: LocalOptions): Promise<Map<string, string>> {
  const { tables, queues, buckets } = plan.model;
  const engineStreams = new Map<string, string>();
  for (const table of tables) {
    const stream = await provisionTable(table, (name, body) => engines.dynamodb.call(name, body));
    if (stream !== undefined) engineStreams.set(table.arn, stream);
  }
  await provisionQueues(queues, engines.sqs, clock);
  await provisionBuckets(buckets, engines.s3);
  return engineStreams;
}

function startPool(
  { clock, log, onInvocation, seams = {} }: LocalOptions,
  ground: Ground,
  closers: Closers,
): Pool {
  const { credentials, door } = ground;
  const pool = openPool({
    clock,
    log,
    onInvocation: (report) => onInvocation?.(report),
    openThread: seams.openThread,
    variablesOf(fn) {
      const own = credentials.get(fn.name);
      if (!own) throw new Error(`${fn.name} has no credentials.`);
      return functionVariables(fn, own, door.url);
    },
    onColdStart(fn, logStream) {
      const resource = `${arnOfLogGroup(fn.logGroup)}:log-stream:${logStream}`;
      try {
        for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
          door.authorize(fn.name, action, resource);
        }
      } catch (error) {
        // As on AWS the function runs on; only its log would be missing there.
        log(`${fn.name} has no log. ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  });
  closers.push(() => pool.close());
  return seams.wrapPool?.(pool) ?? pool;
}

/** Puts the messages of S3 and SES into queues. */
function messenger({ engines }: Ground) {
  let count = 0;
  return {
    sending: () => count,
    async send(queueArn: string, body: string): Promise<void> {
      count += 1;
      try {
        const QueueUrl = engines.sqs.queueUrl(queueArn.split(":").at(-1) ?? "");
        await engines.sqs.call("SendMessage", { QueueUrl, MessageBody: body });
      } finally {
        count -= 1;
      }
    },
  };
}

async function openMail(
  { smtpPort, clock, log }: LocalOptions,
  { plan, engines }: Ground,
  sendMessage: (queueArn: string, body: string) => Promise<void>,
  closers: Closers,
): Promise<LocalCloud["smtp"]> {
  const { model } = plan;
  if (!model.receiptRules.some(({ properties }) => properties.Rule.Enabled)) return undefined;
  const putObject = async (bucket: string, key: string, body: Buffer) => {
    await engines.s3.putObject(bucket, key, body, "application/octet-stream");
  };
  const mail = await openMailDoor({ model, port: smtpPort, clock, putObject, sendMessage, log });
  closers.push(() => mail.close());
  return { host: mail.host, port: mail.port };
}

/** No new work; what runs gets a moment to end. What it cannot end is begun again after the next start. */
async function finishRunning(pool: Pool, ending: AbortController): Promise<void> {
  ending.abort();
  for (let waits = 0; pool.busy() > 0 && waits < 100; waits += 1) await sleep(20);
}

const arnOfLogGroup = (name: string): string => arnOf("logs", `log-group:${name}`);
