import { afterEach, describe, expect, test } from "vitest";
import type { Flavour } from "../../../simulator/server.ts";
import { manualClock } from "../manual-clock.ts";
import { blankPdf } from "../pdf.ts";
import { anyNumber, apiKey, connectionId, ourNumber, startStage, until, type Stage } from "../stage.ts";
import { deliveryMetaTable, envelopeTable, eventTables, soForEvent, type Asked } from "./event-tables.ts";
import { faxTable, soForFax } from "./fax-table.ts";
import { differences } from "./table.ts";

type Fields = Record<string, unknown>;
let stage: Stage;
afterEach(() => stage.close());

const start = (flavour: Partial<Flavour> = {}) => startStage({ clock: manualClock(), flavour });
const getFax = async (id: string): Promise<Fields> => {
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(`${stage.simulator.apiBase}/faxes/${id}`, { headers });
  return ((await response.json()) as { data: Fields }).data;
};
const order = (asked: Fields): Fields => ({
  connection_id: connectionId,
  from: ourNumber,
  to: anyNumber,
  ...asked,
});
const create = async (asked: Fields): Promise<Fields> => {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const body = JSON.stringify(order(asked));
  const response = await fetch(`${stage.simulator.apiBase}/faxes`, { method: "POST", headers, body });
  expect(response.status).toBe(202);
  return ((await response.json()) as { data: Fields }).data;
};

/** Follows a fax to its end on a clock that stands still between looks; answers it in every status it was in. */
async function lifeOf(id: string): Promise<Fields[]> {
  const seen: Fields[] = [];
  for (let looks = 0; looks < 2_000; looks++) {
    const fax = await getFax(id);
    if (fax["status"] !== seen.at(-1)?.["status"]) seen.push(fax);
    if (["delivered", "failed", "received"].includes(String(fax["status"]))) return seen;
    await stage.control("/clock", { advance_seconds: 0.1 });
  }
  return expect.fail("the fax did not end");
}

/** The fax as it was created and in every status since, held against the table. */
async function expectFields(asked: Fields, statuses: string[], hasPagesOnFailed = false) {
  const created = await create(asked);
  const id = String(created["id"]);
  const life = [created, ...(await lifeOf(id))];
  expectTable(life, asked, hasPagesOnFailed);
  const met = life.map((fax) => fax["status"]);
  expect([...new Set(met)]).toEqual(statuses);
  await expectEvents(id, { ...order(asked), hasPagesOnFailed });
}

function expectTable(life: Fields[], asked: Fields, hasPagesOnFailed = false): void {
  let wasFetched = false;
  for (const fax of life) {
    wasFetched ||= fax["status"] === "media.processed";
    const isSo = soForFax(fax, asked, { wasFetched, hasPagesOnFailed });
    expect([fax["status"], differences(fax, faxTable, isSo)]).toEqual([fax["status"], []]);
  }
}

const endings = ["fax.delivered", "fax.failed", "fax.received"];

async function expectEvents(id: string, asked: Asked): Promise<string[]> {
  await until(() => stage.receiver.types(id).some((type) => endings.includes(type)));
  const told = stage.receiver.of(id);
  for (const { raw, headers, event, meta } of told) {
    const name = `${String(event.payload["direction"])} ${event.event_type}` as keyof typeof eventTables;
    const table = eventTables[name];
    expect(table, `no table for ${name}`).toBeDefined();
    expect([name, differences(event.payload, table, soForEvent(event.payload, asked))]).toEqual([name, []]);
    expect(differences(event, envelopeTable, () => false)).toEqual([]);
    expect(differences(meta, deliveryMetaTable, () => false)).toEqual([]);
    const verified = await stage.client.webhooks.unwrap(raw, { headers: headers as Record<string, string> });
    expect(verified).toEqual(JSON.parse(raw));
  }
  return told.map(({ event }) => event.event_type);
}

const state = Buffer.from("some fax.1").toString("base64");
const whole = ["queued", "media.processed", "originated", "sending", "delivered"];

describe("an outbound fax and its events have exactly the fields of their tables, in every status", () => {
  test("delivered, by URL, with everything that can be asked", async () => {
    stage = await start();
    await expectFields(
      {
        media_url: `${stage.media.url}/2.pdf`,
        client_state: state,
        store_media: true,
        store_preview: true,
        preview_format: "pdf",
        quality: "ultra_dark",
        monochrome: true,
        from_display_name: "Example Clinic",
      },
      whole,
    );
  });

  test("delivered, with nothing but what must be asked", async () => {
    stage = await start();
    await expectFields({ media_url: `${stage.media.url}/1.pdf` }, whole);
  });

  test.each([
    ["+13125550101", ["queued", "media.processed", "originated", "failed"]],
    ["+13125550115", ["queued", "media.processed", "originated", "sending", "failed"]],
    ["+13125550122", ["queued", "media.processed", "originated", "sending", "failed"]],
    ["+12125550105", ["queued", "media.processed", "failed"]],
    ["+12065550102", ["queued", "failed"]],
  ])("failed, %s", async (to, statuses) => {
    for (const hasPagesOnFailed of [false, true]) {
      stage = await start({ hasPagesOnFailed });
      const media_url = `${stage.media.url}/1.pdf`;
      await expectFields(
        { to, media_url, store_media: true, client_state: state },
        statuses,
        hasPagesOnFailed,
      );
      if (!hasPagesOnFailed) await stage.close();
    }
  });

  test("by name", async () => {
    stage = await start();
    await expectFields({ media_name: "letter.pdf", client_state: state }, ["queued", "failed"]);
  });

  test.each(["sender_canceled", null])("canceled, with the reason %s", async (cancelReason) => {
    stage = await start({ cancelReason });
    const asked = order({ media_url: `${stage.media.url}/1.pdf` });
    const id = String((await create(asked))["id"]);
    await stage.client.faxes.actions.cancel(id);
    const life = await lifeOf(id);
    expectTable(life, asked);
    expect(life.at(-1)).toMatchObject({ status: "failed", failure_reason: cancelReason });
    // A reason that is not given is left out of the event, as for the row that fails without one.
    await expectEvents(id, cancelReason === null ? { ...asked, to: "+13125550122" } : asked);
  });
});

describe("an inbound fax and its events have exactly the fields of their tables, in every status", () => {
  const inbound = async (more: Fields) => {
    const document_base64 = blankPdf(2).toString("base64");
    const { json } = await stage.control("/inbound", {
      from: anyNumber,
      to: ourNumber,
      document_base64,
      ...more,
    });
    return String((json as Fields)["fax_id"]);
  };
  const received = ["initiated", "receiving", "media.processing", "received"];

  test.each([
    ["received", {}, received, "fax.received"],
    ["received in part", { partial_content: true }, received, "fax.received"],
    ["received, told as delivered", { event: "fax.delivered" }, received, "fax.delivered"],
    ["failed", { failure_reason: "sender_call_dropped" }, ["initiated", "receiving", "failed"], "fax.failed"],
  ])("%s", async (_what, more, statuses, end) => {
    for (const hasPagesOnFailed of [false, true]) {
      stage = await start({ hasPagesOnFailed });
      const id = await inbound(more);
      const life = await lifeOf(id);
      expectTable(life, {}, hasPagesOnFailed);
      expect(life.map((fax) => fax["status"])).toEqual(statuses);
      expect((await expectEvents(id, { hasPagesOnFailed })).at(-1)).toBe(end);
      if (!hasPagesOnFailed) await stage.close();
    }
  });
});

test("every event that the official types name, and every inbound one of the guides, has a table", () => {
  expect(Object.keys(eventTables).sort()).toEqual(
    [
      ...["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered", "fax.failed"].map(
        (type) => `outbound ${type}`,
      ),
      ...[
        "fax.receiving.started",
        "fax.media.processing.started",
        "fax.received",
        "fax.delivered",
        "fax.failed",
      ].map((type) => `inbound ${type}`),
    ].sort(),
  );
});
