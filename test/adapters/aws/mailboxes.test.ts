import { afterAll, describe, expect, it } from "vitest";
import {
  createMailbox,
  listMailboxes,
  readMailbox,
  removeMailbox,
  replaceMailbox,
} from "../../../adapters/aws/mailboxes.ts";
import type { Mailbox } from "../../../core/mailbox/mailbox.ts";
import { noon } from "../../support/faxes.ts";
import { mailboxOf } from "../../support/mailboxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);

let made = 0;
const number = () => `+1312555${String(++made).padStart(4, "0")}`;
const mailbox = (numbers: string[], more: Partial<Mailbox> = {}): Mailbox =>
  mailboxOf({
    id: `mbx_${String(++made).padStart(16, "0")}`,
    numbers,
    callerId: numbers[0] ?? "",
    createdAt: noon + made,
    ...more,
  });
const created = async (numbers: string[], more: Partial<Mailbox> = {}) => {
  const one = mailbox(numbers, more);
  expect(await createMailbox(table, one)).toBe("created");
  return one;
};
const later = (before: Mailbox, more: Partial<Mailbox>): Mailbox => ({
  ...before,
  ...more,
  updatedAt: before.updatedAt + 1,
});

describe("a mailbox", () => {
  it("is kept whole, listed with the oldest first, and gone with its numbers", async () => {
    const whole: Required<Omit<Mailbox, "id" | "numbers" | "callerId" | "createdAt">> = {
      ...mailboxOf(),
      senders: ["@clinic.example"],
      fromName: "Clinic",
      headerText: "Clinic, desk",
      timeZone: "America/Chicago",
      country: "US",
      text: "ignore",
      retentionDays: 30,
    };
    const [first, other] = [number(), number()];
    const desk = await created([first, other], { ...whole, numbers: [first, other], callerId: other });
    const lab = await created([number()]);
    expect(await readMailbox(table, desk.id)).toEqual(desk);
    expect(await listMailboxes(table)).toEqual([desk, lab]);
    for (const one of [desk, lab]) expect(await removeMailbox(table, one)).toBe("removed");
    expect(await listMailboxes(table)).toEqual([]);
    await removeMailbox(table, await created([first]));
  });

  it("whose number is another's is not written, nor is any other of its numbers claimed", async () => {
    const [taken, free] = [number(), number()];
    const desk = await created([taken]);
    expect(await createMailbox(table, mailbox([free, taken]))).toBe("number_taken");
    const lab = await created([free]);
    expect(await replaceMailbox(table, lab, later(lab, { numbers: [free, taken] }))).toBe("number_taken");
    expect(await readMailbox(table, lab.id)).toEqual(lab);
    for (const one of [desk, lab]) await removeMailbox(table, one);
  });

  it("of two that want a number at the same moment one gets it", async () => {
    const wanted = number();
    const outcomes = await Promise.all(
      [mailbox([wanted]), mailbox([wanted])].map((one) => createMailbox(table, one)),
    );
    expect(outcomes.sort()).toEqual(["created", "number_taken"]);
    for (const one of await listMailboxes(table)) await removeMailbox(table, one);
  });

  it("that gives a number up leaves it to others", async () => {
    const [first, second] = [number(), number()];
    const desk = await created([first, second]);
    const after = later(desk, { numbers: [second], callerId: second });
    expect(await replaceMailbox(table, desk, after)).toBe("replaced");
    const lab = await created([first]);
    for (const one of [after, lab]) await removeMailbox(table, one);
  });

  it("that somebody else changed meanwhile is neither written nor removed", async () => {
    const desk = await created([number()]);
    const after = later(desk, { name: "Reception" });
    await replaceMailbox(table, desk, after);
    expect(await replaceMailbox(table, desk, later(desk, { name: "Desk" }))).toBe("stale");
    expect(await removeMailbox(table, desk)).toBe("stale");
    expect(await readMailbox(table, desk.id)).toEqual(after);
    await removeMailbox(table, after);
  });
});
