export type HttpAnswer = { status: number; headers: [string, string][]; body: Buffer };

/** The gateway's own bare answers, word for word. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: [["content-type", "application/json"]],
  body: Buffer.from(JSON.stringify({ message })),
});

export const internalServerError = gatewayAnswer(500, "Internal Server Error");

/** Headers that the gateway sets itself. */
const ofTheGateway = new Set(["content-length", "connection", "transfer-encoding", "keep-alive", "upgrade"]);

/** Reads what a function returned, in payload format 2.0; what is malformed is the gateway's 500. */
export function readHttpAnswer(result: unknown): HttpAnswer {
  if (!isRecord(result) || !("statusCode" in result)) return inferred(result);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return internalServerError;
  if (body !== undefined && body !== null && typeof body !== "string") return internalServerError;
  if (!isRecord(headers) || !Array.isArray(cookies)) return internalServerError;
  const list: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      return internalServerError;
    }
    if (!ofTheGateway.has(name.toLowerCase())) list.push([name.toLowerCase(), String(value)]);
  }
  for (const cookie of cookies) list.push(["set-cookie", String(cookie)]);
  if (typeof body === "string" && !list.some(([name]) => name === "content-type")) {
    list.push(["content-type", "text/plain;charset=UTF-8"]);
  }
  const bytes = Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
  return { status, headers: list, body: bytes };
}

/** A result without a status is the body of a 200. */
const inferred = (result: unknown): HttpAnswer => ({
  status: 200,
  headers: [["content-type", "application/json"]],
  body: Buffer.from(typeof result === "string" ? result : JSON.stringify(result ?? null)),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
