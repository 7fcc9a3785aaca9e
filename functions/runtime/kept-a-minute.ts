const keptMs = 60_000;

export type Kept<T> = { read: () => Promise<T>; forget: () => void };

/**
 * What changes seldom and is asked for often is read at most once a minute: a change counts everywhere after that, at
 * most. What could not be read is not kept.
 */
export function keptAMinute<T>(load: () => Promise<T>, now: () => number): Kept<T> {
  let kept: { value: Promise<T>; until: number } | undefined;
  return {
    read() {
      if (kept && kept.until > now()) return kept.value;
      const mine = { value: load(), until: now() + keptMs };
      kept = mine;
      mine.value.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return mine.value;
    },
    forget: () => (kept = undefined),
  };
}
