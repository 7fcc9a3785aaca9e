import { isCarrierKey, keyFingerprint } from "../../../core/carrier-setup.ts";
import type { GivenWords } from "../command.ts";
import { checkedUrl } from "../connection.ts";
import { discreet } from "../discreet.ts";
import { UsageError } from "../failures.ts";
import { createHttpClient, type HttpClient } from "../http-client.ts";
import type { Session } from "../session.ts";
import type { Deployment } from "./deployment.ts";

/** The carrier's key in hand; it is shown as its fingerprint only. */
export type GivenKey = { key: string; fingerprint: string };

/** The key of the command line, the environment or the laptop's simulator; undefined where there is none. */
export function carrierKeyGiven(given: GivenWords, session: Session): GivenKey | undefined {
  const { run } = session.where();
  const key = given.text("carrier-key") ?? (run?.carrierKey || session.env["TELNYX_API_KEY"] || undefined);
  return key === undefined ? undefined : checked(key);
}

/** The key, asked for where it is not given. Throws `UsageError` where nobody can be asked. */
export async function carrierKeyOrAsk(given: GivenWords, session: Session): Promise<GivenKey> {
  const found = carrierKeyGiven(given, session);
  if (found) return found;
  if (!session.ask) {
    throw new UsageError(
      "No carrier key is given: set TELNYX_API_KEY (Mission Control -> Account settings -> Keys & Credentials), " +
        "or run this in a terminal, where it is asked for.",
    );
  }
  return checked(
    await session.ask(
      "Telnyx API key (Mission Control -> Account settings -> Keys & Credentials; it is not shown): ",
      true,
    ),
  );
}

function checked(key: string): GivenKey {
  if (!isCarrierKey(key)) {
    throw new UsageError(
      "The carrier key is empty or holds a character that no key has; copy it from Mission Control again.",
    );
  }
  return { key, fingerprint: keyFingerprint(key) };
}

/** The carrier's API as the deployment reaches it. The key goes there only, and never unprotected. */
export function openCarrier(session: Session, deployment: Deployment, { key }: GivenKey): HttpClient {
  const url = checkedUrl(deployment.baseUrl, "the deployment's carrier.baseUrl").replace(/\/+$/, "");
  // `checkedUrl` takes the version off, as people write our own address with it.
  const base = /\/v2\/?$/.test(deployment.baseUrl) ? `${url}/v2` : url;
  return discreet(
    createHttpClient({
      url: base,
      key,
      sleep: session.sleep,
      hints: {
        wrongKey: "The carrier refuses the key: check --carrier-key or TELNYX_API_KEY.",
        nobody: "the carrier cannot be asked; look at the network and at carrier.baseUrl in the settings",
      },
    }),
  );
}
