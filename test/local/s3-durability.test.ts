/** Objects survive restarts and crashes; a crash in mid-write leaves the old object. */
import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createClock } from "../../local/clock.ts";
import { openS3, type S3Event } from "../../local/s3/engine.ts";
import { startS3 } from "./s3-server.ts";

const credentials = { accessKeyId: "AKTEST", secretAccessKey: "secret" };
const Bucket = "documents";
const blobCount = () => readdirSync(join(directory, "blobs")).length;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "s3-durability-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const clientOf = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
const open = (onEvent: (event: S3Event) => void | Promise<void> = () => undefined) =>
  openS3({ directory, clock: createClock(), onEvent, credentialsOf: () => undefined });

test("everything is there after a restart, under names that no key decides", async () => {
  const first = await startS3({ credentials, directory });
  await first.engine.ensureBucket(Bucket, []);
  let client = clientOf(first.url);
  await client.send(
    new PutObjectCommand({ Bucket, Key: "../../a", Body: "x", ContentType: "text/x", Metadata: { m: "1" } }),
  );
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "p" }));
  await client.send(new UploadPartCommand({ Bucket, Key: "p", UploadId, PartNumber: 1, Body: "y" }));
  client.destroy();
  await first.stop();
  expect(readdirSync(directory).sort()).toEqual(["blobs", "journal.jsonl"]);
  for (const name of readdirSync(join(directory, "blobs"))) expect(name).toMatch(/^[0-9a-f-]{36}$/);

  const second = await startS3({ credentials, directory });
  client = clientOf(second.url);
  const answer = await client.send(new GetObjectCommand({ Bucket, Key: "../../a" }));
  expect([await answer.Body?.transformToString(), answer.ContentType, answer.Metadata]).toEqual([
    "x",
    "text/x",
    { m: "1" },
  ]);
  const parts = await client.send(new ListPartsCommand({ Bucket, Key: "p", UploadId }));
  expect(parts.Parts?.length).toBe(1);
  client.destroy();
  await second.stop();
});

test("sequencers go on growing after a restart, also when the clock was ahead before", async () => {
  const events: S3Event[] = [];
  for (const offsetMs of [3_600_000, 0]) {
    const options = {
      directory,
      onEvent: (event: S3Event) => void events.push(event),
      credentialsOf: () => undefined,
    };
    const engine = await openS3({ ...options, clock: createClock(1, offsetMs) });
    await engine.ensureBucket(Bucket, []);
    await engine.putObject(Bucket, "k", Buffer.from("x"), "text/plain");
    await engine.close();
  }
  const [before = "", after = ""] = events.map((event) => event.sequencer);
  expect(after > before).toBe(true);
});

test("a last line cut off by a crash never happened; its bytes are swept away", async () => {
  let engine = await open();
  await engine.ensureBucket(Bucket, []);
  await engine.putObject(Bucket, "a", Buffer.from("x"), "text/plain");
  await engine.close();
  const journal = join(directory, "journal.jsonl");
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  const put = lines.find((line) => line.includes('"op":"put"')) ?? "";
  appendFileSync(journal, put.replace('"key":"a"', '"key":"b"').slice(0, -20));
  writeFileSync(join(directory, "blobs", "left-over"), "x");
  engine = await open();
  expect(await engine.listKeys(Bucket)).toEqual(["a"]);
  expect(blobCount()).toBe(1);
  await engine.putObject(Bucket, "c", Buffer.from("x"), "text/plain");
  await engine.close();
  engine = await open();
  expect(await engine.listKeys(Bucket)).toEqual(["a", "c"]);
  await engine.close();
});

test("a journal damaged in its middle is refused by its line", async () => {
  writeFileSync(join(directory, "journal.jsonl"), '{"bad\n{"told":"1"}\n');
  await expect(open()).rejects.toThrow(/damaged at line 1/);
});

test("an event that was not told before a crash is told after the restart, once", async () => {
  const crashing = await open(() => Promise.reject(new Error("the listener is gone")));
  await crashing.ensureBucket(Bucket, []);
  await crashing.putObject(Bucket, "a", Buffer.from("x"), "text/plain");
  await crashing.close();
  const told: S3Event[] = [];
  for (let start = 0; start < 2; start++) {
    const engine = await open((event) => void told.push(event));
    await engine.resumeEvents();
    await engine.close();
  }
  expect(told.map(({ key, eventName }) => [key, eventName])).toEqual([["a", "ObjectCreated:Put"]]);
  expect(told[0]?.time).toBeInstanceOf(Date);
});

async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const script = join(import.meta.dirname, "s3-server.ts");
  const { accessKeyId, secretAccessKey } = credentials;
  const child = spawn(process.execPath, [script, "0", accessKeyId, secretAccessKey, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

test("a process killed in the middle of an upload leaves the old object", async () => {
  const { child, url } = await startProcess();
  const client = clientOf(url);
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "old" }));
  const link = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "k" }));
  const upload = httpRequest(link, { method: "PUT", headers: { "content-length": 1_000_000 } });
  upload.on("error", () => undefined);
  upload.write(Buffer.alloc(500_000));
  while (blobCount() < 2) await setTimeout(10);
  child.kill("SIGKILL");
  await once(child, "exit");
  upload.destroy();
  client.destroy();

  const again = await startS3({ credentials, directory });
  const reader = clientOf(again.url);
  const { Body } = await reader.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect([await Body?.transformToString(), blobCount()]).toEqual(["old", 1]);
  reader.destroy();
  await again.stop();
});

test("a client that goes away in the middle of an upload leaves the old object and no bytes", async () => {
  const server = await startS3({ credentials, directory });
  await server.engine.ensureBucket(Bucket, []);
  await server.engine.putObject(Bucket, "k", Buffer.from("old"), "text/plain");
  const client = clientOf(server.url);
  const link = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "k" }));
  const upload = httpRequest(link, { method: "PUT", headers: { "content-length": 1_000_000 } });
  upload.on("error", () => undefined);
  upload.write(Buffer.alloc(500_000));
  while (blobCount() < 2) await setTimeout(10);
  upload.destroy();
  while (blobCount() > 1) await setTimeout(10);
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await Body?.transformToString()).toBe("old");
  client.destroy();
  await server.stop();
});
