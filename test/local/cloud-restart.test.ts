import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClock } from "../../local/clock.ts";
import type { Template } from "../../local/cloud/template/assembly.ts";
import { type LocalCloud, startCloud } from "../../local/run.ts";
import { writeAssembly } from "./fixtures/assembly.ts";

let data: string;
const cleanUps: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "cloud-restart-"));
  cleanUps.push(() => rm(data, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(change?: (template: Template) => void, apiPort = 0): Promise<LocalCloud> {
  const { folder, remove } = await writeAssembly(change);
  cleanUps.push(remove);
  const cloud = await startCloud({
    assembly: folder,
    dataDirectory: data,
    apiPort,
    smtpPort: 0,
    doorPort: 0,
    clock: createClock(),
    parameters: {},
    log: () => undefined,
  });
  cleanUps.push(() => cloud.close());
  return cloud;
}
const stored = async (cloud: LocalCloud, key: string) => {
  await cloud.idle();
  const response = await fetch(`${cloud.apiUrl}/items/${encodeURIComponent(key)}`);
  return response.ok;
};
const properties = (template: Template, id: string) => template.Resources[id]?.Properties ?? {};
const put = (cloud: LocalCloud, id: string) =>
  fetch(`${cloud.apiUrl}/items/${id}`, { method: "PUT", body: "x" });

describe("a restart goes on where the last run ended", () => {
  test("items, messages, stream position and credentials stay; nothing is done twice", async () => {
    const first = await start();
    await put(first, "a");
    expect(await stored(first, "done#a")).toBe(true);
    const self = async (cloud: LocalCloud) => (await fetch(`${cloud.apiUrl}/self`)).json();
    const key = (await self(first)).environment.AWS_ACCESS_KEY_ID;
    await first.close();

    let invocations = 0;
    const second = await start();
    const before = await second.census();
    second.door.onDenial(() => (invocations += 1));
    await second.idle();
    expect(await second.census()).toEqual(before);
    expect((await self(second)).environment.AWS_ACCESS_KEY_ID).toBe(key);
    expect(invocations).toBe(0);
    expect((await stat(join(data, "credentials.json"))).mode & 0o777).toBe(0o600);
    // The bucket was greeted in the first run, and the relay has read the first item's record.
    const relay = second.door.counts().filter(({ principal }) => principal === "Relay");
    expect(relay).toEqual([]);
  });

  test("a message that waits for its reader is there after the restart", async () => {
    const off = (template: Template) => (properties(template, "WorkSource")["Enabled"] = false);
    const first = await start(off);
    await put(first, "b");
    await first.idle();
    expect((await first.census()).messages).toBe(1);
    await first.close();
    expect(await stored(await start(), "done#b")).toBe(true);
  });

  test("a message that a function held when the run ended comes back soon", async () => {
    const first = await start((template) => {
      const { Variables } = properties(template, "Worker3D3D3D3D")["Environment"] as { Variables: object };
      Object.assign(Variables, { HOLDS: "yes" });
    });
    await put(first, "h");
    await expect.poll(async () => (await first.census()).messages).toBe(1);
    await first.close();
    const second = await start();
    await expect.poll(() => stored(second, "done#h"), { timeout: 10_000 }).toBe(true);
  });

  test("a record that was not yet read is read after the restart", async () => {
    const first = await start((template) => (properties(template, "RelaySource")["Enabled"] = false));
    await put(first, "c");
    await first.close();
    expect(await stored(await start(), "done#c")).toBe(true);
  });
});

describe("a start that must fail leaves nothing behind", () => {
  test.each<[string, RegExp, (template: Template) => unknown]>([
    [
      "a missing Lambda permission",
      /apigateway\.amazonaws\.com may not invoke Web/,
      (template) => delete template.Resources["WebPermission"],
    ],
    [
      "a queue that does not let the bucket in",
      /WorkQueue|DropQueue/,
      (template) => delete template.Resources["DropQueuePolicy"],
    ],
    [
      "a filter the laptop does not know",
      /numeric/,
      (template) =>
        (properties(template, "RelaySource")["FilterCriteria"] = {
          Filters: [{ Pattern: '{"a":[{"numeric":["=",1]}]}' }],
        }),
    ],
    [
      "a schedule the laptop does not know",
      /cron\(0 12 \* \* \? \*\)/,
      (template) => (properties(template, "EveryFiveMinutes")["ScheduleExpression"] = "cron(0 12 * * ? *)"),
    ],
  ])("%s", async (_, sentence, change) => {
    await expect(start(change)).rejects.toThrow(sentence);
    // The same folder and its engines are free again.
    await (await start()).close();
  });
});

test("a taken port is followed by the next free one", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const cloud = await start(undefined, port);
  expect(Number(new URL(cloud.apiUrl).port)).toBeGreaterThan(port);
  await cloud.close();
  await expect(fetch(`${cloud.apiUrl}/plain`)).rejects.toThrow();
  await expect(fetch(cloud.door.url)).rejects.toThrow();
});
