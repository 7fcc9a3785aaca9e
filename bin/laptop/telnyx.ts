import { startOuterDoor } from "../../local/outer-door.ts";
import { startLinkRewriter } from "../../local/link-rewriter.ts";
import type { LaptopCarrier } from "./laptop-carrier.ts";
import { UsageError } from "./options.ts";

const needed = ["TELNYX_API_KEY", "TELNYX_PUBLIC_KEY", "TELNYX_CONNECTION_ID", "TELNYX_FROM"] as const;

/** The real carrier: calls go out through a rewriter of links, webhooks and document fetches come in by one door. */
export async function openTelnyx(publicUrl: string): Promise<LaptopCarrier> {
  const missing = needed.filter((name) => !process.env[name]);
  if (missing.length > 0)
    throw new UsageError(`--carrier telnyx needs ${missing.join(", ")} in the environment.`);
  const value = (name: (typeof needed)[number]) => process.env[name] ?? "";
  const door = await startOuterDoor(4002);
  const rewriter = await startLinkRewriter("https://api.telnyx.com", publicUrl);
  return {
    settings: { connectionId: value("TELNYX_CONNECTION_ID"), from: value("TELNYX_FROM") },
    baseUrl: `${rewriter.url}/v2`,
    publicKey: value("TELNYX_PUBLIC_KEY"),
    apiKey: value("TELNYX_API_KEY"),
    isKeyKnown: true,
    simulatorUrl: undefined,
    publicUrl,
    publicDoorPort: door.port,
    connect: async (doors) => {
      door.connect(doors);
      rewriter.replace(doors.doorUrl, doors.apiUrl);
    },
    close: async () => {
      await Promise.all([door.close(), rewriter.close()]);
    },
  };
}
