import { describe, expect, it } from "vitest";
import { isForgotten } from "../../core/census.ts";
import { faxStatuses, isClosed, type Direction, type Fax } from "../../core/fax.ts";
import { takeCensus } from "../../core/operations/take-census.ts";
import { inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";

const id = uuid("fax");
const call = { faxId: id, attempt: 1, startedAt: noon };

describe("accepted means kept: a fax that nothing looks after", () => {
  it.each(faxStatuses.filter((status) => status !== "sending"))(
    "given %s, it is while it is open",
    (status) => {
      const fax = { ...outboundFax(), status } as Fax;
      expect(isForgotten(fax, false, [call])).toBe(!isClosed(status));
      expect(isForgotten(fax, true, [])).toBe(false);
    },
  );

  it("given a call, it is unless the channels name that call", () => {
    expect(isForgotten(sendingFax(), false, [call])).toBe(false);
    expect(isForgotten(sendingFax(), false, [{ ...call, attempt: 2 }])).toBe(true);
    expect(isForgotten(sendingFax(), false, [])).toBe(true);
  });

  it("given a tombstone, it is not", () => {
    expect(isForgotten(outboundFax({ deletedAt: noon }), false, [])).toBe(false);
  });
});

/** A list of one fax a page, in order of creation. */
async function census(stored: Fax[], before: { outbound?: string; inbound?: string } = {}) {
  const given: string[] = [];
  const windows: number[] = [];
  const inOrder = [...stored].sort((a, b) => (a.id < b.id ? -1 : 1));
  let cursor: typeof before | undefined;
  const found = await takeCensus({
    now: () => noon,
    readCursor: async () => before,
    moveCursor: async (to) => (cursor = to),
    readPage: async (direction: Direction, after, until) => {
      windows.push(noon - until);
      const [fax] = inOrder.filter((one) => one.direction === direction && (after ?? "") < one.id);
      return fax
        ? { faxes: [{ fax, isDue: false }], last: fax.id, isLast: false }
        : { faxes: [], isLast: true };
    },
    listCalls: async () => [call],
    giveDue: async (fax) => given.push(fax.id),
    report: () => undefined,
  });
  return { given, cursor, found, windows };
}

describe("the census", () => {
  it("passes both directions, ten minutes after creation, and looks after what is still open", async () => {
    const open = outboundFax({ id: uuid("lost") });
    const reception = inboundFax();
    const { given, cursor, found, windows } = await census([
      sendingFax(),
      outboundFax({ id: uuid("done"), status: "delivered" }),
      open,
      reception,
    ]);
    expect([...given].sort()).toEqual([open.id, reception.id].sort());
    expect(found).toBe(2);
    expect(new Set(windows)).toEqual(new Set([600_000]));
    const last = [id, uuid("done"), open.id].sort().at(-1);
    expect(cursor).toEqual({ outbound: last, inbound: reception.id });
  });

  it("passes nobody twice, and writes nothing where nobody came", async () => {
    const { given, cursor } = await census([outboundFax()], { outbound: id });
    expect([given, cursor]).toEqual([[], undefined]);
  });

  it("goes on in the next run where there are more than one run passes", async () => {
    const many = Array.from({ length: 60 }, (_, index) => outboundFax({ id: uuid(`many ${index}`) })).sort(
      (a, b) => (a.id < b.id ? -1 : 1),
    );
    const first = await census(many);
    expect([first.found, first.cursor]).toEqual([50, { outbound: many[49]?.id }]);
    expect((await census(many, first.cursor)).found).toBe(10);
  });
});
