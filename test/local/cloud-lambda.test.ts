import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, createClock } from "../../local/clock.ts";
import { type InvocationReport, openPool, threadsKeptIn, type Pool } from "../../local/cloud/lambda/pool.ts";
import type { FunctionModel } from "../../local/cloud/template/functions.ts";

const source = `
let calls = 0;
let running = 0, most = 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
exports.handler = async (event, context) => {
  calls += 1;
  if (event.do === "throw") throw new TypeError("as asked");
  if (event.do === "hang") return new Promise(() => {});
  if (event.do === "exit") process.exit(3);
  if (event.do === "reject") { Promise.reject(new Error("nobody waits")); return sleep(1000); }
  if (event.do === "memory") { const all = []; for (;;) all.push(new Array(1e5).fill(event)); }
  if (event.do === "big") return "x".repeat(7 * 1024 * 1024);
  if (event.do === "sleep") await sleep(event.ms);
  if (event.do === "log") console.log("hello\\nworld");
  const date = new Date();
  return {
    calls, event, environment: process.env, context,
    remaining: context.getRemainingTimeInMillis(),
    clock: { now: Date.now(), date: date.getTime(), text: Date().length > 0, is: date instanceof Date,
      given: new Date(5).getTime(), made: date.constructor === Date, utc: Date.UTC(1970, 0, 1) },
  };
};
`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-lambda-"));
  await writeFile(join(folder, "index.js"), source);
  await writeFile(join(folder, "broken.js"), "throw new Error('at load')");
});
afterAll(() => rm(folder, { recursive: true }));

const fn = (more: Partial<FunctionModel> = {}): FunctionModel => ({
  name: "Sample",
  logicalId: "Sample00000000",
  physicalName: "stack-Sample",
  arn: "arn:aws:lambda:us-east-1:000000000000:function:stack-Sample",
  roleArn: "",
  handler: "index.handler",
  codeFolder: folder,
  environment: {},
  timeoutSeconds: 5,
  memoryMegabytes: 128,
  reservedConcurrency: undefined,
  logGroup: "group",
  ...more,
});

let pool: Pool | undefined;
const lines: string[] = [];
const reports: InvocationReport[] = [];
const coldStarts: string[] = [];
function open(clock: Clock = createClock(), kept: { threadsKept?: number } = {}): Pool {
  for (const list of [lines, reports, coldStarts]) list.length = 0;
  return (pool = openPool({
    clock,
    variablesOf: () => ({ ONLY: "this" }),
    onColdStart: ({ name }) => void coldStarts.push(name),
    onInvocation: (report) => void reports.push(report),
    log: (line) => void lines.push(line),
    ...kept,
  }));
}
afterEach(() => pool?.close());

describe("a function runs as on Lambda", () => {
  test("with exactly its own environment, and warm the second time", async () => {
    const pool = open();
    const sample = fn();
    const first = await pool.invoke(sample, { a: 1 });
    const second = await pool.invoke(sample, { a: 2 });
    expect(first).toMatchObject({ ok: true, result: { calls: 1, event: { a: 1 } } });
    expect(second).toMatchObject({ ok: true, result: { calls: 2, environment: { ONLY: "this" } } });
    expect(Object.keys((first as { result: { environment: object } }).result.environment)).toEqual(["ONLY"]);
    expect(coldStarts).toEqual(["Sample"]);
    expect(first).toMatchObject({
      result: {
        context: { functionName: "stack-Sample", awsRequestId: first.requestId, memoryLimitInMB: "128" },
      },
    });
  });

  test("on the one clock, also after it was pushed", async () => {
    const clock = createClock(1, 5_000_000);
    const pool = open(clock);
    const sample = fn();
    const read = async () => {
      const before = clock.now().getTime();
      const { result } = (await pool.invoke(sample, {})) as { result: { clock: Record<string, unknown> } };
      return { ...result.clock, isNow: Number(result.clock["now"]) - before };
    };
    const first = await read();
    expect(first).toMatchObject({ text: true, is: true, given: 5, made: true, utc: 0 });
    expect(first.isNow).toBeGreaterThanOrEqual(-1);
    clock.advance(3600);
    expect((await read()).isNow).toBeGreaterThanOrEqual(-1);
  });

  test("what it prints goes to the log with its name", async () => {
    const pool = open();
    await pool.invoke(fn(), { do: "log" });
    await pool.invoke(fn(), { do: "sleep", ms: 20 });
    await expect.poll(() => lines).toEqual(["Sample: hello", "Sample: world"]);
  });
});

describe("a failed invocation is an outcome, and the next one gets a new worker", () => {
  test.each([
    ["throw", { errorType: "TypeError", errorMessage: "as asked" }],
    ["hang", { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 1.00 seconds" }],
    ["exit", { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with code 3" }],
    ["reject", { errorType: "Error", errorMessage: "nobody waits" }],
    ["big", { errorType: "Function.ResponseSizeTooLarge" }],
    ["memory", { errorMessage: expect.stringContaining("memory") as string }],
  ])("%s", async (what, outcome) => {
    const pool = open();
    const sample = fn({ timeoutSeconds: what === "hang" ? 1 : 20, memoryMegabytes: 64 });
    expect(await pool.invoke(sample, { do: what })).toMatchObject({ ok: false, ...outcome });
    expect(await pool.invoke(sample, {})).toMatchObject({ ok: true });
    expect(reports.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test("a bundle that does not load", async () => {
    const outcome = await open().invoke(fn({ handler: "broken.handler" }), {});
    expect(outcome).toMatchObject({ ok: false, errorMessage: "The bundle does not load: at load" });
  });
  test("a handler that is not exported", async () => {
    const outcome = await open().invoke(fn({ handler: "index.missing" }), {});
    expect(outcome).toMatchObject({
      ok: false,
      errorMessage: expect.stringContaining("index.missing") as string,
    });
  });
});

test("reserved concurrency holds, and waiting invocations are not lost", async () => {
  const pool = open();
  const one = fn({ reservedConcurrency: 1 });
  const outcomes = await Promise.all([1, 2, 3].map((n) => pool.invoke(one, { do: "sleep", ms: 10, n })));
  expect(outcomes.map((outcome) => outcome.ok && (outcome.result as { calls: number }).calls)).toEqual([
    1, 2, 3,
  ]);
  expect(coldStarts).toHaveLength(1);
  expect(pool.busy()).toBe(0);
});

describe("threads stay warm", () => {
  const named = (name: string) => fn({ name, physicalName: name });

  test("while they have their place; the one that rested longest goes first", async () => {
    const pool = open(createClock(), { threadsKept: 2 });
    const [a, b, c] = ["A", "B", "C"].map(named) as [FunctionModel, FunctionModel, FunctionModel];
    for (const one of [a, b, a, c, a, b]) expect(await pool.invoke(one, {})).toMatchObject({ ok: true });
    expect(coldStarts).toEqual(["A", "B", "C", "B"]);
  });

  test("as many as an eighth of the memory holds, twelve on the smallest machine", () => {
    expect([1, 4, 8, 24, 512].map((gib) => threadsKeptIn(gib * 2 ** 30))).toEqual([12, 15, 30, 36, 36]);
  });
});

test("closing ends what runs and refuses what comes", async () => {
  const pool = open();
  const hanging = pool.invoke(fn({ timeoutSeconds: 60 }), { do: "hang" });
  await pool.close();
  expect((await hanging).ok).toBe(false);
  expect((await pool.invoke(fn(), {})).ok).toBe(false);
});
