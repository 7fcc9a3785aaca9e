import type { Connection, SimulatorClock } from "../options.ts";
import type { Store } from "../store.ts";

/** What the routes of the account work with. */
export type AccountDeps = {
  clock: SimulatorClock;
  store: Store;
  connection: Connection;
};

export const isoNow = ({ clock }: Pick<AccountDeps, "clock">): string => clock.now().toISOString();
