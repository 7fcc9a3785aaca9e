import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";

const root = resolve(import.meta.dirname, "../..");
const folders: string[] = [];
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Facts = {
  url: string;
  apiKey: string;
  simulatorUrl: string;
  smtpPort: number;
  outboxUrl: string;
  pid: number;
  dataDir: string;
};

/** `npm start`, as a user types it; answers its one JSON line. */
async function start(...args: string[]): Promise<{ npm: ChildProcess; facts: Facts; lines: string[] }> {
  const npm = spawn("npm", ["start", "--silent", "--", "--json", "--port", "0", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(npm);
  const lines: string[] = [];
  let said = "";
  npm.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  npm.stdout?.on("data", (chunk: Buffer) => lines.push(...chunk.toString().split("\n").filter(Boolean)));
  for (let n = 0; n < 600 && lines.length === 0; n++) {
    if (npm.exitCode !== null) throw new Error(`npm start ended: ${said}`);
    await wait(100);
  }
  return { npm, facts: JSON.parse(lines[0] ?? "") as Facts, lines };
}

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "fax-start-"));
  folders.push(path);
  return path;
};
const list = async ({ url, apiKey }: Facts) => {
  const response = await fetch(`${url}/v2/faxes`, { headers: { authorization: `Bearer ${apiKey}` } });
  return (await response.json()) as { data: { id: string; status: string }[] };
};
const delivered = async (facts: Facts) => {
  for (let n = 0; n < 300; n++) {
    const { data } = await list(facts);
    if (data[0]?.status === "delivered") return data[0].id;
    await wait(100);
  }
  throw new Error("the sample fax was not delivered");
};
const isOpen = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = net.connect(port, "127.0.0.1", () => done(true));
    socket.on("error", () => done(false));
    socket.on("close", () => socket.destroy());
  });
/** Every process whose command line or environment names this data folder. */
const processesOf = (path: string) =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(path);
    } catch {
      return false;
    }
  });
async function isGone(facts: Facts, path: string): Promise<string[]> {
  const addresses = [facts.url, facts.simulatorUrl, facts.outboxUrl];
  const ports = [...addresses.map((address) => Number(new URL(address).port)), facts.smtpPort];
  for (let n = 0; ; n++) {
    const open = await Promise.all(ports.map(isOpen));
    const left = [
      ...ports.filter((_, index) => open[index]).map((port) => `port ${port}`),
      ...processesOf(path).map((id) => `process ${id}`),
    ];
    if (left.length === 0 || n === 100) return left;
    await wait(100);
  }
}

describe.skipIf(process.platform !== "linux")("npm start", () => {
  it("prints one JSON line, sends the sample, and a second start keeps the faxes", async () => {
    const data = folder();
    const first = await start("--data", data);
    const id = await delivered(first.facts);
    expect(first.lines).toHaveLength(1);
    first.npm.kill("SIGINT");
    expect(await isGone(first.facts, data)).toEqual([]);

    const second = await start("--data", data, "--no-sample");
    expect((await list(second.facts)).data.map((fax) => fax.id)).toContain(id);
    expect(second.facts.apiKey).toBe(first.facts.apiKey);
    second.npm.kill("SIGTERM");
    expect(await isGone(second.facts, data)).toEqual([]);
  }, 120_000);

  it("leaves no process and no port behind when npm itself is killed", async () => {
    const data = folder();
    const { npm, facts } = await start("--data", data, "--no-sample");
    npm.kill("SIGKILL");
    expect(await isGone(facts, data)).toEqual([]);
  }, 60_000);

  it("accepted means kept: a fax accepted just before a kill -9 is delivered after the restart", async () => {
    const data = folder();
    const web = await serve(randomPdf());
    const first = await start("--data", data, "--no-sample");
    const response = await fetch(`${first.facts.url}/v2/faxes`, {
      method: "POST",
      headers: { authorization: `Bearer ${first.facts.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ to: "+13127367276", media_url: web.url }),
    });
    process.kill(first.facts.pid, "SIGKILL");
    expect(response.status).toBe(202);
    expect(await isGone(first.facts, data)).toEqual([]);

    const second = await start("--data", data, "--no-sample");
    expect(await delivered(second.facts)).toBe(((await response.json()) as { data: { id: string } }).data.id);
    second.npm.kill("SIGTERM");
    web.close();
    expect(await isGone(second.facts, data)).toEqual([]);
  }, 120_000);

  it("runs twice side by side, each with its own faxes", async () => {
    const [one, two] = [folder(), folder()];
    const runs = await Promise.all([start("--data", one), start("--data", two)]);
    const ids = await Promise.all(runs.map(({ facts }) => delivered(facts)));
    for (const [index, { facts }] of runs.entries()) {
      expect((await list(facts)).data.map((fax) => fax.id)).toEqual([ids[index]]);
    }
    for (const { npm } of runs) npm.kill("SIGTERM");
    expect(await isGone(runs[0].facts, one)).toEqual([]);
    expect(await isGone(runs[1].facts, two)).toEqual([]);
  }, 120_000);
});
