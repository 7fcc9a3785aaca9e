import type { Flow } from "./flow.ts";

/** The simulator's numbers, by what happens to a call. */
const busyTwice = "+14155550101";
const tellsNothing = "+14155550112";
const accountIsDisabled = "+12125550110";
const ringsForAMinute = "+14155550116";

const isSending = (fax: any): boolean => fax.status === "sending" && fax.attempts.at(-1)?.carrierFaxId;
const waitsInLine = (fax: any): boolean => fax.line !== undefined;

/** One entry a flow: the suite strikes every call and every message of each. */
export const flows: Flow[] = [
  { name: "send", run: async (stage) => void (await stage.send(stage.number())) },
  { name: "upload", run: async (stage) => void (await stage.upload(stage.number())) },
  { name: "receive", run: (stage) => stage.receive() },
  { name: "receive-dead-link", run: (stage) => stage.receive({ dead_link: true }) },
  { name: "redial", run: async (stage) => void (await stage.send(stage.number(busyTwice))) },
  {
    name: "cancel",
    async run(stage) {
      const fax = await stage.send(stage.number(ringsForAMinute), {}, { ends: ["canceled", "delivered"] });
      await stage.until(fax, isSending);
      await stage.cancel(fax);
    },
  },
  {
    name: "cancel-in-line",
    async run(stage) {
      const number = stage.number(ringsForAMinute);
      const calling = await stage.send(number);
      await stage.until(calling, isSending);
      const waiting = await stage.send(number, {}, { ends: ["canceled", "delivered"] });
      await stage.until(waiting, waitsInLine);
      await stage.cancel(waiting);
    },
  },
  {
    name: "one-number",
    async run(stage) {
      const number = stage.number(ringsForAMinute);
      for (const _ of [1, 2]) {
        await stage.send(number);
        await stage.rest();
      }
    },
  },
  {
    name: "resend",
    async run(stage) {
      const fax = await stage.send(stage.number());
      await stage.until(fax, ({ status }) => status === "delivered");
      await stage.resend(fax);
    },
  },
  {
    // Later than a queue can hold a message back.
    name: "schedule",
    async run(stage) {
      const at = new Date(stage.stand.clock.now().getTime() + 40 * 60_000).toISOString();
      await stage.send(stage.number(), { scheduled_at: at });
    },
  },
  {
    // The account cannot send for a while: nothing is spent, and one call tries whether it can again.
    name: "breaker",
    async run(stage) {
      const first = await stage.send(stage.number(accountIsDisabled));
      await stage.until(first, ({ waitingFor, line }) => waitingFor === "breaker" || line === "channel");
      await stage.send(stage.number());
      await stage.rest();
      stage.repair(first);
    },
  },
  { name: "broadcast", run: (stage) => stage.broadcast([stage.number(), stage.number(), stage.number()]) },
  { name: "mail", hangsOn: ["relay", "mail"], run: (stage) => stage.mail(stage.number(), stage.number()) },
  { name: "drop", run: (stage) => stage.drop(stage.number()) },
  {
    name: "tell",
    hangsOn: ["relay"],
    async run(stage) {
      await stage.hear(["fax.preparing", "fax.queued", "fax.sending", "fax.delivered"]);
      await stage.send(stage.number());
    },
  },
  {
    name: "untold",
    bySweep: true,
    run: async (stage) => void (await stage.send(stage.number(tellsNothing))),
  },
];
