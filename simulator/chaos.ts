import { createHash } from "node:crypto";
import { numberRows, type Play } from "./fax/number-rows.ts";

/** What may befall one webhook: told twice at once, overtaken by those after it, or not told at all. */
export const mishaps = ["twice", "overtaken", "lost"] as const;
export type Mishap = (typeof mishaps)[number];

/** Shares from 0 to 1; what they leave over goes as usual. The same seed deals the same lots. */
export type ChaosOptions = {
  seed: number;
  /** So many numbers draw lots of their own; the next draw the same again. All of them do, if absent. */
  repeatsAfter?: number;
  /** Of the webhooks. */
  webhooks?: Partial<Record<Mishap, number>>;
  /** Of the faxes to numbers without an outcome of their own, by the name of a row of the table of numbers. */
  outcomes?: Record<string, number>;
};

export type Chaos = {
  /** In place of what was set before; undefined ends it. */
  set(options: ChaosOptions | undefined): void;
  get(): ChaosOptions | undefined;
  /** What the fax to this number meets that is its `turn`th there; undefined = as usual. */
  playFor(to: string, turn: number): Play | undefined;
  mishapOf(to: string, turn: number, event: string): Mishap | undefined;
};

/** The name by which a row is asked for: why it fails, or what happens instead. */
const nameOf = ({ failure_reason: reason, outcome }: (typeof numberRows)[number]): string =>
  reason ?? outcome;
const playsByName = new Map(numberRows.map((row) => [nameOf(row), row.plays]));
export const outcomeNames = [...playsByName.keys()];

/** Lots that depend on the number and its turn only, never on what else is going on. */
export function createChaos(first: ChaosOptions | undefined): Chaos {
  let options = first;
  /** From 0 to 1, the same for the same words. */
  const lot = (...words: (string | number)[]): number =>
    createHash("sha256")
      .update([options?.seed, ...words].join("|"))
      .digest()
      .readUInt32BE(0) /
    2 ** 32;
  /** Which number's lots this one draws. */
  const twin = (to: string): string => {
    const { repeatsAfter } = options ?? {};
    return repeatsAfter === undefined ? to : String(Number(to.slice(-9)) % repeatsAfter);
  };
  return {
    set: (next) => (options = next),
    get: () => options,
    playFor(to, turn) {
      const name = drawn(Object.entries(options?.outcomes ?? {}), lot("play", twin(to), turn));
      const plays = name === undefined ? [] : (playsByName.get(name) ?? []);
      return plays[turn % Math.max(1, plays.length)];
    },
    mishapOf(to, turn, event) {
      const shares = options?.webhooks ?? {};
      return drawn(
        mishaps.map((each) => [each, shares[each] ?? 0]),
        lot("webhook", twin(to), turn, event),
      );
    },
  };
}

/** The one whose share the lot falls into. */
function drawn<Name extends string>(shares: [Name, number][], lot: number): Name | undefined {
  let sum = 0;
  return shares.find(([, share]) => (sum += share) > lot)?.[0];
}
