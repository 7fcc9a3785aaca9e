import { describe, expect, it } from "vitest";
import type { CreateFaxBody } from "../../core/api/create-fax.ts";
import { Problem } from "../../core/errors.ts";
import { sentAs } from "../../core/mailbox/send-as.ts";
import { mailboxOf } from "../support/mailboxes.ts";

const [first, second, elsewhere] = ["+13125550100", "+13125550101", "+12065550117"];
const desk = mailboxOf({
  numbers: [first, second],
  callerId: second,
  fromName: "Clinic",
  headerText: "Downtown Clinic",
  timeZone: "America/Chicago",
});
const as = (body: Partial<CreateFaxBody>, mailboxId?: string, defaultFrom = elsewhere) =>
  sentAs({ to: "+13125550148", ...body }, [desk], { mailboxId, defaultFrom });
const wishes = { name: "Downtown Clinic", timeZone: "America/Chicago" };

describe("what an order leaves open is its mailbox's", () => {
  it("its caller id, its name, its header text and its zone, for its own keys and senders", () => {
    expect(as({}, desk.id)).toEqual({
      body: { to: "+13125550148", from: second, from_display_name: "Clinic" },
      wishes,
    });
  });

  it("but the number, where the order names another of its numbers; and the name, where it names one", () => {
    expect(as({ from: first, from_display_name: "Dr. Lee" }, desk.id)).toEqual({
      body: { to: "+13125550148", from: first, from_display_name: "Dr. Lee" },
      wishes: { ...wishes, name: "Dr. Lee" },
    });
  });

  it("also for others who send from one of its numbers, named or the usual one", () => {
    expect(as({ from: first })).toMatchObject({ body: { from: first, from_display_name: "Clinic" }, wishes });
    expect(as({}, undefined, first)).toEqual({
      body: { to: "+13125550148", from_display_name: "Clinic" },
      wishes,
    });
  });

  it("and nothing, where no mailbox has the number", () => {
    const body = { to: "+13125550148", from: elsewhere };
    expect(as(body)).toEqual({ body, wishes: {} });
    expect(as({})).toEqual({ body: { to: "+13125550148" }, wishes: {} });
  });

  it.each([
    ["a number of nobody's", { from: elsewhere }, desk.id, "from_not_in_mailbox"],
    ["a mailbox that is gone", {}, "mbx_gone", "mailbox_gone"],
  ])("nobody sends as his mailbox from %s", (_what, body, id, code) => {
    let refused: unknown;
    try {
      as(body, id);
    } catch (error) {
      refused = error;
    }
    expect(refused instanceof Problem && [refused.status, refused.errors[0]?.code]).toEqual([422, code]);
  });
});
