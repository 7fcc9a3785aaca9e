import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startDynamodb } from "../../local/engines/dynamodb.ts";
import { openParameters } from "../../local/engines/parameters.ts";
import { startSqs } from "../../local/engines/sqs.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "engines-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  vi.unstubAllEnvs();
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const place = { account: "000000000000", region: "us-east-1" };
const quiet = () => undefined;
const isAlive = (pid: number) => {
  try {
    // A zombie still has its number: it has ended all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000 });

describe("the DynamoDB engine", () => {
  const schema = {
    TableName: "faxes",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  };
  const item = { TableName: "faxes", Item: { pk: { S: "1" } } };

  it("keeps its tables in its file over a restart", async () => {
    const file = join(folder(), "data", "dynamodb.sqlite");
    const first = await startDynamodb({ file, log: quiet });
    await first.call("CreateTable", schema);
    await first.call("PutItem", item);
    await first.close();
    const second = await startDynamodb({ file, log: quiet });
    expect(await second.call("Scan", { TableName: "faxes" })).toMatchObject({ Count: 1 });
    await expect(second.call("CreateTable", schema)).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await second.close();
  });

  it("finds the end of its stream without reading it all", async () => {
    const file = join(folder(), "dynamodb.sqlite");
    const said: string[] = [];
    const engine = await startDynamodb({ file, log: (line) => said.push(line) });
    const database = new DatabaseSync(file, { readOnly: true });
    // As the engine asks at every write.
    const asks =
      "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?";
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${asks}`).all("faxes");
    database.close();
    await engine.close();
    expect(JSON.stringify(plan)).toContain("stream_by_number");
    expect(said.join()).not.toContain("no index");
  });

  it("two of them in memory do not disturb each other", async () => {
    const engines = await Promise.all([1, 2].map(() => startDynamodb({ file: undefined, log: quiet })));
    await engines[0]?.call("CreateTable", schema);
    expect(await engines[1]?.call("ListTables", {})).toEqual({ TableNames: [] });
    await Promise.all(engines.map((engine) => engine.close()));
  });

  it("dies with us, even when we are killed and cannot say so; what was written stays", async () => {
    const file = join(folder(), "dynamodb.sqlite");
    const module = new URL("../../local/engines/dynamodb.ts", import.meta.url).href;
    const script = `
      const { startDynamodb } = await import(${JSON.stringify(module)});
      const engine = await startDynamodb({ file: ${JSON.stringify(file)}, log: () => undefined });
      await engine.call("CreateTable", ${JSON.stringify(schema)});
      await engine.call("PutItem", ${JSON.stringify(item)});
      console.log(engine.url);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((resolve, reject) => {
      parent.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
      parent.once("exit", () => reject(new Error("the parent ended before it was ready")));
    });
    const children = descendants(parent.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    parent.kill("SIGKILL");
    await until(() => !children.some(isAlive));
    await expect(fetch(url)).rejects.toThrow();
    const next = await startDynamodb({ file, log: quiet });
    expect(await next.call("Scan", { TableName: "faxes" })).toMatchObject({ Count: 1 });
    await next.close();
  });

  it("uses an engine of your own, on this machine only", async () => {
    const own = await startDynamodb({ file: undefined, log: quiet });
    vi.stubEnv("LOCAL_DYNAMODB_URL", own.url);
    const borrowed = await startDynamodb({ file: undefined, log: quiet });
    expect(borrowed.url).toBe(own.url);
    await borrowed.close();
    expect(await own.call("ListTables", {})).toEqual({ TableNames: [] });
    vi.stubEnv("LOCAL_DYNAMODB_URL", "https://dynamodb.us-east-1.amazonaws.com");
    await expect(startDynamodb({ file: undefined, log: quiet })).rejects.toThrow(/this machine/);
    await own.close();
  });

  it("a file that is no database is said plainly", async () => {
    const file = join(folder(), "dynamodb.sqlite");
    writeFileSync(file, "no database at all, but long enough to be looked at".repeat(50));
    await expect(startDynamodb({ file, log: quiet })).rejects.toThrow(/did not start/);
  });
});

describe("the SQS engine", () => {
  it("messages, their receive counts and queues outlive a restart", async () => {
    const directory = folder();
    const first = await startSqs({ ...place, directory });
    await first.ensureQueue("dead", {});
    await first.ensureQueue("work", {
      VisibilityTimeout: "0",
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
        maxReceiveCount: 2,
      }),
    });
    await first.call("SendMessage", { QueueUrl: first.queueUrl("work"), MessageBody: "kept" });
    await first.call("ReceiveMessage", { QueueUrl: first.queueUrl("work") });
    await first.close();

    const second = await startSqs({ ...place, directory });
    await second.ensureQueue("work", { VisibilityTimeout: "7" });
    const QueueUrl = second.queueUrl("work");
    const received = await second.call("ReceiveMessage", {
      QueueUrl,
      WaitTimeSeconds: 2,
      MessageSystemAttributeNames: ["All"],
    });
    expect(received).toMatchObject({
      Messages: [{ Body: "kept", Attributes: { ApproximateReceiveCount: "2" } }],
    });
    const { Attributes } = (await second.call("GetQueueAttributes", {
      QueueUrl,
      AttributeNames: ["All"],
    })) as {
      Attributes: Record<string, string>;
    };
    expect(Attributes["VisibilityTimeout"]).toBe("7");
    expect(Attributes["RedrivePolicy"]).toBeUndefined();
    await second.close();
  });

  it("tells errors by the service's name, and refuses an account it cannot play", async () => {
    const engine = await startSqs(place);
    expect(new URL(engine.url).hostname).toBe("127.0.0.1");
    const call = engine.call("SendMessage", { QueueUrl: engine.queueUrl("none"), MessageBody: "x" });
    await expect(call).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await engine.close();
    await expect(startSqs({ ...place, account: "111122223333" })).rejects.toThrow(/000000000000/);
  });
});

describe("the parameter store", () => {
  it("keeps values in a file that only its owner can read", () => {
    const file = join(folder(), "data", "parameters.json");
    const first = openParameters(file);
    first.put("/fax/key", "one");
    expect(first.put("/fax/key", "two")).toMatchObject({ type: "SecureString", version: 2 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, ".."))).toEqual(["parameters.json"]);
    const second = openParameters(file);
    expect(second.get("/fax/key")).toBe("two");
    expect(second.delete("/fax/key")).toBe(true);
    expect(second.delete("/fax/key")).toBe(false);
    expect(openParameters(file).get("/fax/key")).toBeUndefined();
  });

  it("a broken file is refused without telling what is in it", () => {
    const file = join(folder(), "parameters.json");
    writeFileSync(file, '{"/fax/key": "SECRET"');
    expect(() => openParameters(file)).toThrow(/not a parameter file/);
    expect(() => openParameters(file)).not.toThrow(/SECRET/);
  });
});

/** All processes below one, as /proc tells. */
function descendants(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, number][] => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
        return [[Number(name), Number(parent)]];
      } catch {
        return [];
      }
    });
  const below = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}
