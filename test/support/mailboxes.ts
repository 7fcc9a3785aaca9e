import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { noon } from "./faxes.ts";

/** A mailbox of one number, whose one member hears of everything. */
export const mailboxOf = (more: Partial<Mailbox> = {}): Mailbox => ({
  id: "mbx_0123456789abcdef",
  name: "Front desk",
  numbers: ["+13125550100"],
  callerId: "+13125550100",
  members: ["ann@clinic.example"],
  senders: [],
  notify: { received: "pdf", delivered: true, failed: true },
  createdAt: noon,
  updatedAt: noon,
  ...more,
});
