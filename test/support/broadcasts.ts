import type { Broadcast } from "../../core/broadcast.ts";
import { noon } from "./faxes.ts";

/** A broadcast as it is accepted: numbers in the request, the document by URL. */
export const broadcastOf = (overrides: Partial<Broadcast> = {}): Broadcast => ({
  id: "brd_0123456789abcdef",
  status: "running",
  createdAt: noon,
  updatedAt: noon,
  revision: 1,
  wakes: 0,
  isOpen: true,
  order: { from: "+13125550100", priority: "bulk" },
  media: { kind: "url", url: "https://docs.example.com/a.pdf" },
  source: { kind: "given", digest: "ab".repeat(32) },
  bodyHash: "hash",
  by: "key_first",
  cursor: 0,
  ...overrides,
});
