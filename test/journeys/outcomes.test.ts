import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outboundReasons } from "../support/failure-reasons.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
let web: Awaited<ReturnType<typeof serve>>;
let rows: { number: string; outcome: string; failure_reason: string | null }[];
beforeAll(async () => {
  run = await openJourney({ speed: 20 });
  web = await serve(randomPdf());
  rows = await run.control("/numbers");
});
afterAll(async () => {
  web.close();
  await run.end();
});

const send = async (to: string, more: object = {}): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url: web.url, ...more }),
  });
  expect(status).toBe(202);
  return body.data.id;
};
/** What an order of events must not change: everything but when we heard of it. */
const essence = ({ events, ...fax }: any) => ({
  status: fax.status,
  failure_reason: fax.failure_reason,
  page_count: fax.page_count,
  attempt: fax.attempts.map(({ state, failure_reason }: any) => ({ state, failure_reason })),
  carrier: events
    .map((event: any) => event.event)
    .filter((word: string) => word.startsWith("fax."))
    .sort(),
});

describe("every row of the simulator's numbers", () => {
  it("has at least one for each reason", () => {
    expect(outboundReasons.filter((reason) => !rows.some((row) => row.failure_reason === reason))).toEqual(
      [],
    );
  });

  const isCapacity = (row: { failure_reason: string | null }) =>
    row.failure_reason?.includes("channel_limit") === true;
  const isAccount = (row: { failure_reason: string | null }) =>
    ["account_disabled", "no_outbound_profile", "outbound_profile_daily_spend_limit_exceeded"].includes(
      row.failure_reason ?? "",
    );
  const failing = () => rows.filter((row) => row.failure_reason !== null);

  it("ends failed with its reason, after one call where that is all the sender allows", async () => {
    const once = { retry: { max_attempts: 1 } };
    const ordinary = failing().filter((row) => !isCapacity(row) && !isAccount(row));
    const sent = await Promise.all(ordinary.map(async (row) => ({ row, id: await send(row.number, once) })));
    for (const { row, id } of sent) {
      const fax = await run.fax(id, "failed");
      expect([row.number, fax.failure_reason]).toEqual([row.number, row.failure_reason]);
      expect(fax.failure_detail).toBeTruthy();
      expect(fax.attempts).toHaveLength(1);
    }
  }, 120_000);

  it("ends failed with its reason at the time to give up, where our own lines are in use: no attempt is spent", async () => {
    const { body } = await run.call("/v2/faxes", { method: "POST", body: '{"to":"+13127367276"}' });
    const give_up_at = new Date(Date.parse(body.data.created_at) + 300_000).toISOString();
    const full = failing().filter(isCapacity);
    expect(full).toHaveLength(3);
    const sent = await Promise.all(
      full.map(async (row) => ({
        row,
        id: await send(row.number, { retry: { max_attempts: 1 }, give_up_at }),
      })),
    );
    for (const { row, id } of sent) {
      const fax = await run.fax(id, "failed");
      expect([row.number, fax.failure_reason]).toEqual([row.number, row.failure_reason]);
      expect(fax.failure_detail).toBeTruthy();
    }
  }, 120_000);

  it("holds the fax where the account as a whole cannot send, and says why", async () => {
    const rowsOfAccount = failing().filter(isAccount);
    expect(rowsOfAccount).toHaveLength(3);
    for (const row of rowsOfAccount) {
      const id = await send(row.number);
      await run.until(`${row.failure_reason} to hold it`, async () => {
        const { body } = await run.call(`/v2/faxes/${id}`);
        return body.data.waiting?.for === "breaker" || undefined;
      });
      const { breaker } = (await run.call("/v2/carrier")).body.data;
      expect(breaker.reason).toBe(row.failure_reason);
      expect((await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" })).status).toBe(202);
      await run.call("/v2/carrier/actions/resume", { method: "POST" });
    }
  }, 120_000);
});

describe("events that come twice, late, out of order", () => {
  const row = (outcome: string) => rows.find((entry) => entry.outcome === outcome)?.number ?? outcome;

  it("end in the same state", async () => {
    const plain = essence(await run.fax(await send("+13127367276"), "delivered"));
    for (const outcome of ["webhooks_twice", "webhooks_reversed", "webhooks_late", "webhook_before_answer"]) {
      const id = await send(row(outcome));
      await run.fax(id, "delivered");
      await run.cloud.idle();
      const fax = await run.until(`all events of ${outcome}`, async () => {
        const { body } = await run.call(`/v2/faxes/${id}`);
        return essence(body.data).carrier.length === plain.carrier.length ? body.data : undefined;
      });
      expect([outcome, essence(fax)]).toEqual([outcome, plain]);
    }
  }, 120_000);
});

describe("never twice: an answer that nobody can read is never followed by a second call", () => {
  const row = (outcome: string) => rows.find((entry) => entry.outcome === outcome)?.number ?? outcome;
  const callsOf = async (id: string) =>
    (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));

  it.each(["answer_lost", "answer_500_accepted"])("%s: ends by its events, one call", async (outcome) => {
    const id = await send(row(outcome));
    await run.fax(id, "delivered");
    await run.control("/clock", { advance_seconds: 900 });
    await run.cloud.idle();
    expect(await callsOf(id)).toHaveLength(1);
  });

  it("answer_500_not_accepted: is visible as sending, attempt unknown, until the carrier was asked", async () => {
    const id = await send(row("answer_500_not_accepted"));
    const fax = await run.until("the unknown attempt", async () => {
      const { body } = await run.call(`/v2/faxes/${id}`);
      return body.data.attempts[0]?.state === "unknown" ? body.data : undefined;
    });
    expect(fax.status).toBe("sending");
    expect(await callsOf(id)).toHaveLength(0);
  });

  it("answer_429: waits, spends no attempt, and goes when the carrier lets it", async () => {
    const id = await send(row("answer_429_once"));
    const fax = await run.fax(id, "delivered");
    expect(fax.attempts).toHaveLength(1);
    expect(await callsOf(id)).toHaveLength(1);
  }, 60_000);
});

describe("cancel during the call", () => {
  it("ends canceled when the carrier stops it", async () => {
    const ringing = rows.find((entry) => entry.outcome.includes("ring"))?.number ?? "";
    const id = await send(ringing);
    await run.fax(id, "sending");
    await run.until("the carrier's id", async () => {
      const { body } = await run.call(`/v2/faxes/${id}`);
      return body.data.attempts[0]?.carrier_fax_id ?? undefined;
    });
    expect((await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" })).status).toBe(202);
    const fax = await run.fax(id, "canceled");
    expect(fax.attempts).toHaveLength(1);
  });
});
