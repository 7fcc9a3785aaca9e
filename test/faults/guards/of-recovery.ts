import { call, message, tried, type Guard } from "./guard.ts";

/** Who is woken when, and what finds that which was lost. */
export const recoveryGuards: Guard[] = [
  {
    name: "wake-up: a freed lane wakes its line",
    mutations: [
      {
        file: "core/relay.ts",
        find: "if (!isFreed && !(rests",
        replace: "if (!(isNews && rests",
      },
    ],
    cases: [tried("one-number", [], 10)],
  },
  {
    name: "wake-up: a freed channel wakes its line",
    mutations: [
      {
        file: "core/relay.ts",
        find: "...(fell || (isWaited && closed)",
        replace: "...((isWaited && closed)",
      },
    ],
    cases: [tried("three-numbers", [], 4)],
  },
  {
    name: "wake-up: by level, as many as there are channels",
    mutations: [
      {
        file: "core/operations/wake-line.ts",
        find: "if (free < 1 || seen",
        replace: "if (free < 1 || round > 0 || seen",
      },
      {
        file: "core/operations/wake-line.ts",
        find: "const atOnce = 5;",
        replace: "const atOnce = 1;",
      },
    ],
    // Two calls of a minute end, and the order of the first is lost: both who wait must go all the same.
    cases: [tried("four-numbers", [message("dispatch message #5", "lost")], 2.7)],
  },
  {
    name: "wake-up: nobody stands in line for what is free",
    mutations: [
      {
        file: "adapters/aws/lanes.ts",
        find: '"attribute_exists(held) OR not_before',
        replace: '"attribute_exists(held) OR attribute_not_exists(held) OR not_before',
      },
      {
        file: "adapters/aws/channel-item.ts",
        find: '"attribute_exists(waited) OR ',
        replace: '"attribute_exists(waited) OR attribute_not_exists(waited) OR ',
      },
    ],
    cases: [tried("short-calls", [call("dispatch dynamodb:TransactWriteItems #3", "late")], 10)],
  },
  {
    name: "sweep: asks about calls whose end was not told",
    mutations: [
      {
        file: "core/operations/ask-about-calls.ts",
        find: "if (chosen.length === 0) return 0;",
        replace: "if (chosen.length >= 0) return 0;",
      },
    ],
    cases: [tried("untold")],
  },
  {
    name: "sweep: client_state tells whose call it is",
    mutations: [
      {
        file: "core/carrier-status.ts",
        find: "return key?.faxId === call.faxId && key.attempt === call.attempt;",
        replace: 'return key !== undefined && call.faxId !== "";',
      },
    ],
    cases: [tried("two-sends", [call("dispatch carrier:POST /faxes #2", "before")])],
  },
  {
    name: "sweep: what is due is looked after",
    mutations: [
      {
        file: "core/operations/sweep-due.ts",
        find: "const due = await deps.listDue(now, perShard);",
        replace: "const due = (await deps.listDue(now, perShard)).slice(0, 0);",
      },
    ],
    cases: [tried("send", [message("dispatch message #1", "lost")])],
  },
  {
    name: "sweep: the census gives what was forgotten a time",
    mutations: [
      {
        file: "core/operations/take-census.ts",
        find: "for (const fax of forgotten) await deps.giveDue(fax, now);",
        replace: "",
      },
    ],
    cases: [tried("send", [message("prepare message #1", "lost")])],
  },
  {
    name: "absence: the attempt's own pages are deleted (the cancel of strays aside)",
    mutations: [
      {
        file: "core/relay.ts",
        find: "return [...cancelOfStrays(before, after), ...cancelAsWished(before, after)];",
        replace: "return cancelAsWished(before, after);",
      },
      {
        file: "core/operations/judge-absence.ts",
        find: "    await deps.deletePages(fax.id, attempt.number);\n",
        replace: "",
      },
    ],
    // The carrier takes the call long after it was given up: only its pages are not there any more.
    cases: [tried("two-sends", [call("dispatch carrier:POST /faxes #2", "late", 25 * 60_000)])],
  },
];
