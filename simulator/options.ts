import type { KeyObject } from "node:crypto";
import type { ChaosOptions } from "./chaos.ts";

/** The clock that all waiting and all times of the simulator go by. Sockets stay real. */
export type SimulatorClock = {
  now(): Date;
  /** Runs `fn` when local time has moved on by `localMs`; answers a function that cancels. */
  after(localMs: number, fn: () => void): () => void;
  advance(seconds: number): void;
};

/** The account's first fax application, and the numbers that belong to it. */
export type Connection = { id: string; from: string[]; webhookUrl: string };

export type SimulatorOptions = {
  /** 0 = any; a taken port is followed by the next free one. */
  port: number;
  clock: SimulatorClock;
  /** The only bearer key that is accepted. */
  apiKey: string;
  connection: Connection;
  /**
   * What a new account holds: `ready` (default) = the connection with an outbound voice profile and its numbers;
   * `empty` = nothing. An account that was kept stays as it is.
   */
  account?: "ready" | "empty";
  /** Calls the account may have at once, when nothing else was kept or set; 10 if absent. */
  channels?: number;
  /** Where faxes and calls survive a restart; documents and signing key lie beside it. */
  stateFile?: string;
  /** Ed25519; made when absent, and kept beside `stateFile`. */
  signingKey?: KeyObject;
  flavour?: Partial<Flavour>;
  /** The number of the table whose outcome this one has: gives a test numbers of its own. */
  actsLike?: (to: string) => string;
  /** Mishaps and outcomes dealt by lot; ends with the process. */
  chaos?: ChaosOptions;
  log?: (line: string) => void;
};

/** Points on which the carrier's own sources disagree or are silent; the defaults are our working choices. */
export type Flavour = {
  listOrder: "newest_first" | "oldest_first";
  /** The event that ends the reception of a fax. */
  inboundEnd: "fax.received" | "fax.delivered";
  /** `failure_reason` of an outbound fax that was canceled. */
  cancelReason: string | null;
  /** How a document is fetched; a HEAD that is not answered 2xx ends the download. */
  mediaRequest: "get" | "head_then_get";
  /** Whether DOC, DOCX and RTF are taken beside PDF. */
  takesOfficeMedia: boolean;
  /** Whether a webhook answered 4xx, other than 408 and 429, is delivered again. */
  retriesClientErrors: boolean;
  /** Whether a failed fax says how many pages it had and how long its call was. */
  hasPagesOnFailed: boolean;
  /** How often one webhook is delivered at most. */
  webhookAttempts: number;
  /** How long links to received, stored and previewed documents live, seconds. */
  linkSeconds: number;
  /** Real seconds that the row `answer_slow` keeps its caller waiting. */
  slowAnswerSeconds: number;
};

export const defaultFlavour: Flavour = {
  listOrder: "newest_first",
  inboundEnd: "fax.received",
  cancelReason: "sender_canceled",
  mediaRequest: "get",
  takesOfficeMedia: true,
  retriesClientErrors: true,
  hasPagesOnFailed: false,
  webhookAttempts: 3,
  linkSeconds: 600,
  slowAnswerSeconds: 20,
};
