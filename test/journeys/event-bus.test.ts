import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import type { BusEvent } from "../../local/engines/event-buses.ts";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

type Body = { type: string; id: string; sequence: number; timestamp: string; data: Record<string, unknown> };
const bodyOf = ({ detail }: BusEvent) => detail as Body;
const ofFax = (id: string) => run.cloud.eventBuses.list().filter((event) => bodyOf(event).data["id"] === id);
const typesOf = (id: string) => ofFax(id).map(({ detailType }) => detailType);
const hears = (id: string, last: string) =>
  run.until(`${last} on the bus`, async () => (typesOf(id).includes(last) ? true : undefined));

async function send(to: string, more: Record<string, string> = {}): Promise<string> {
  const form = new FormData();
  form.set("to", to);
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  form.set("contents", new Blob([new Uint8Array(randomPdf())], { type: "application/pdf" }), "a.pdf");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  return body.data.id as string;
}

const allFour = new Set(["fax.preparing", "fax.queued", "fax.sending", "fax.delivered"]);

/** The relay may put nothing on the bus until the answered function is called. */
function closeBus(): () => void {
  const grant = run.cloud.door.grants().find(({ action }) => action === "events:PutEvents");
  return run.cloud.door.withhold(grant?.principal ?? "", "events:PutEvents");
}

describe("a bus of the installation's own", () => {
  it("has every event of a fax, in the order of sequence, under the ids that endpoints hear", async () => {
    const endpoint = await run.call("/v2/webhook_endpoints", {
      method: "POST",
      body: JSON.stringify({ url: "http://127.0.0.1:9/" }),
    });
    const id = await send("+13125550148", { client_state: "eA==", reference: "case 7" });
    await run.fax(id, "delivered");
    await hears(id, "fax.delivered");
    const events = ofFax(id);
    const bodies = events.map(bodyOf);
    expect(typesOf(id)).toEqual(["fax.preparing", "fax.queued", "fax.sending", "fax.delivered"]);
    expect(bodies.map(({ type }) => type)).toEqual(typesOf(id));
    const sequences = bodies.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    for (const { source, bus, time, resources } of events) {
      expect([source, run.cloud.outputs["EventBusArn"], resources]).toEqual([
        "serverless-fax",
        expect.stringMatching(new RegExp(`:event-bus/${bus}$`)),
        [],
      ]);
      expect(bodies.map(({ timestamp }) => Math.floor(Date.parse(timestamp)))).toContain(time);
    }
    expect(bodies.at(-1)?.data).toMatchObject({
      status: "delivered",
      to: "+13125550148",
      reference: "case 7",
    });
    for (const { data } of bodies) expect(Object.keys(data)).not.toContain("client_state");
    const { body } = await run.call(`/v2/webhook_endpoints/${endpoint.body.data.id}/deliveries`);
    const told = body.data.map((one: { event_id: string }) => one.event_id);
    expect(new Set(bodies.map((one) => one.id))).toEqual(new Set(told));
    await run.call(`/v2/webhook_endpoints/${endpoint.body.data.id}`, { method: "DELETE" });
  });

  it("has those of received faxes too", async () => {
    const document_base64 = randomPdf().toString("base64");
    const inbound = { from: "+14155550166", to: "+13125790015", document_base64 };
    const { fax_id } = await run.control("/inbound", inbound);
    await hears(inboundFaxId(fax_id), "fax.received");
    expect(typesOf(inboundFaxId(fax_id)).at(-1)).toBe("fax.received");
  });

  it("has again what it refused for a moment", async () => {
    const giveBack = closeBus();
    const refused = new Promise<void>((resolve) => {
      const quiet = run.cloud.door.onDenial(() => {
        giveBack();
        quiet();
        resolve();
      });
    });
    const id = await send("+13125550151");
    await refused;
    await hears(id, "fax.delivered");
    expect(new Set(typesOf(id))).toEqual(allFour);
  });

  it("holds up no fax where it takes nothing, and has the later ones again once it does", async () => {
    const { door } = run.cloud;
    const giveBack = closeBus();
    const refusals = () => door.denials.filter(({ action }) => action === "events:PutEvents").length;
    const before = refusals();
    const id = await send("+13125550149");
    const end = performance.now() + 20_000;
    for (let status = ""; status !== "delivered" && performance.now() < end;) {
      status = (await run.call(`/v2/faxes/${id}`)).body.data.status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await run.call(`/v2/faxes/${id}`)).body.data.status).toBe("delivered");
    expect(refusals()).toBeGreaterThan(before);
    expect(typesOf(id)).toEqual([]);
    giveBack();
    const later = await send("+13125550150");
    await hears(later, "fax.delivered");
    expect(new Set(typesOf(later))).toEqual(allFour);
  });
});
