import { call, message, tried, type Guard } from "./guard.ts";

const claim = "adapters/aws/claim-fax.ts";
const lanes = "adapters/aws/lanes.ts";
const claimForCall = "core/operations/claim-for-call.ts";
const takesIt = "dispatch dynamodb:TransactWriteItems #1";
const submits = "dispatch carrier:POST /faxes #1";

const isQueued = {
  file: claim,
  find: "  ...statusIs(...awaitingCall)(e),",
  replace: '  "attribute_exists(pk)",',
};

/** Who may call, and that nobody calls twice. */
export const claimGuards: Guard[] = [
  {
    name: "claim: the number's lane is free",
    mutations: [
      {
        file: lanes,
        find: '"(attribute_not_exists(held) OR held = :me)",',
        replace: '"(attribute_not_exists(held) OR held = :me OR attribute_exists(held))",',
      },
    ],
    cases: [tried("one-number")],
  },
  {
    name: "claim: fewer calls than channels",
    mutations: [
      {
        file: "adapters/aws/channel-item.ts",
        find: "(size(calls) < :limit AND ",
        replace: "(:limit = :limit AND ",
      },
    ],
    cases: [tried("three-numbers")],
  },
  {
    name: "claim: the fax is queued",
    mutations: [isQueued],
    cases: [tried("cancel-at-once", [call(takesIt, "late")])],
  },
  {
    name: "claim: the call of this number was not begun (the status aside)",
    mutations: [
      isQueued,
      {
        file: claim,
        find: '      `attribute_not_exists(${e.path("attempts", String(number))})`,\n',
        replace: "",
      },
    ],
    cases: [tried("send", [message("dispatch message #1", "twice"), call(takesIt, "late")])],
  },
  {
    name: "claim: the lane is held while a channel is waited for",
    mutations: [
      {
        file: claim,
        find: "[takeLane(table, fax.to, holderOf(fax.id, number), at), ...leaveLine(table, fax)]",
        replace: "[...leaveLine(table, fax)]",
      },
    ],
    cases: [tried("cancel-is-final")],
  },
  {
    name: "submit: a claim of another process is never called again",
    mutations: [
      { file: claimForCall, find: "if (attempt.claim === claimId) return", replace: "if (claimId) return" },
    ],
    // Nothing is told of this call: the order that comes again finds it as it was left.
    cases: [tried("untold", [call(submits, "after")])],
  },
  {
    name: "submit: an answer that was lost is no refusal",
    mutations: [
      { file: "adapters/telnyx/carrier.ts", find: "return error.sent ?", replace: "return !error.sent ?" },
    ],
    cases: [tried("send", [call(submits, "timeout")])],
  },
  {
    name: "accept: the same Idempotency-Key is the same fax",
    mutations: [
      {
        file: "functions/runtime/fax-routes.ts",
        find: "if (idempotencyKey === undefined) return newFaxId();",
        replace: "if (idempotencyKey !== newFaxId()) return newFaxId();",
      },
    ],
    cases: [tried("send", [call("api dynamodb:TransactWriteItems #1", "after")])],
  },
];
