import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startSimulator } from "../../simulator/server.ts";
import { blankPdf } from "./pdf.ts";
import { fastClock } from "./fast-clock.ts";
import { anyNumber, apiKey, controlOf, ourNumber, startStage, until } from "./stage.ts";

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-"));
  stateFile = join(folder, "carrier", "state.json");
});
afterEach(() => rm(folder, { recursive: true }));

test("faxes, calls, documents, links, limits and the key survive a restart", async () => {
  const before = await startStage({ stateFile });
  const id = await before.send(anyNumber);
  await before.ended(id);
  const document_base64 = blankPdf(1).toString("base64");
  const { json } = await before.control("/inbound", { from: anyNumber, to: ourNumber, document_base64 });
  await before.ended(json.fax_id);
  await before.control("/channels", { limit: 3 });
  const fax = await before.get(id);
  const calls = (await before.control("/calls")).json;
  const { publicKey } = before.simulator;
  await before.close();

  const after = await startStage({ stateFile });
  expect(after.simulator.publicKey).toBe(publicKey);
  expect(await after.get(id)).toEqual({ ...fax, webhook_url: after.receiver.url });
  expect((await after.control("/calls")).json).toEqual(calls);
  expect((await after.control("/channels")).json).toEqual({ limit: 3, in_use: 0 });
  const link = (await after.get(json.fax_id))?.media_url ?? "";
  expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(blankPdf(1))).toBe(true);
  const fetched = await fetch(`${after.simulator.url}/_control/faxes/${id}/document`);
  expect(fetched.status).toBe(200);
  await after.close();
});

test("an open fax goes on after a restart, with one call", async () => {
  const before = await startStage({ stateFile, clock: fastClock(40) });
  const id = await before.send("+14155550116");
  await until(async () => (await before.get(id))?.status === "originated");
  await before.close();
  const after = await startStage({ stateFile });
  expect((await after.ended(id))?.status).toBe("delivered");
  // What was told just before the end may be told once more: its answer was not heard.
  expect(after.receiver.types(id).slice(-2)).toEqual(["fax.sending.started", "fax.delivered"]);
  expect((await after.control("/calls")).json).toHaveLength(1);
  await after.close();
});

test("an undelivered webhook is delivered after a restart, to the new address", async () => {
  const before = await startStage({ stateFile, flavour: { webhookAttempts: 9 } }, () => 503);
  const id = await before.send("+12065550101");
  await until(() => before.receiver.of(id).length > 0);
  await before.close();
  const after = await startStage({ stateFile });
  await until(() => ["fax.queued", "fax.failed"].every((type) => after.receiver.types(id).includes(type)));
  const queued = after.receiver.of(id).find(({ event }) => event.event_type === "fax.queued");
  expect(queued?.meta.attempt).toBeGreaterThan(1);
  await after.close();
});

test("an unreadable state is said, not overwritten", async () => {
  const file = join(folder, "state.json");
  await writeFile(file, "{ broken");
  await expect(start(file)).rejects.toThrow(/delete it to start anew/);
});

test("a taken port is followed by the next free one", async () => {
  const first = await start(undefined);
  const port = Number(new URL(first.url).port);
  const second = await start(undefined, port);
  expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  await Promise.all([first.close(), second.close()]);
});

test("a closed simulator answers no more and leaves only its own files", async () => {
  const simulator = await start(stateFile);
  expect((await controlOf(simulator.url)("/numbers")).status).toBe(200);
  await simulator.close();
  await expect(fetch(simulator.url)).rejects.toThrow();
  expect((await readdir(join(folder, "carrier"))).sort()).toEqual(["state.json", "state.json.key.pem"]);
});

const start = (file: string | undefined, port = 0) =>
  startSimulator({
    port,
    clock: fastClock(),
    apiKey,
    connection: { id: "234423", from: [ourNumber], webhookUrl: "http://127.0.0.1:9/" },
    ...(file ? { stateFile: file } : {}),
  });
