import { blackRuns, whiteRuns, type Code } from "./run-codes.ts";

/** Writes code words one after the other, highest bit first. */
export type BitWriter = {
  put: (code: Code) => void;
  /** A run of white or black dots: make-up codes as needed, then a terminating one. */
  run: (length: number, isBlack: boolean) => void;
  bits: () => number;
  finish: () => Uint8Array;
};

export function startBits(expectedBytes: number): BitWriter {
  let bytes = new Uint8Array(Math.max(64, expectedBytes));
  let at = 0;
  let held = 0;
  let count = 0;
  const put = ({ bits, length }: Code) => {
    held = (held << length) | bits;
    count += length;
    while (count >= 8) {
      count -= 8;
      if (at === bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      bytes[at++] = held >>> count;
    }
    held &= (1 << count) - 1;
  };
  const run = (length: number, isBlack: boolean) => {
    const table = isBlack ? blackRuns : whiteRuns;
    let left = length;
    while (left >= 64) {
      const steps = Math.min(left >> 6, table.makeUp.length);
      const code = table.makeUp[steps - 1];
      if (code) put(code);
      left -= steps * 64;
    }
    const code = table.terminating[left];
    if (code) put(code);
  };
  return {
    put,
    run,
    bits: () => at * 8 + count,
    finish: () => {
      if (count > 0) put({ bits: 0, length: 8 - count });
      return bytes.subarray(0, at);
    },
  };
}
