import type { Flow } from "../flows/flow.ts";

const busy = "+13125550101";
/** Called again after half a minute, then later, then given up. */
const brokenLine = "+13125550112";
const ringsForAMinute = "+14155550116";

/** Flows that bring a guard into the situation it is for; the suite's own are in `flows/`. */
export const guardFlows: Flow[] = [
  {
    name: "cancel-at-once",
    async run(stage) {
      const fax = await stage.send(stage.number(), {}, { ends: ["canceled"], mostCalls: 0 });
      await stage.until(fax, ({ status }) => status === "queued");
      await stage.cancel(fax);
    },
  },
  {
    name: "cancel-as-it-fails",
    async run(stage) {
      const fax = await stage.send(stage.number(busy), {}, { ends: ["canceled"], mostCalls: 1 });
      await stage.wait(3);
      await stage.cancel(fax);
    },
  },
  {
    name: "cancel-is-final",
    async run(stage) {
      for (const _ of [1, 2]) {
        await stage.send(stage.number(ringsForAMinute));
        await stage.wait(1);
      }
      const waiting = await stage.send(stage.number(), {}, { ends: ["canceled"], mostCalls: 0 });
      await stage.until(waiting, ({ line }) => line === "channel");
      await stage.cancel(waiting);
    },
  },
  {
    name: "broken-line",
    run: async (stage) => void (await stage.send(stage.number(brokenLine), {}, { ends: ["failed"] })),
  },
  {
    name: "two-sends",
    async run(stage) {
      const first = await stage.send(stage.number());
      await stage.until(first, ({ status }) => status === "delivered");
      await stage.send(stage.number());
    },
  },
  {
    // One to each of three numbers over two channels: one waits for a channel.
    name: "three-numbers",
    async run(stage) {
      for (const _ of [1, 2, 3]) {
        await stage.send(stage.number(ringsForAMinute));
        await stage.rest();
      }
    },
  },
  {
    name: "four-numbers",
    async run(stage) {
      for (const _ of [1, 2, 3, 4]) {
        await stage.send(stage.number(ringsForAMinute));
        await stage.rest();
      }
    },
  },
  {
    name: "short-calls",
    async run(stage) {
      const number = stage.number();
      for (const _ of [1, 2]) {
        await stage.send(number);
        await stage.rest();
      }
    },
  },
];
