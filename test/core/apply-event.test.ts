import { describe, expect, it } from "vitest";
import { applyEvent, type ApplyDeps } from "../../core/operations/apply-event.ts";
import { toClientState } from "../../core/ids.ts";
import { decideOutbound } from "../../core/transitions.ts";
import { webhookBody } from "../support/carrier-events.ts";
import { noon, outboundFax, sendingFax } from "../support/faxes.ts";
import { afterInbound, afterOutbound } from "../support/interpret.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

function desk() {
  const table = memoryFaxes(sendingFax());
  const kept = new Map<string, string>();
  const reports: string[] = [];
  const deps: ApplyDeps = {
    now: () => noon,
    connectionId: "234423",
    applyOutbound: async (event) => {
      const fax = table.faxes.get(event.faxId);
      if (fax?.direction !== "outbound") return { kind: "foreign", why: "no such fax" };
      const decision = decideOutbound(fax, event, noon);
      if (decision.kind === "foreign") return decision;
      table.faxes.set(fax.id, afterOutbound(fax, event));
      return { kind: "advance" };
    },
    applyInbound: async (event) => {
      const fax = afterInbound(undefined, event, noon);
      if (fax) table.faxes.set(fax.id, fax);
      return { kind: "advance" };
    },
    keepForeign: async (key, body) => kept.set(key, body),
    report: (word) => reports.push(word),
  };
  return { table, kept, reports, apply: (body: string) => applyEvent(deps, { body, receivedAt: noon }) };
}

const text = (...facts: Parameters<typeof webhookBody>) => JSON.stringify(webhookBody(...facts));

describe("applying an authentic event", () => {
  it("of a fax of ours moves the fax and keeps nothing", async () => {
    const { table, kept, apply } = desk();
    await apply(text("fax.delivered"));
    expect(table.outbound(outboundFax().id).status).toBe("delivered");
    expect(kept.size).toBe(0);
  });

  it("that only repeats what the answer to our create call said costs no request", async () => {
    const { table, kept, apply } = desk();
    const before = structuredClone(table.outbound(outboundFax().id));
    await apply(text("fax.queued"));
    expect(table.outbound(outboundFax().id)).toEqual(before);
    expect(kept.size).toBe(0);
  });

  it.each([
    ["of an unknown type", text("fax.brand.new")],
    ["of no fax of ours", text("fax.queued", { client_state: null })],
    [
      "of a fax that is not there",
      text("fax.media.processed", { client_state: "MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwLjE=" }),
    ],
    [
      "of another connection's reception",
      text("fax.received", { direction: "inbound", connection_id: "other" }),
    ],
    ["that is not JSON", "<xml/>"],
    ["that is no event", '{"hello":1}'],
  ])("%s keeps it, once, under its day, and is no error", async (_story, body) => {
    const { table, kept, reports, apply } = desk();
    await apply(body);
    await apply(body);
    expect([...kept]).toEqual([[expect.stringMatching(/^events\/2026-10-02\/[\w-]{22}\.json$/), body]]);
    expect(reports).toContain("foreign_event");
    expect(table.faxes.size).toBe(1);
  });

  it("of a call that our records say was not made is kept, and calls a person", async () => {
    const { table, kept, reports, apply } = desk();
    await apply(text("fax.sending.started", { client_state: toClientState(outboundFax().id, 2) }));
    expect(reports).toEqual(["stray_call", "foreign_event"]);
    expect(kept.size).toBe(1);
    expect(table.outbound(outboundFax().id)).toEqual(sendingFax());
  });

  it("of a reception makes a fax of it", async () => {
    const { table, apply } = desk();
    await apply(text("fax.received", { direction: "inbound", media_url: "https://c.example/a" }));
    expect([...table.faxes.values()].map(({ status }) => status)).toEqual(["sending", "fetching"]);
  });
});
