import { Construct } from "constructs";
import { broadcastSeconds, buildBroadcastRoom } from "./broadcast-room.ts";
import { buildDirectoryRoom, type DirectoryRoom } from "./directory-room.ts";
import { buildEventsRoom, type EventsRoom } from "./events-room.ts";
import { buildFrontRooms, type FrontRooms } from "./front-rooms.ts";
import { buildInboundRoom } from "./inbound-room.ts";
import { buildHotFolder, buildMail } from "./mail-rooms.ts";
import { buildMediaRoom } from "./media-room.ts";
import { buildOfficeRoom, officeSeconds } from "./office-room.ts";
import { buildOperatorRooms, type OperatorRooms } from "./operator-rooms.ts";
import { buildOutboundRooms, prepareSeconds } from "./outbound-rooms.ts";
import { RoomKit, lastTry, type RoomKitProps } from "./room-kit.ts";
import { buildSweepRoom } from "./sweep-room.ts";
import type { WorkQueue } from "./work-queue.ts";

export type RoomsProps = RoomKitProps & { firstApiKeySha256: string };

export type Queues = Record<
  "events" | "prepare" | "dispatch" | "cancel" | "fetch" | "erase" | "drop" | "broadcast",
  WorkQueue
>;

/** The functions that do the work, and the queues between them. */
export class Rooms extends Construct {
  readonly queues: Queues;
  readonly mailQueue: WorkQueue | undefined;
  readonly doors: FrontRooms & OperatorRooms & EventsRoom & DirectoryRoom;

  constructor(scope: Construct, id: string, props: RoomsProps) {
    super(scope, id);
    const kit = new RoomKit(this, props);
    this.queues = {
      events: kit.queue("Events", 30, 8),
      prepare: kit.queue("Prepare", prepareSeconds, lastTry + 1),
      dispatch: kit.queue("Dispatch", 60, 8),
      cancel: kit.queue("Cancel", 30, 8),
      // Ten hours of tries: the carrier keeps the pages for days, and a person is called before they are gone.
      fetch: kit.queue("Fetch", 60, 100),
      erase: kit.queue("Erase", 30, 8),
      drop: kit.queue("Drop", 60, 5),
      broadcast: kit.queue("Broadcast", broadcastSeconds, 8),
    };
    const { mail, mediaLink } = props.settings;
    this.mailQueue = mail && kit.queue("Mail", 60, 20);
    const office =
      props.settings.office === "libreoffice" ? kit.queue("Office", officeSeconds, lastTry + 1) : undefined;
    const optional = [this.mailQueue, office].filter((queue) => queue !== undefined);
    const allQueues = [...Object.values(this.queues), ...optional];
    this.doors = {
      ...buildFrontRooms(kit, this.queues, props.firstApiKeySha256),
      ...buildOperatorRooms(kit, allQueues, props.firstApiKeySha256),
      ...buildEventsRoom(kit, props.firstApiKeySha256),
      ...buildDirectoryRoom(kit, props.firstApiKeySha256),
    };
    const mediaUrl = mediaLink === "stream" ? buildMediaRoom(kit) : "";
    buildOutboundRooms(kit, { ...this.queues, office }, mediaUrl);
    if (office) buildOfficeRoom(kit, office);
    buildInboundRoom(kit, this.queues);
    buildHotFolder(kit, this.queues);
    if (mail && this.mailQueue) buildMail(this, kit, mail, this.mailQueue);
    buildBroadcastRoom(kit, this.queues);
    buildSweepRoom(this, kit);
  }
}
