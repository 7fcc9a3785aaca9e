import { fieldsOf, text } from "../fields.ts";
import { unreachable } from "../http-client.ts";

/** What the installation's door says without a key. */
export type Door = {
  url: string;
  /** Why there was no answer, or none of ours; undefined where there was one. */
  fault: string | undefined;
  /** The installation's clock minus ours, seconds; undefined where it shows no time. */
  offsetSeconds: number | undefined;
};

const patienceMs = 20_000;

/** Asks `GET /v2/health`, and reads the time of the answer. Never throws. */
export async function readDoor(url: string): Promise<Door> {
  const before = Date.now();
  try {
    const response = await fetch(`${url}/v2/health`, {
      redirect: "manual",
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.text();
    const middle = (before + Date.now()) / 2;
    const at = Date.parse(response.headers.get("date") ?? "");
    return {
      url,
      fault: isOurs(body) ? undefined : `What answers there (${response.status}) is not serverless-fax.`,
      // The header has whole seconds.
      offsetSeconds: Number.isNaN(at) ? undefined : Math.round((at + 500 - middle) / 1000),
    };
  } catch (error) {
    return { url, fault: unreachable(url, error).message, offsetSeconds: undefined };
  }
}

function isOurs(body: string): boolean {
  try {
    return text(fieldsOf(fieldsOf(JSON.parse(body))["data"]), "table") !== "";
  } catch {
    return false;
  }
}
