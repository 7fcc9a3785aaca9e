import { endOf } from "../end-of-fax.ts";
import { isClosed, type Direction, type Fax } from "../fax.ts";
import type { Mailbox } from "./mailbox.ts";

/** The faxes of one of our numbers in one direction, and how many days after their end they are removed. */
export type KeptList = { number: string; direction: Direction; days: number };
/** The list in which a run stopped, and the position of the last fax that it looked at. */
export type RetentionCursor = { number: string; direction: Direction; after: string };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Two sweeps of every hour look, even where one is late. */
const looksForMs = 10 * 60_000;

/** Whether a sweep at this moment looks for faxes to remove: looking costs a request, so that five of six save theirs. */
export const looksForExpired = (now: number): boolean => now % hourMs < looksForMs;

/** What is not kept for ever, in an order that only changes with the mailboxes. */
export const keptLists = (mailboxes: Mailbox[]): KeptList[] =>
  mailboxes
    .flatMap(({ numbers, retentionDays: days }) =>
      days === undefined
        ? []
        : numbers.flatMap((number) => bothOf(number).map((list) => ({ ...list, days }))),
    )
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** The lists that are left of a round, each with the position behind which to go on. */
export const leftOfRound = (
  lists: KeptList[],
  cursor: RetentionCursor | undefined,
): { list: KeptList; after: string | undefined }[] =>
  lists
    .filter((list) => cursor === undefined || placeOf(list) >= placeOf(cursor))
    .map((list) => ({ list, after: cursor && placeOf(list) === placeOf(cursor) ? cursor.after : undefined }));

/** Only what ended before this moment (epoch ms) is removed. */
export const keptSince = ({ days }: KeptList, now: number): number => now - days * dayMs;

/** Of faxes between two numbers of ours a list has both; each is removed as the mailbox wants that it belongs to. */
export const hasExpired = (fax: Fax, list: KeptList, now: number): boolean =>
  fax.direction === list.direction &&
  fax.deletedAt === undefined &&
  isClosed(fax.status) &&
  endOf(fax) < keptSince(list, now);

const bothOf = (number: string) =>
  (["inbound", "outbound"] as const).map((direction) => ({ number, direction }));

const placeOf = ({ number, direction }: Pick<KeptList, "number" | "direction">): string =>
  `${number} ${direction}`;
