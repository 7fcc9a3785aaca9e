import type { CarrierFax, StepName } from "./carrier-fax.ts";
import type { SimulatorClock } from "../options.ts";
import type { Store } from "../store.ts";
import type { Timers } from "../timers.ts";

/** The one thing that each open fax waits for. */
export type Steps = {
  /** Plans what happens to the fax next, `delayMs` from now, in place of what was planned before. */
  next(fax: CarrierFax, name: StepName, delayMs: number): void;
  /** Does at once what is planned. */
  runNow(fax: CarrierFax): Promise<void>;
  /** The fax has ended: nothing happens to it any more. */
  end(fax: CarrierFax): void;
  /** Takes up an open fax of an earlier run. */
  resume(fax: CarrierFax): void;
};

/** What a restart may leave due at most, even if the clock has been set back. */
const longestWaitMs = 60_000;

/** `run` finds the fax's planned step still in place; when it waits, it has to look again. */
export function createSteps(
  deps: { clock: SimulatorClock; timers: Timers; store: Store },
  run: (fax: CarrierFax, name: StepName) => void | Promise<void>,
): Steps {
  const armed = new Map<string, () => void>();
  const arm = (fax: CarrierFax) => {
    armed.get(fax.id)?.();
    const { step } = fax;
    if (!step) return;
    const cancel = deps.timers.after(step.due - deps.clock.now().getTime(), async () => {
      armed.delete(fax.id);
      if (fax.step === step) await run(fax, step.name);
    });
    armed.set(fax.id, cancel);
  };
  return {
    next(fax, name, delayMs) {
      fax.step = { name, due: deps.clock.now().getTime() + delayMs };
      deps.store.changed();
      arm(fax);
    },
    async runNow(fax) {
      armed.get(fax.id)?.();
      armed.delete(fax.id);
      if (fax.step) await run(fax, fax.step.name);
    },
    end(fax) {
      armed.get(fax.id)?.();
      armed.delete(fax.id);
      delete fax.step;
      deps.store.changed();
    },
    resume(fax) {
      if (!fax.step) return;
      fax.step.due = Math.min(fax.step.due, deps.clock.now().getTime() + longestWaitMs);
      arm(fax);
    },
  };
}
