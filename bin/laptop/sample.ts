import { setTimeout as wait } from "node:timers/promises";
import { samplePdf } from "../../local/sample-document.ts";
import type { ApiClient, ShownFax } from "./api-client.ts";

const closed = ["delivered", "failed", "canceled", "received"];
/** The number the sample goes to: any number the simulator does not name is answered. */
const sampleNumber = "+13127367276";

export const samplePages = () =>
  samplePdf([
    [
      "serverless-fax",
      "This page went through your own fax service:",
      "an upload to the bucket, a check, a call to the carrier,",
      "signed events back, and a status in the table.",
    ],
    ["Second page", "Nothing left this machine: the carrier was a simulator."],
  ]);

/** Sends the sample the upload way: create, PUT, and the upload triggers the rest. */
export async function sendSample(api: ApiClient): Promise<ShownFax> {
  const fax = await api.createFax({ to: sampleNumber, reference: "sample fax" });
  const upload = await fetch(fax.upload_url ?? "", { method: "PUT", body: new Uint8Array(samplePages()) });
  if (!upload.ok) throw new Error(`the upload answered ${upload.status}`);
  return fax;
}

/** Shows each step of a fax as it happens, until it has ended or the time is up. */
export async function follow(
  api: ApiClient,
  id: string,
  show: (line: string) => void,
  timeoutMs: number,
): Promise<ShownFax> {
  const shown = new Set<string>();
  const end = performance.now() + timeoutMs;
  for (;;) {
    const fax = await api.getFax(id);
    for (const { occurred_at, event } of fax.events ?? []) {
      const line = `${occurred_at.slice(11, 23)}  ${event}`;
      if (!shown.has(line)) show(line);
      shown.add(line);
    }
    if (closed.includes(fax.status) || performance.now() > end) return fax;
    await wait(150);
  }
}
