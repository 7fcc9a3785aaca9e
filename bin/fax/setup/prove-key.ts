import { fieldsOf, text } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import type { Terminal } from "../session.ts";
import { readNewDeliveries } from "./read-account.ts";
import { webhookProof, type WebhookProof } from "./webhook-proof.ts";

const lookEveryMs = 2000;
const patienceMs = 60_000;

export type Proving = {
  carrier: HttpClient;
  webhookUrl: string;
  applicationId: string;
  number: string;
  sleep: (milliseconds: number) => Promise<void>;
  stderr: Terminal;
};

/**
 * Has the carrier tell our webhook something: a fax to our own number whose document is `GET /v2/health`, JSON and no
 * fax. The carrier fails it when it has looked at the document, before it dials. Answers what its record of the
 * deliveries says within a minute.
 */
export async function proveKey(proving: Proving): Promise<WebhookProof> {
  const { carrier, webhookUrl, applicationId, number } = proving;
  const fax = {
    connection_id: applicationId,
    to: number,
    from: number,
    media_url: webhookUrl.replace(/\/webhooks\/telnyx$/, "/v2/health"),
  };
  const body = { contentType: "application/json", content: JSON.stringify(fax) };
  const answer = await carrier({ method: "POST", path: "/faxes", body: () => body });
  // Whole seconds on the carrier's own clock.
  const since = Date.parse(text(fieldsOf(answer["data"]), "created_at")) || 0;
  return waitForDelivery(proving, since);
}

async function waitForDelivery(proving: Proving, since: number): Promise<WebhookProof> {
  const { carrier, webhookUrl, sleep, stderr } = proving;
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const proof = webhookProof(await readNewDeliveries(carrier, webhookUrl, since), since);
    if (proof.is !== "unknown" || waitedMs >= patienceMs) {
      if (stderr.isTTY) stderr.write("\n");
      return proof;
    }
    if (stderr.isTTY)
      stderr.write(`\r  waiting for the carrier's record of the delivery: ${waitedMs / 1000} s`);
    else if (waitedMs === 0) stderr.write("  waiting up to 60 s for the carrier's record of the delivery\n");
    await sleep(lookEveryMs);
  }
}
