import type { Fault } from "../harness/director.ts";
import type { Case } from "../plan/case.ts";
import type { Mutation } from "./bundle-mutated.ts";

/** One condition that keeps a promise: taken away, one of the cases must show it. */
export type Guard = {
  name: string;
  /** The last one is the guard; before it, what else would cover for it. */
  mutations: Mutation[];
  cases: Case[];
};

/** A flow that must end as it should; with faults, if any, and within minutes of local time, if given. */
export const tried = (flow: string, faults: Fault[] = [], withinMinutes?: number): Case => ({
  id: [flow, ...faults.map(({ at, kind }) => `${at}, ${kind}`)].join(": "),
  flow,
  faults,
  ...(withinMinutes === undefined ? {} : { withinMs: withinMinutes * 60_000 }),
});

export const call = (at: string, kind: Extract<Fault, { on: "call" }>["kind"], lateMs?: number): Fault => ({
  on: "call",
  at,
  kind,
  ...(lateMs === undefined ? {} : { lateMs }),
});

export const message = (at: string, kind: Extract<Fault, { on: "message" }>["kind"]): Fault => ({
  on: "message",
  at,
  kind,
});
