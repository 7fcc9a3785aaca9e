import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import { followFax } from "../follow-fax.ts";
import { unreachable } from "../http-client.ts";
import { readCarrierFax } from "./carrier-fax.ts";
import type { LiveContext } from "./live-check.ts";
import { onePagePdf } from "./one-page-pdf.ts";

/** A fax that went through the deployment, as it and as the carrier see it. */
export type DeliveredFax = { fax: Fields; carrierFax: Fields };

const uploadTimeoutMs = 60_000;

/** Sends one page through the deployment, as any client would, and waits for its end. */
export async function sendThroughDeployment(
  context: Omit<LiveContext, "deliveredFax">,
): Promise<DeliveredFax> {
  const { api, to, sleep } = context;
  const body = {
    contentType: "application/json",
    content: JSON.stringify({ to, reference: "fax doctor --live" }),
  };
  const created = fieldsOf((await api({ method: "POST", path: "/v2/faxes", body: () => body }))["data"]);
  await upload(text(created, "upload_url"), onePagePdf("fax doctor --live"));
  const fax = await followFax(api, text(created, "id"), { tell: () => undefined, sleep });
  const id = text(listOf(fax["attempts"]).at(-1) ?? {}, "carrier_fax_id");
  if (id === "") {
    throw new RequestError(`The fax of this check ended without a call: ${text(fax, "failure_detail")}`);
  }
  return { fax, carrierFax: await readCarrierFax(context, id) };
}

async function upload(link: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!URL.canParse(link)) throw new RequestError("The deployment gave no link to upload to.");
  try {
    const response = await fetch(link, {
      method: "PUT",
      body: bytes,
      redirect: "error",
      signal: AbortSignal.timeout(uploadTimeoutMs),
    });
    if (!response.ok) throw new RequestError(`The upload was refused (${response.status}).`, response.status);
  } catch (error) {
    throw error instanceof RequestError ? error : unreachable(new URL(link).origin, error);
  }
}
