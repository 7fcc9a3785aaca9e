import type { ClockSnapshot } from "../../clock.ts";

/**
 * Replaces this thread's `Date` by the laptop's one clock, before any bundle is loaded.
 * Answers the function that takes a new offset. Timers and sockets stay real.
 */
export function installClock(first: ClockSnapshot): (next: ClockSnapshot) => void {
  const RealDate = Date;
  let { realBase, localBase, scale } = first;
  const now = () => Math.floor(localBase + (RealDate.now() - realBase) * scale);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver): unknown => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
  RealDate.prototype.constructor = globalThis.Date;
  return (next) => ({ realBase, localBase, scale } = next);
}
