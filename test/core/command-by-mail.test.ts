import { describe, expect, it } from "vitest";
import type { Fax, OutboundFax } from "../../core/fax.ts";
import { addressOfFax, commandIn, faxOfAddress, standOf } from "../../core/mail/commands.ts";
import { commandByMail, type CommandDeps } from "../../core/operations/command-by-mail.ts";
import { invalid } from "../../core/errors.ts";
import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { mailboxOf } from "../support/mailboxes.ts";
import { document, firstAttempt, noon, outboundFax, requestOf, uuid } from "../support/faxes.ts";

const id = uuid("fax");
const ann = "ann@clinic.example";

function desk(fax: Fax | undefined, after: Partial<OutboundFax> = {}, by = ann, mailboxes: Mailbox[] = []) {
  let stored = fax;
  let canceled = 0;
  const resent: string[] = [];
  const request = requestOf(id, { origin: { door: "mail", by } });
  const deps: CommandDeps = {
    readFax: async () => stored && { fax: stored, request },
    listMailboxes: async () => mailboxes,
    cancel: async () => {
      canceled++;
      stored = { ...(stored as OutboundFax), ...after };
    },
    resend: async ({ fax: earlier }, newId, { sender, thread }) => {
      if (earlier.status === "queued") throw invalid("fax_open", "Fax is still open", "It has not ended.");
      resent.push(newId);
      expect([sender, thread]).toEqual([ann, again]);
    },
  };
  const told = (text: string, sender = ann, messageId = "<m@clinic.example>") =>
    commandByMail(deps, { faxId: id, text, sender, messageId, thread: again });
  return {
    ask: async (...asked: Parameters<typeof told>) => (await told(...asked)).text,
    told,
    canceled: () => canceled,
    resent,
  };
}
const again = { subject: "Re: Papers", messageId: "<m@clinic.example>", references: [] };
const waiting = outboundFax({
  id,
  status: "queued",
  timeline: [{ key: "waiting.lane", at: noon, word: "waiting.lane" }],
});

describe("the address of a fax", () => {
  it("is read back, whatever its case, in our domain alone", () => {
    const address = addressOfFax(id, "fax.example.com");
    expect(address.length - "@fax.example.com".length).toBeLessThanOrEqual(64);
    expect(faxOfAddress(address.toUpperCase(), "fax.example.com")).toBe(id);
    expect(faxOfAddress(address, "elsewhere.example")).toBeUndefined();
    expect(faxOfAddress("fax+1@fax.example.com", "fax.example.com")).toBeUndefined();
  });
});

describe("what a sender may ask of his fax by mail", () => {
  it.each([
    ["STOP", "stop"],
    ["  stop!\n\nOn Monday Fax wrote:", "stop"],
    ["Status please", "status"],
    ["resend", "resend"],
    ["Stopped by?", undefined],
    ["On Monday Fax wrote:\n> Your fax was accepted\n> Its id is 1\n\nSTOP", "stop"],
    ["> Answer with STOP", undefined],
    ["> Answer with STOP\nresend", "resend"],
    ["Thanks", undefined],
    ["", undefined],
  ])("%j is the command %s", (text, command) => {
    expect(commandIn(text)).toBe(command);
  });

  it("stop cancels it and says so", async () => {
    const office = desk(waiting, { status: "canceled" });
    expect(await office.ask("STOP")).toBe(`Your fax to ${waiting.to}:\nIt was canceled before any call.`);
    expect(office.canceled()).toBe(1);
  });

  it("stop during the call asks the carrier, and promises nothing", async () => {
    expect(await desk(waiting, { status: "sending" }).ask("stop")).toContain("being sent at this moment");
  });

  it("stop of one that has ended changes nothing and says how it ended", async () => {
    const office = desk({ ...waiting, status: "delivered", pageCount: 1 });
    expect(await office.ask("stop")).toContain("cannot be stopped any more. It was delivered, 1 page.");
    expect(office.canceled()).toBe(0);
  });

  it("stop of one that ends in that very moment says how it stands; what is our own fault is thrown", async () => {
    const stop = (error: Error) =>
      commandByMail(
        {
          readFax: async () => ({
            fax: waiting,
            request: requestOf(id, { origin: { door: "mail", by: ann } }),
          }),
          listMailboxes: async () => [],
          cancel: () => Promise.reject(error),
          resend: () => Promise.reject(error),
        },
        { faxId: id, text: "stop", sender: ann, messageId: "<m@clinic.example>" },
      );
    const { text } = await stop(invalid("90080", "Fax cannot be canceled", "It has ended."));
    expect(text).toContain("not delivered yet");
    await expect(stop(new Error("DynamoDB is not there"))).rejects.toThrow("DynamoDB is not there");
  });

  it("status says what it waits for, and how often it was called", async () => {
    const fax = { ...waiting, attempts: [firstAttempt(), firstAttempt({ number: 2 })] };
    expect(await desk(fax).ask("status")).toContain("this one waits for it. There were 2 calls.");
  });

  it("members of the mailbox that it was sent from may ask as well as its sender, and others not", async () => {
    const mailboxes = [mailboxOf({ numbers: [waiting.from], members: [ann] })];
    const office = desk(waiting, { status: "canceled" }, "bob@clinic.example", mailboxes);
    expect(await office.ask("STATUS", "eve@clinic.example")).toBe("There is no such fax of yours.");
    expect(await office.ask("STATUS")).toContain(`Your fax to ${waiting.to}:`);
  });

  it("anything else is answered with what may be said", async () => {
    expect(await desk(waiting).ask("Thanks!")).toMatch(/STOP .* STATUS .* RESEND /);
  });

  it("resend of one that has ended makes a new fax, which the answer is about; the same mail twice makes one", async () => {
    const office = desk({ ...waiting, status: "failed" });
    const told = await office.told("RESEND");
    await office.told("RESEND");
    await office.told("RESEND", ann, "<another@clinic.example>");
    const [first, second, third] = office.resent;
    expect([first, second]).toEqual([told.faxId, told.faxId]);
    expect(new Set([id, first, third]).size).toBe(3);
    expect(told.text).toContain(`sent again, as a new fax.\nIts id is ${told.faxId}.`);
  });

  it("resend of one that has not says why not", async () => {
    const told = await desk(waiting).told("resend");
    expect(told).toEqual({
      faxId: id,
      text: `Your fax to ${waiting.to} was not sent again.\nIt has not ended.`,
    });
  });

  it.each([
    ["of somebody else", waiting, "bob@clinic.example"],
    ["that came by the API", undefined, ann],
  ])("of a fax %s nobody is told, and nothing is done", async (_whose, fax, by) => {
    const office = desk(fax, {}, by);
    expect(await office.ask("STOP")).toBe("There is no such fax of yours.");
    expect(office.canceled()).toBe(0);
  });
});

describe("how a fax stands", () => {
  it.each<[Partial<OutboundFax>, string]>([
    [{ status: "delivered", document }, "It was delivered, "],
    [
      {
        status: "failed",
        failure: { reason: "user_busy", internalReason: "x", detail: "The line was busy." },
      },
      "It was not delivered. The line was busy.",
    ],
    [{ status: "canceled" }, "It was canceled before any call."],
    [{ status: "canceled", attempts: [firstAttempt()] }, "It was canceled. There was one call."],
    [{ status: "preparing", timeline: [] }, "It is not delivered yet. The fax was accepted."],
  ])("%j", (fax, words) => {
    expect(standOf({ ...waiting, ...fax })).toContain(words);
  });
});
