import { awaitsUpload, type Broadcast, type BroadcastFailure } from "../broadcast.ts";
import type { DocumentFacts } from "../fax.ts";
import type { MediaSource } from "../media.ts";
import { wishesOf } from "../api/create-fax.ts";
import { prepareFax, type PagesDeps, type PrepareDeps } from "./prepare-fax.ts";

export type PrepareBroadcastDeps = PagesDeps & {
  readBroadcast: (id: string) => Promise<Broadcast | undefined>;
  /** Notes the document unless one is noted already; answers the broadcast as it then is. */
  markDocument: (id: string, document: DocumentFacts, at: number) => Promise<Broadcast | undefined>;
  failBroadcast: (id: string, failure: BroadcastFailure, at: number) => Promise<unknown>;
  handOver?: (order: BroadcastOrder) => Promise<unknown>;
};

export type BroadcastOrder = { broadcastId: string; media: MediaSource; eTag?: string };

/** A broadcast's pages are prepared once for all its faxes, and just as one fax's are. */
export const prepareBroadcast = (
  deps: PrepareBroadcastDeps,
  order: BroadcastOrder,
  lastTry: boolean,
): Promise<void> => {
  const { broadcastId, ...rest } = order;
  return prepareFax(preparing(deps, order), { faxId: broadcastId, ...rest }, lastTry);
};

const preparing = ({ handOver, ...deps }: PrepareBroadcastDeps, order: BroadcastOrder): PrepareDeps => ({
  ...deps,
  ...(handOver ? { handOver: () => handOver(order) } : {}),
  // An order for a broadcast always says where the pages come from.
  readFax: () => Promise.resolve(undefined),
  readRequest: async (id) => {
    const broadcast = await deps.readBroadcast(id);
    // Without a number called: one copy of the pages goes to many countries, and is made for ours.
    return (
      broadcast && {
        media: broadcast.media,
        wishes: { ...wishesOf(broadcast.order, ""), ...broadcast.sender },
      }
    );
  },
  awaitsUpload: async (id) => {
    const broadcast = await deps.readBroadcast(id);
    return broadcast !== undefined && broadcast.document === undefined && awaitsUpload(broadcast);
  },
  markPrepared: async (id, document, at) => {
    const broadcast = await deps.markDocument(id, document, at);
    // Only a broadcast that is gone has its pages removed again.
    return { changed: broadcast !== undefined && broadcast.deletedAt === undefined, fax: undefined };
  },
  markFailed: (id, { internalReason, detail }, at) =>
    deps.failBroadcast(id, { reason: internalReason, detail }, at),
});
