import { contactPartition } from "../core/contact.ts";
import { mailboxPartition } from "../core/mailbox/mailbox.ts";
import type { FaxFunction } from "./fax-function.ts";
import type { RoomKit } from "./room-kit.ts";

export type DirectoryRoom = { directory: FaxFunction<"directory"> };

/** Who is whom: contacts and their aliases, mailboxes and their numbers. */
export function buildDirectoryRoom(kit: RoomKit, firstApiKeySha256: string): DirectoryRoom {
  const { table } = kit;
  const directory = kit.fn("Directory", "directory", 10, 256, {
    TABLE: kit.names.TABLE,
    FIRST_API_KEY_SHA256: firstApiKeySha256,
  });
  table.grantPartitions(directory, ["keys"], "GetItem");
  const partitions = [contactPartition, mailboxPartition];
  table.grantPartitions(directory, partitions, "GetItem", "PutItem", "DeleteItem", "Query");
  return { directory };
}
