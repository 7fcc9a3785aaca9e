/** What every service of the door works with. */
import type { Clock } from "../clock.ts";
import type { ParameterStore } from "../engines/parameters.ts";
import type { S3Engine } from "../s3/engine.ts";
import type { Context } from "./policy/conditions.ts";
import type { Counts } from "./counts.ts";
import type { BusGround } from "./services/put-events.ts";
import type { Forward } from "./services/forward.ts";
import type { Ledger } from "./ledger.ts";
import type { Policies } from "./policies.ts";
import type { KeyNames, Need, Place } from "./needs/need.ts";
import type { Principals } from "./principals.ts";

export type Desk = {
  /** the door's own base URL, on which queue addresses hang */
  url: string;
  clock: Clock;
  place: Place;
  principals: Principals;
  ledger: Ledger;
  counts: Counts;
  s3: S3Engine;
  dynamodb: Forward;
  sqs: Forward;
  sqsUrl: string;
  parameters: ParameterStore;
  /** EventBridge, where the laptop has it. */
  buses: BusGround | undefined;
  log: (line: string) => void;
  /** A write stands in the table, and so in its stream. */
  tellWrite: () => void;
  /** @throws AccessDenied */
  require(principal: string, need: Need): Promise<void>;
};

/** What is true of every call to the laptop's account; it stands for a TLS connection to AWS. */
export const commonContext = ({ account, region }: Place): Context => ({
  "aws:SecureTransport": "true",
  "aws:PrincipalAccount": account,
  "aws:RequestedRegion": region,
});

const leadingKeys = "dynamodb:LeadingKeys";

/** Judges needs; looks up leading keys only where a policy asks for them. */
export const needJudge =
  (ledger: Ledger, policies: Policies, place: Place, keyNames: KeyNames): Desk["require"] =>
  async (principal, need) => {
    const context = { ...commonContext(place), ...need.context };
    if (need.leadingKeys && policies.looksAt(principal, leadingKeys)) {
      context[leadingKeys] = await need.leadingKeys(keyNames);
    }
    ledger.require(principal, need.action, need.resource, context);
  };
