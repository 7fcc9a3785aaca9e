import { busEntryOf, callsOf, type BusEntry } from "../events/bus-entry.ts";
import { eventsOfChanges } from "../events/fax-events.ts";
import type { TableChange } from "../relay.ts";

export type BusDeps = {
  now: () => number;
  /** Puts what one call may bring. @throws where the bus does not take all of it */
  putEntries: (entries: BusEntry[]) => Promise<void>;
  /** Says that up to so many events never came onto the bus. */
  passOver: (events: number, error: unknown) => void;
};

/** So long the stream may be held up for the bus. */
const patienceMs = 60_000;

/**
 * Puts each event on the bus. What it does not take is thrown, so that the changes are read again and come again,
 * under the same ids. Whoever waits behind them on the stream must not wait for a bus that is down: events that are
 * older than a minute are passed over.
 */
export async function putOnBus(deps: BusDeps, changes: TableChange[]): Promise<void> {
  let left = eventsOfChanges(changes).map(busEntryOf);
  try {
    for (const call of callsOf(left)) {
      await deps.putEntries(call);
      left = left.slice(call.length);
    }
  } catch (error) {
    const latest = Math.max(...left.map(({ at }) => at));
    if (deps.now() - latest < patienceMs) throw error;
    deps.passOver(left.length, error);
  }
}
