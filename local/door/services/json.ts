/** The services that speak JSON with an `x-amz-target` header: DynamoDB, its streams, SQS, SSM and EventBridge. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, SignatureError, verifySignature } from "../../sigv4.ts";
import { accessDeniedAnswer, sendRefusal, type JsonService, type Refusal } from "./answers.ts";
import type { Desk } from "../desk.ts";
import { dynamodbNeeds, streamNeeds } from "../needs/dynamodb.ts";
import { EngineLost } from "./forward.ts";
import { AccessDenied } from "../ledger.ts";
import { isObject, Unmapped, type Json, type Need, type Place } from "../needs/need.ts";
import { busNeeds } from "../needs/buses.ts";
import { parameterNeeds } from "../needs/parameters.ts";
import { performDynamodb, performEvents, performParameters, performQueues } from "./perform.ts";
import { queueNeeds } from "../needs/queues.ts";

export type JsonCall = {
  principal: string;
  operation: string;
  bytes: Buffer;
  body: Json;
  response: ServerResponse;
  signal: AbortSignal;
};

type Kind = {
  service: JsonService;
  needs: (operation: string, body: Json, place: Place) => Need[];
  perform: (desk: Desk, call: JsonCall) => Promise<void> | void;
  /** DynamoDB's limit of a request, and room for SQS's 1 MiB and a bus's 256 KiB of text as JSON writes it */
  limitBytes: number;
};

const kinds: Record<string, Kind> = {
  DynamoDB_20120810: {
    service: "dynamodb",
    needs: dynamodbNeeds,
    perform: performDynamodb,
    limitBytes: 16 * 1024 * 1024,
  },
  DynamoDBStreams_20120810: {
    service: "dynamodb",
    needs: streamNeeds,
    perform: performDynamodb,
    limitBytes: 64 * 1024,
  },
  AmazonSQS: { service: "sqs", needs: queueNeeds, perform: performQueues, limitBytes: 8 * 1024 * 1024 },
  AmazonSSM: { service: "ssm", needs: parameterNeeds, perform: performParameters, limitBytes: 256 * 1024 },
  AWSEvents: { service: "events", needs: busNeeds, perform: performEvents, limitBytes: 2 * 1024 * 1024 },
};

/** Answers one request; never rejects. */
export async function handleJson(
  desk: Desk,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, prefix = "", operation = ""] = /^([A-Za-z0-9_]+)\.([A-Za-z]+)$/.exec(target) ?? [];
  const kind = Object.hasOwn(kinds, prefix) ? kinds[prefix] : undefined;
  if (!kind) {
    sendRefusal(response, "dynamodb", {
      status: 501,
      code: "UnknownOperationException",
      message: "The laptop has no such service.",
    });
    return void request.resume();
  }
  try {
    await admit(desk, kind, operation, request, response);
  } catch (error) {
    if (response.destroyed) return;
    sendRefusal(response, kind.service, refusalOf(desk, kind, error));
    request.resume();
  }
}

async function admit(
  desk: Desk,
  kind: Kind,
  operation: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const verdict = verifySignature(
    { method, url, headers },
    kind.service,
    (accessKeyId) => desk.principals.credentialsOf(accessKeyId),
    desk.clock.now(),
  );
  if (!verdict.ok) throw new SignatureError(verdict.status, verdict.code, verdict.message);
  const bytes = await readBody(request, verdict.payload, kind.limitBytes);
  const principal = desk.principals.nameOf(verdict.accessKeyId);
  desk.counts.request(principal, `${kind.service}:${operation}`);
  const body = parsed(bytes);
  for (const need of needsOf(desk, kind, principal, operation, body)) await desk.require(principal, need);
  const aborted = new AbortController();
  response.once("close", () => aborted.abort());
  await kind.perform(desk, { principal, operation, bytes, body, response, signal: aborted.signal });
}

/** An administrator may do everything, so an operation without a mapping needs none. */
function needsOf(desk: Desk, kind: Kind, principal: string, operation: string, body: Json): Need[] {
  try {
    return kind.needs(operation, body, desk.place);
  } catch (error) {
    if (error instanceof Unmapped && desk.principals.policies.get(principal) === "administrator") return [];
    throw error;
  }
}

function parsed(bytes: Buffer): Json {
  try {
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
    if (isObject(body)) return body;
  } catch {
    // Answered below.
  }
  throw new Unmapped(400, "SerializationException", "The body is not a JSON object.");
}

function refusalOf(desk: Desk, { service }: Kind, error: unknown): Refusal {
  if (error instanceof AccessDenied) return accessDeniedAnswer(service, error.message);
  if (error instanceof Unmapped || error instanceof SignatureError) {
    const { status, code, message } = error;
    return { status, code, message };
  }
  desk.log(error instanceof EngineLost ? error.message : `The door failed: ${String(error)}`);
  const code = service === "sqs" ? "InternalFailure" : "InternalServerError";
  return { status: 500, code, message: "The laptop's engine did not answer." };
}
