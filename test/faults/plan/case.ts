import { callFaults, messageFaults, type Fault, type Trace } from "../harness/director.ts";

/** One run of a flow with what strikes it; `id` names it for people: `send:17:after`, `send:m3:lost`. */
export type Case = {
  id: string;
  flow: string;
  faults: Fault[];
  /** Local time within which all must have come to rest; else only that it ever does. */
  withinMs?: number;
};

/** Every call stopped before, after, and left without an answer; every message lost, and delivered twice. */
export function singleFaults(flow: string, { calls, messages }: Trace): Case[] {
  return [
    ...calls.flatMap((at, index) =>
      callFaults.map((kind): Case => ({
        id: `${flow}:${index + 1}:${kind}`,
        flow,
        faults: [{ on: "call", at, kind }],
      })),
    ),
    ...messages.flatMap((at, index) =>
      messageFaults.map((kind): Case => ({
        id: `${flow}:m${index + 1}:${kind}`,
        flow,
        faults: [{ on: "message", at, kind }],
      })),
    ),
  ];
}

/** Two different single faults of one flow, both to be met by one run; another pair each time it is asked. */
export function pairsOf(singles: Case[], random: () => number): () => Case {
  const drawn = new Set<string>();
  const draw = (list: Case[]): Case | undefined => list[Math.floor(random() * list.length)];
  return () => {
    for (let tries = 0; tries < mostTries; tries++) {
      const first = draw(singles);
      const second = first && draw(singles.filter(({ flow }) => flow === first.flow));
      if (!first || !second || first.faults[0]?.at === second.faults[0]?.at) continue;
      const pair = pairOf(first, second);
      if (drawn.has(pair.id)) continue;
      drawn.add(pair.id);
      return pair;
    }
    throw new Error("there are no more pairs");
  };
}

const mostTries = 10_000;

function pairOf(first: Case, second: Case): Case {
  const [, ...rest] = second.id.split(":");
  return {
    id: `${first.id}+${rest.join(":")}`,
    flow: first.flow,
    faults: [...first.faults, ...second.faults],
  };
}

/** The case that a person names; undefined where the flow has no such call or message. */
export function caseNamed(id: string, singles: Case[]): Case | undefined {
  const [first = "", second] = id.split("+");
  const flow = first.split(":")[0] ?? "";
  const find = (name: string) => singles.find((single) => single.id === name);
  const one = find(first);
  if (second === undefined || !one) return one;
  const other = find(`${flow}:${second}`);
  return other && pairOf(one, other);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
