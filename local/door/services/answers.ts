/** How the JSON services of AWS say no. */
import type { ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";

export type JsonService = "dynamodb" | "sqs" | "ssm" | "events";

export type Refusal = { status: number; code: string; message: string };

/** What stands before the `#` of an error's type. */
const shapes: Record<JsonService, string> = {
  dynamodb: "com.amazonaws.dynamodb.v20120810",
  sqs: "com.amazonaws.sqs",
  ssm: "com.amazonaws.ssm",
  events: "com.amazonaws.events",
};
/** These two speak the later version of the protocol. */
const later: readonly JsonService[] = ["ssm", "events"];
/** Errors that all services share are told under one name. */
const shared =
  /^(AccessDenied|UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthenticationToken)/;

export function sendRefusal(response: ServerResponse, service: JsonService, refusal: Refusal): void {
  const { status, code, message } = refusal;
  const shape = shared.test(code) ? "com.amazon.coral.service" : shapes[service];
  sendJson(response, status, { __type: `${shape}#${code}`, message }, service);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  service: JsonService,
): void {
  if (response.headersSent) return void response.destroy();
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": `application/x-amz-json-1.${later.includes(service) ? 1 : 0}`,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** AWS answers a refused permission with 400, and SQS with 403. */
export const accessDeniedAnswer = (service: JsonService, message: string): Refusal => ({
  status: service === "sqs" ? 403 : 400,
  code: "AccessDeniedException",
  message,
});

/** The SDK sets its own clock by the date of an answer: the laptop's time, not the machine's. */
export function stampDate(response: ServerResponse, clock: Clock): void {
  response.sendDate = false;
  response.setHeader("date", clock.now().toUTCString());
}
