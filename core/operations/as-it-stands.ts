import { notFound } from "../errors.ts";

const mostTries = 10;

/**
 * Writes what follows from a stored thing as it stands, anew where somebody else wrote meanwhile (`stale`). `what`: its
 * name, for whoever asked. Throws a 404 `Problem` where it is gone.
 */
export async function asItStands<S, T>(
  what: string,
  read: () => Promise<S | undefined>,
  write: (stored: S) => Promise<T | "stale">,
): Promise<T> {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await read();
    if (!stored) throw notFound(what);
    const outcome = await write(stored);
    if (outcome !== "stale") return outcome;
  }
  throw new Error(`${what} was changed by others again and again`);
}
