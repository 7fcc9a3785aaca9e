import { changedMailbox, numberTaken, type ChangeMailboxBody } from "../mailbox/mailbox-body.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { asItStands } from "./as-it-stands.ts";

/** Both writes answer `stale` where the mailbox is no longer as it was read. */
export type ChangeMailboxDeps = {
  now: () => number;
  read: (id: string) => Promise<Mailbox | undefined>;
  replace: (before: Mailbox, after: Mailbox) => Promise<"replaced" | "number_taken" | "stale">;
  remove: (mailbox: Mailbox) => Promise<"removed" | "stale">;
};

const named = "The mailbox";

/** Changes what is given of a mailbox. Throws a `Problem` where it is gone, or a number is another's. */
export const changeMailbox = (
  deps: ChangeMailboxDeps,
  id: string,
  change: ChangeMailboxBody,
): Promise<Mailbox> =>
  asItStands(
    named,
    () => deps.read(id),
    async (before) => {
      const after = changedMailbox(before, change, deps.now());
      const outcome = await deps.replace(before, after);
      if (outcome === "number_taken") throw numberTaken();
      return outcome === "stale" ? outcome : after;
    },
  );

/** Removes a mailbox; its numbers are nobody's then. Throws a `Problem` where it is gone. */
export const removeMailbox = (deps: ChangeMailboxDeps, id: string): Promise<"removed"> =>
  asItStands(named, () => deps.read(id), deps.remove);
