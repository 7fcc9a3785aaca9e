import { invalid, type Problem } from "../errors.ts";
import { mailboxOfNumber, type Mailbox } from "./mailbox.ts";

/** Who orders: the mailbox of a key or sender, if it has one; and the number that counts where nobody names one. */
export type Ordering = { mailboxId?: string | undefined; defaultFrom: string };

/** What an order says of its sender, if anything. */
type Sender = { from?: string | null | undefined; from_display_name?: string | null | undefined };

/** What a mailbox says of header lines and cover pages: who sends, and the zone (IANA) that times are told in. */
export type SenderWishes = { name?: string; timeZone?: string };

/**
 * An order with what it leaves open as its mailbox has it: that of its key or sender, else the one that has the number it
 * is sent from. Throws a 422 `Problem` where its own mailbox is gone, or has not the number.
 */
export function sentAs<B extends Sender>(
  body: B,
  mailboxes: Mailbox[],
  ordering: Ordering,
): { body: B; wishes: SenderWishes } {
  const own = ownMailbox(mailboxes, ordering.mailboxId, body.from);
  const from = body.from ?? own?.callerId;
  const mailbox = own ?? mailboxOfNumber(mailboxes, from ?? ordering.defaultFrom);
  const name = body.from_display_name || mailbox?.fromName;
  const headerName = body.from_display_name || mailbox?.headerText;
  return {
    body: { ...body, ...(from ? { from } : {}), ...(name ? { from_display_name: name } : {}) },
    wishes: {
      ...(headerName ? { name: headerName } : {}),
      ...(mailbox?.timeZone ? { timeZone: mailbox.timeZone } : {}),
    },
  };
}

function ownMailbox(
  mailboxes: Mailbox[],
  mailboxId: string | undefined,
  from: string | null | undefined,
): Mailbox | undefined {
  if (mailboxId === undefined) return undefined;
  const mailbox = mailboxes.find(({ id }) => id === mailboxId);
  if (!mailbox) throw mailboxGone();
  if (from && !mailbox.numbers.includes(from)) throw strangeNumber(mailbox);
  return mailbox;
}

const mailboxGone = (): Problem =>
  invalid(
    "mailbox_gone",
    "Mailbox gone",
    "The mailbox that this key or sender belongs to was deleted; give it another one.",
  );

const strangeNumber = ({ name, callerId }: Mailbox): Problem =>
  invalid(
    "from_not_in_mailbox",
    "Number of another mailbox",
    `The 'from' parameter must be a number of the mailbox '${name}', such as ${callerId}; or leave it out.`,
    { pointer: "/from" },
  );
