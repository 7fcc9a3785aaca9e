import { FunctionUrlAuthType, InvokeMode } from "aws-cdk-lib/aws-lambda";
import type { RoomKit } from "./room-kit.ts";

/**
 * Hands the carrier the pages under links of our own, streamed; answers the base of such links.
 * The address is open to all, as the carrier can log in nowhere: each link carries its own secret.
 */
export function buildMediaRoom(kit: RoomKit): string {
  const { table, documents } = kit;
  const media = kit.fn("Media", "media", 60, 256, kit.names);
  table.grant(media, "UpdateItem");
  documents.grant(media, "GetObject", "call/");
  // Without it a missing object reads as forbidden.
  documents.grant(media, "ListBucket");
  const { url } = media.fn.addFunctionUrl({
    authType: FunctionUrlAuthType.NONE,
    invokeMode: InvokeMode.RESPONSE_STREAM,
  });
  return url;
}
