import { call, message, tried, type Guard } from "./guard.ts";

const apply = "adapters/aws/apply-carrier-event.ts";
const lanes = "adapters/aws/lanes.ts";
const updates = "apply dynamodb:UpdateItem #1";
const ends = "apply dynamodb:TransactWriteItems #1";

const rankRises = {
  file: apply,
  find: '            `${e.path("attempts", attempt, "rank")} < ${e.value(advance.rank)}`,\n',
  replace: "",
};
const isSending = {
  file: apply,
  find: '        : [\n            ...statusIs("sending")(e),\n',
  replace: "        : [\n",
};
const isNew = {
  file: apply,
  find: '      `attribute_not_exists(${e.path("timeline", advance.entry.key)})`,\n      // A probe',
  replace: "      // A probe",
};

/** What ends a call, and that only its own end does. */
export const releaseGuards: Guard[] = [
  {
    name: "release: the lane",
    mutations: [
      {
        file: lanes,
        find: "    freeLane(table, fax.to, holderOf(fax.id, attempt.number), at, news.lane),\n",
        replace: "",
      },
    ],
    cases: [tried("send")],
  },
  {
    name: "release: the channel",
    mutations: [
      {
        file: lanes,
        find: "    freeChannel(table, callOf(fax.id, attempt.number, attempt.startedAt), news.channel),\n",
        replace: "",
      },
    ],
    cases: [tried("send")],
  },
  {
    name: "release: the lane of whoever is canceled while it waits for a channel",
    mutations: [
      {
        file: "adapters/aws/outbound-changes.ts",
        find: "others: [...leaveLine(table, fax), ...freeHeldLane(table, fax, at)],",
        replace: "others: leaveLine(table, fax),",
      },
    ],
    cases: [tried("cancel-is-final")],
  },
  {
    name: "apply: an attempt's rank only rises",
    mutations: [rankRises],
    cases: [tried("broken-line", [call(updates, "late", 31_500)])],
  },
  {
    name: "apply: the fax is sending (the rank aside)",
    mutations: [rankRises, isSending],
    cases: [tried("send", [call(updates, "late")])],
  },
  {
    name: "apply: nobody asked for a cancel meanwhile",
    mutations: [
      {
        file: apply,
        find: '      ...(advance.status && advance.status !== "delivered"',
        replace: '      ...(advance.status === "canceled" && !fax',
      },
    ],
    cases: [tried("cancel-as-it-fails", [call(ends, "late")])],
  },
  {
    name: "lane: names the attempt (rank and event id aside)",
    mutations: [
      rankRises,
      isNew,
      {
        file: "core/lanes.ts",
        find: "=> `${faxId}.${attempt}`;",
        replace: "=> `${faxId}.${Math.min(attempt, 1)}`;",
      },
    ],
    cases: [tried("broken-line", [message("apply message #3", "twice"), call(ends, "late", 30_700)])],
  },
];
