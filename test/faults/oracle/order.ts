import type { FaxStatus } from "../../../core/fax.ts";

/** What somebody wanted of us, and how it may end. */
export type Order = {
  direction: "outbound" | "inbound";
  /** The number that stands for it: a case's own. For a received fax, who sent it. */
  to: string;
  /** Known once it was accepted. */
  faxId?: string;
  sha256: string;
  ends: FaxStatus[];
  /** How often the carrier may be given it at most, where that is known. */
  mostCalls?: number;
  /** The door that gives no answer: before its first message has been worked on nothing is accepted. */
  isAcceptedBy?: "mail" | "drop";
};
