import type { Clock } from "../../../local/clock.ts";
import type { CallFate } from "./outgoing-calls.ts";

/** `late`: the request stands still before it goes out, for twenty seconds or so long, while everything else goes on. */
export type CallFault = Exclude<CallFate, "pass"> | "late";

/** `lost`: never reaches its function. `twice`: reaches it a second time. */
export type MessageFate = "pass" | "lost" | "twice";
/** `at`: which call or message, in words that are the same in every run. */
export type Fault =
  | { on: "call"; at: string; kind: CallFault; lateMs?: number }
  | { on: "message"; at: string; kind: Exclude<MessageFate, "pass"> };

export const callFaults = ["before", "after", "timeout"] as const;
export const messageFaults = ["lost", "twice"] as const;

/** What a flow does while nothing goes wrong, in order. */
export type Trace = { calls: string[]; messages: string[] };

/** Knows every call and every message of the flow under way, and decides which of them meet their fault. */
export type Director = {
  /** A new flow begins; what happens from now on is counted. */
  begin(faults: Fault[]): void;
  /** From now on nothing is counted; faults that wait may still strike. */
  stopCounting(): void;
  onCall(fn: string, operation: string): CallFate | Promise<CallFate>;
  /** Functions that stand still just now. */
  held(): number;
  /** `id`: the same for every delivery of one message. */
  onMessage(fn: string, id: string): MessageFate;
  trace(): Trace;
  fired(): Fault[];
};

/** `RoomsFetchInboundFunction` -> `fetch-inbound` */
export const shortName = (name: string): string =>
  name
    .replace(/^(Rooms|Stream)/, "")
    .replace(/Function$/, "")
    .replace(/(?<=[a-z])[A-Z]/g, (capital) => `-${capital}`)
    .toLowerCase();

/** The sweep runs every five minutes whatever happens: its calls belong to those flows that live by it. */
const usuallyLateMs = 20_000;

export function createDirector(clock: Clock): Director & { watchesSweep: boolean } {
  let waiting: Fault[] = [];
  let fired: Fault[] = [];
  let trace: Trace = { calls: [], messages: [] };
  let isCounting = false;
  let held = 0;
  const seen = new Map<string, number>();
  const messages = new Map<string, { at: string; isLost: boolean }>();

  const nth = (name: string): string => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name} #${count}`;
  };
  const strike = (on: Fault["on"], at: string): Fault | undefined => {
    const fault = waiting.find((one) => one.on === on && one.at === at);
    if (!fault) return undefined;
    waiting = waiting.filter((one) => one !== fault);
    fired.push(fault);
    return fault;
  };

  const standStill = (lateMs: number): Promise<CallFate> => {
    held += 1;
    return new Promise((resolve) => {
      clock.after(lateMs, () => {
        held -= 1;
        resolve("pass");
      });
    });
  };

  return {
    watchesSweep: false,
    begin(faults) {
      waiting = [...faults];
      fired = [];
      trace = { calls: [], messages: [] };
      isCounting = true;
      seen.clear();
      messages.clear();
    },
    stopCounting: () => void (isCounting = false),
    onCall(fn, operation) {
      if (fn === "sweep" && !this.watchesSweep) return "pass";
      const at = nth(`${fn} ${operation}`);
      if (isCounting) trace.calls.push(at);
      const fault = strike("call", at);
      if (fault?.on !== "call") return "pass";
      return fault.kind === "late" ? standStill(fault.lateMs ?? usuallyLateMs) : fault.kind;
    },
    held: () => held,
    onMessage(fn, id) {
      const known = messages.get(id);
      if (known) return known.isLost ? "lost" : "pass";
      const at = nth(`${fn} message`);
      if (isCounting) trace.messages.push(at);
      const fault = strike("message", at);
      messages.set(id, { at, isLost: fault?.kind === "lost" });
      return fault?.on === "message" ? fault.kind : "pass";
    },
    trace: () => trace,
    fired: () => fired,
  };
}
