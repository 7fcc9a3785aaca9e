import { describe, expect, it } from "vitest";
import { isInReach, reachOf } from "../../core/mailbox/reach.ts";
import { inboundFax, outboundFax } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";

const [ours, others, far] = ["+13125550100", "+13125550199", "+12065550117"];
const desk = mailboxOf({ numbers: [ours] });
const lab = mailboxOf({ id: "mbx_fedcba9876543210", numbers: [others] });

describe("what a key reaches", () => {
  it("is everything where the key has no mailbox, and no mailbox is read for it", async () => {
    const reach = await reachOf({}, () => Promise.reject(new Error("mailboxes were read")));
    expect(reach).toBeUndefined();
    expect(isInReach(outboundFax({ from: others }), reach)).toBe(true);
  });

  it("is what its mailbox's numbers sent or were sent, and nothing else", async () => {
    const reach = await reachOf({ mailboxId: desk.id }, async () => [lab, desk]);
    expect(reach).toEqual([ours]);
    expect(isInReach(outboundFax({ from: ours, to: far }), reach)).toBe(true);
    expect(isInReach(inboundFax({ from: far, to: ours }), reach)).toBe(true);
    expect(isInReach(outboundFax({ from: others, to: far }), reach)).toBe(false);
    expect(isInReach(inboundFax({ from: far, to: others }), reach)).toBe(false);
  });

  it("is decided by the number that is ours in that fax, also where both are", async () => {
    const reach = [ours];
    expect(isInReach(outboundFax({ from: others, to: ours }), reach)).toBe(false);
    expect(isInReach(inboundFax({ from: others, to: ours }), reach)).toBe(true);
    expect(isInReach(inboundFax({ from: ours, to: others }), reach)).toBe(false);
  });

  it("is nothing where its mailbox is gone", async () => {
    const reach = await reachOf({ mailboxId: "mbx_0000000000000000" }, async () => [lab, desk]);
    expect(reach).toEqual([]);
    expect(isInReach(outboundFax({ from: ours }), reach)).toBe(false);
  });
});
