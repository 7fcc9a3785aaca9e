/** The laptop's one door: a single address for S3, DynamoDB, SQS, SSM, SES, EventBridge and its scheduler that enforces the template's policies. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../clock.ts";
import type { Outbox } from "../engines/outbox.ts";
import type { ParameterStore } from "../engines/parameters.ts";
import type { S3Engine } from "../s3/engine.ts";
import { handleControl } from "./control.ts";
import { stampDate } from "./services/answers.ts";
import type { Context } from "./policy/conditions.ts";
import { openCounts, type Count, type RefusalCount } from "./counts.ts";
import { commonContext, needJudge, type Desk } from "./desk.ts";
import { openForward } from "./services/forward.ts";
import { handleJson } from "./services/json.ts";
import { openKeyNames } from "./needs/key-names.ts";
import { openLedger, type Denial, type Use } from "./ledger.ts";
import type { BusGround } from "./services/put-events.ts";
import { handleObjects } from "./services/objects.ts";
import { handleMails } from "./services/mails.ts";
import { isSignedFor } from "./services/rest-json.ts";
import { handleSchedules, type SchedulerGround } from "./services/schedules.ts";
import { openPolicies, type Grant, type Policies } from "./policies.ts";
import { readPrincipals, type Principal, type Principals } from "./principals.ts";

export type { Denial, Use } from "./ledger.ts";
export type { Grant } from "./policies.ts";
export type { Principal } from "./principals.ts";

export type Door = {
  /** One base URL for all services; queue addresses are `url/<account>/<queue>`. */
  url: string;
  /**
   * For event sources, which act as the function's role without HTTP.
   * @throws AccessDenied whose message names principal, action and resource
   */
  authorize(principal: string, action: string, resource: string, context?: Context): void;
  /** The latest 1,000, oldest first. */
  denials: readonly Denial[];
  /** Told of each denial as it happens; answers a function that ends the telling. */
  onDenial(listener: (denial: Denial) => void): () => void;
  /** Every allowed (principal, action, resource) so far: which grants a run really used. */
  uses(): Use[];
  /** Told of each use as it happens; answers a function that ends the telling. */
  onUse(listener: (use: Use) => void): () => void;
  /** Told after each write to a table; answers a function that ends the telling. */
  onWrite(listener: () => void): () => void;
  /**
   * Takes one Allow action (of one resource, or of all), as the policy writes them, from one principal until the
   * answered function is called.
   * @throws Error when no statement of the principal allows it
   */
  withhold(principal: string, action: string, resource?: string): () => void;
  /** Every Allow action of every principal, resource by resource, as the policies write them. */
  grants(): Grant[];
  /** Requests by service operation and principal, with DynamoDB's capacity units where the caller asked for them. */
  counts(): Count[];
  /** What DynamoDB refused, by operation and reason. */
  refusals(): RefusalCount[];
  close(): Promise<void>;
};

export type DoorOptions = {
  /** 0 takes any free one */
  port: number;
  clock: Clock;
  account: string;
  region: string;
  principals: Principal[];
  s3: S3Engine;
  dynamodbUrl: string;
  sqsUrl: string;
  parameters: ParameterStore;
  /** EventBridge Scheduler, where the laptop has one. */
  scheduler?: SchedulerGround;
  /** EventBridge, where the laptop has it. */
  buses?: BusGround;
  /** Where SES puts what it is given, where the laptop has one. */
  outbox?: Outbox;
  log?: (line: string) => void;
};

/** Opens the door on 127.0.0.1. Rejects for a policy that it could not enforce as AWS does, and for a taken port. */
export async function startDoor(options: DoorOptions): Promise<Door> {
  const principals = readPrincipals(options.principals);
  const policies = openPolicies(principals.policies);
  const server = createServer();
  const url = await listen(server, options.port);
  const writeListeners = new Set<() => void>();
  const tellWrite = () => {
    for (const listener of [...writeListeners]) listener();
  };
  const { desk, close: closeEngines } = openDesk({ ...options, tellWrite }, url, principals, policies);
  server.on("request", (request, response) => void answer(desk, options, request, response));
  const { ledger, place, counts } = desk;
  return {
    url,
    authorize: (principal, action, resource, context = {}) =>
      ledger.require(principal, action, resource, { ...commonContext(place), ...context }),
    denials: ledger.denials,
    onDenial: (listener) => ledger.onDenial(listener),
    uses: () => ledger.uses(),
    onUse: (listener) => ledger.onUse(listener),
    onWrite(listener) {
      writeListeners.add(listener);
      return () => void writeListeners.delete(listener);
    },
    withhold: (principal, action, resource) => policies.withhold(principal, action, resource),
    grants: () => policies.grants(),
    counts: () => counts.list(),
    refusals: () => counts.refusals(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      closeEngines();
    },
  };
}

function openDesk(
  options: DoorOptions & Pick<Desk, "tellWrite">,
  url: string,
  principals: Principals,
  policies: Policies,
): { desk: Desk; close: () => void } {
  const {
    clock,
    account,
    region,
    s3,
    sqsUrl,
    parameters,
    log = (line) => void console.error(line),
  } = options;
  const place = { account, region };
  const ledger = openLedger(account, policies);
  const dynamodb = openForward("DynamoDB", options.dynamodbUrl);
  const sqs = openForward("SQS", sqsUrl);
  const desk: Desk = {
    url,
    clock,
    place,
    principals,
    ledger,
    counts: openCounts(),
    s3,
    dynamodb: dynamodb.forward,
    sqs: sqs.forward,
    sqsUrl,
    parameters,
    buses: options.buses,
    log,
    tellWrite: options.tellWrite,
    require: needJudge(ledger, policies, place, openKeyNames(dynamodb.forward)),
  };
  return {
    desk,
    close() {
      dynamodb.close();
      sqs.close();
    },
  };
}

/** A JSON service names itself in a header, or in what is signed; everything else is S3. */
async function answer(
  desk: Desk,
  { scheduler, outbox }: Pick<DoorOptions, "scheduler" | "outbox">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  stampDate(response, desk.clock);
  const target = request.headers["x-amz-target"];
  try {
    if (await handleControl(request, response)) return;
    if (typeof target === "string") await handleJson(desk, target, request, response);
    else if (scheduler && isSignedFor("scheduler", request))
      await handleSchedules(desk, scheduler, request, response);
    else if (outbox && isSignedFor("ses", request)) await handleMails(desk, outbox, request, response);
    else await handleObjects(desk, request, response);
  } catch (error) {
    desk.log(`The door failed: ${String(error)}`);
    response.destroy();
  }
}

async function listen(server: Server, port: number): Promise<string> {
  // The SDK keeps idle connections; they may stay open for as long as the laptop runs.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
