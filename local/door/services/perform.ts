/** What happens to a JSON call once it is allowed. */
import type { ServerResponse } from "node:http";
import { sendJson, sendRefusal } from "./answers.ts";
import { capacityOf, messagesIn, refusalCodeOf } from "../counts.ts";
import type { Desk } from "../desk.ts";
import { jsonOf, type EngineAnswer } from "./forward.ts";
import type { JsonCall } from "./json.ts";
import { dynamodbHeaders } from "../needs/key-names.ts";
import { notMapped } from "../needs/need.ts";
import { answerParameter } from "./parameters.ts";
import { putEvents } from "./put-events.ts";
import { fromEngine, toEngine } from "./queue-translation.ts";
import { isPlanted } from "../../plants.ts";
import { withoutConditions } from "./unconditional.ts";

/** Passed on and answered byte for byte. */
export async function performDynamodb(desk: Desk, call: JsonCall): Promise<void> {
  const { principal, operation, bytes, body, response, signal } = call;
  const sent = isPlanted("dynamodb-condition") ? Buffer.from(JSON.stringify(withoutConditions(body))) : bytes;
  const answer = await desk.dynamodb(dynamodbHeaders(operation), sent, signal);
  if (body["ReturnConsumedCapacity"] !== undefined && answer.status === 200) {
    desk.counts.capacity(principal, `dynamodb:${operation}`, capacityOf(jsonOf("DynamoDB", answer)));
  }
  if (answer.status !== 200) {
    desk.counts.refusal(`dynamodb:${operation}`, refusalCodeOf(jsonOf("DynamoDB", answer)));
  }
  if (answer.status === 200 && writes.test(operation)) desk.tellWrite();
  passOn(response, answer, answer.body);
}

const writes = /^(Put|Update|Delete)Item$|^BatchWriteItem$|^TransactWriteItems$/;

export async function performQueues(desk: Desk, call: JsonCall): Promise<void> {
  const { principal, operation, body, response, signal } = call;
  desk.counts.messages(principal, `sqs:${operation}`, messagesIn(operation, body));
  const translated = toEngine(operation, body, desk.sqsUrl, desk.clock.scale);
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` };
  const answer = await desk.sqs(headers, Buffer.from(JSON.stringify(translated)), signal);
  if (answer.status !== 200) return passOn(response, answer, answer.body);
  passOn(response, answer, Buffer.from(JSON.stringify(fromEngine(jsonOf("SQS", answer), desk.url))));
}

export function performParameters(desk: Desk, { operation, body, response }: JsonCall): void {
  const answer = answerParameter(operation, body, desk);
  if (answer.ok) return sendJson(response, 200, answer.body, "ssm");
  sendRefusal(response, "ssm", { status: 400, code: answer.code, message: answer.message });
}

/** An administrator's call comes here whatever its operation. */
export function performEvents(desk: Desk, { operation, body, response }: JsonCall): void {
  if (!desk.buses || operation !== "PutEvents") throw notMapped("events", operation);
  const answer = putEvents(body, desk.buses);
  if (answer.ok) return sendJson(response, 200, answer.body, "events");
  sendRefusal(response, "events", { status: 400, code: answer.code, message: answer.message });
}

const passedHeaders = ["content-type", "x-amzn-requestid", "x-amz-crc32", "x-amzn-query-error"];

function passOn(response: ServerResponse, answer: EngineAnswer, body: Buffer): void {
  for (const name of passedHeaders) {
    const value = answer.headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
  response.setHeader("content-length", body.length);
  response.writeHead(answer.status).end(body);
}
