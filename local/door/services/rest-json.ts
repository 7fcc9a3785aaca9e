/** Services behind the door that name a call by its path and speak JSON: the scheduler and SES. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, SignatureError, verifySignature } from "../../sigv4.ts";
import type { Desk } from "../desk.ts";
import { AccessDenied } from "../ledger.ts";
import { isObject, Unmapped, type Json } from "../needs/need.ts";

/** What a service itself has against a call, in its words. */
export class RestRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "RestRefused";
    this.status = status;
    this.code = code;
  }
}

/** Whether a request is signed for the service; S3 names its calls by path alone, too. */
export const isSignedFor = (service: string, { headers }: IncomingMessage): boolean =>
  new RegExp(`Credential=[^,]*/${service}/aws4_request`).test(headers.authorization ?? "");

export type RestCall = { principal: string; method: string; url: string; body: Json };

/** Answers one request; never rejects. */
export async function handleRest(
  desk: Desk,
  service: { name: string; maxBytes: number; perform: (call: RestCall) => Promise<Json> },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    sendJson(response, 200, await service.perform(await readCall(desk, service, request)));
  } catch (error) {
    if (response.destroyed) return;
    const { status, code, message } = refusalOf(desk, error);
    response.setHeader("x-amzn-errortype", code);
    sendJson(response, status, { Message: message });
    request.resume();
  }
}

async function readCall(
  desk: Desk,
  { name, maxBytes }: { name: string; maxBytes: number },
  request: IncomingMessage,
): Promise<RestCall> {
  const { method = "", url = "", headers } = request;
  const credentialsOf = (id: string) => desk.principals.credentialsOf(id);
  const verdict = verifySignature({ method, url, headers }, name, credentialsOf, desk.clock.now());
  if (!verdict.ok) throw new SignatureError(verdict.status, verdict.code, verdict.message);
  const bytes = await readBody(request, verdict.payload, maxBytes);
  return { principal: desk.principals.nameOf(verdict.accessKeyId), method, url, body: parsed(bytes) };
}

function parsed(bytes: Buffer): Json {
  try {
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
    if (isObject(body)) return body;
  } catch {
    // Answered below.
  }
  throw new RestRefused(400, "ValidationException", "The body is not a JSON object.");
}

function refusalOf(desk: Desk, error: unknown): { status: number; code: string; message: string } {
  if (error instanceof AccessDenied)
    return { status: 403, code: "AccessDeniedException", message: error.message };
  // Services that know calls by their path refuse a signature with 403, where those with a target say 400.
  if (error instanceof SignatureError) return { status: 403, code: error.code, message: error.message };
  if (error instanceof Unmapped || error instanceof RestRefused) return error;
  desk.log(`The door failed: ${String(error)}`);
  return { status: 500, code: "InternalServerException", message: "The laptop's engine did not answer." };
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
