export type DeliveryName = { endpointId: string; deliveryId: string };

export type SweepDeliveriesDeps = {
  now: () => number;
  /** Deliveries whose next try is due, the oldest first. */
  listDueDeliveries: (now: number, limit: number) => Promise<DeliveryName[]>;
  /** Asks for the next try, through the table, and sets when to ask again if that is lost. */
  wakeDelivery: (name: DeliveryName, nextLook: number) => Promise<unknown>;
};

/** More wait for the next sweep: nobody's events are lost, and others' are not held up. */
const perSweep = 500;
const atOnce = 10;
const nextLookMs = 10 * 60_000;

/** Asks for the next try of every delivery that is due. Answers how many. */
export async function sweepDeliveries(deps: SweepDeliveriesDeps): Promise<number> {
  const now = deps.now();
  const due = await deps.listDueDeliveries(now, perSweep);
  for (let start = 0; start < due.length; start += atOnce) {
    const some = due.slice(start, start + atOnce);
    await Promise.all(some.map((name) => deps.wakeDelivery(name, now + nextLookMs)));
  }
  return due.length;
}
