import type { Account } from "../setup/account.ts";
import type { Deployment } from "../setup/deployment.ts";
import type { Door } from "./read-door.ts";
import type { MailFacts } from "./read-mail.ts";

/** One check of `GET /v2/diagnosis`. */
export type Diagnosed = { check: string; status: string; detail: string; mend: string };

export type MailboxFacts = { name: string; numbers: string[]; hasMembers: boolean };

/** What the carrier says to the key in hand. */
export type AccountFacts =
  | { is: "read"; account: Account }
  /** the key is refused */
  | { is: "refused"; why: string }
  /** no answer, or one that says nothing of the account */
  | { is: "unreachable"; why: string }
  /** there is no key to ask with */
  | { is: "no_key" };

/** All that doctor looks at. */
export type Facts = {
  /** The deployment's time, epoch ms. */
  now: number;
  webhookUrl: string;
  /** Whether this is a laptop run, whose clock can be moved. */
  isLaptop: boolean;
  door: Door;
  apiKey: { is: "admin" } | { is: "not_admin" } | { is: "refused" } | { is: "unknown"; why: string };
  /** undefined: the deployment did not say */
  deployment: Deployment | undefined;
  diagnosis: Diagnosed[] | undefined;
  /** Of the carrier key in hand; empty where there is none. */
  keyFingerprint: string;
  account: AccountFacts;
  mail: MailFacts;
  mailboxes: MailboxFacts[];
};
