import type { KeyObject } from "node:crypto";
import type { WebhookInput } from "../control/control-input.ts";
import type { SimulatorClock } from "../options.ts";
import { sendRequest } from "../http/outgoing-request.ts";
import { newSigningKey, signatureHeaders } from "./signature.ts";

/** Beyond the 300 s that a signature may be old or ahead. */
const staleMs = 600_000;
const answerTimeoutMs = 30_000;
const maxAnswerBytes = 64 * 1024;

/** Posts a webhook of the caller's making, signed well or ill; `status` 0 = no answer. */
export async function sendForgery(
  deps: { clock: SimulatorClock; signingKey: KeyObject; url: string; signal: AbortSignal },
  { body, sign }: WebhookInput,
): Promise<{ status: number }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await sendRequest({
    method: "POST",
    url: deps.url,
    headers: {
      "content-type": "application/json",
      "user-agent": "telnyx-webhooks",
      ...headersFor(deps, text, sign),
    },
    body: sign === "altered" ? `${text} ` : text,
    timeoutMs: answerTimeoutMs,
    maxBytes: maxAnswerBytes,
    signal: deps.signal,
  });
  return { status: answer.kind === "answered" ? answer.status : 0 };
}

function headersFor(
  { clock, signingKey }: { clock: SimulatorClock; signingKey: KeyObject },
  body: string,
  sign: WebhookInput["sign"],
): Record<string, string> {
  const now = clock.now().getTime();
  switch (sign) {
    case "good":
    case "altered":
      return signatureHeaders(signingKey, body, now);
    case "wrong":
      return signatureHeaders(newSigningKey(), body, now);
    case "stale":
      return signatureHeaders(signingKey, body, now - staleMs);
    case "future":
      return signatureHeaders(signingKey, body, now + staleMs);
    case "missing":
      return {};
  }
}
