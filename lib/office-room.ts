import type { RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

/** LibreOffice gets 100 s for a document, its pages are made after that. */
export const officeSeconds = 180;

/** Makes PDFs of office documents: Prepare once more, in an image with LibreOffice beside it. */
export function buildOfficeRoom(kit: RoomKit, queue: WorkQueue): void {
  const office = kit.fn("Office", "office", officeSeconds, 1769, kit.preparingEnvironment, "image");
  kit.grantPreparing(office);
  office.consume(queue, { batchSize: 1, maxConcurrency: 2 });
}
