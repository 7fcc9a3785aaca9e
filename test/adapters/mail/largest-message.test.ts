import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { readMessage } from "../../../adapters/mail/read-message.ts";
import { maxMessageBytes } from "../../../core/document-check.ts";
import { file, message, multipart, part, text, type Part } from "./mime.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "fax-mail-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the functions that read mail are given (lib/mail-rooms.ts), and what must stay free of it. */
const memoryMb = { given: 1769, spare: 300 };

const pdf = (bytes: number): Part =>
  file("application/pdf", "a.pdf", Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(bytes, "\n% ")]));
const mail = (...parts: Part[]) => message(["Subject: Papers"], multipart("mixed", parts));
const within = (inner: Buffer, ...more: string[]): Part =>
  part(["Content-Type: message/rfc822", ...more], inner);
const forwarded = (inner: Buffer) =>
  mail(text("Fwd"), within(inner, 'Content-Disposition: attachment; filename="f.eml"'));

const line = "Forty letters are in this line of text.\r\n";

const largest: [name: string, raw: () => Buffer, documents: number, skipped: string[]][] = [
  ["with one document", () => mail(text("x"), pdf(28_000_000)), 1, []],
  ["with nineteen megabytes of text", () => mail(text(line.repeat(480_000)), pdf(12_000_000)), 1, []],
  ["forwarded", () => forwarded(mail(pdf(28_000_000))), 0, ["message/rfc822"]],
  ["within another, not called attached", () => mail(within(mail(pdf(28_000_000)))), 0, ["message/rfc822"]],
  ["forwarded, of half the size", () => forwarded(mail(pdf(14_500_000))), 1, []],
];

describe("the largest messages that are taken fit into the functions that read them", () => {
  it.each(largest)("%s", { timeout: 120_000 }, async (_name, raw, documents, skipped) => {
    const bytes = raw();
    expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes);
    const path = join(folder, "message.eml");
    writeFileSync(path, bytes);
    const script = join(import.meta.dirname, "read-alone.ts");
    const { stdout } = await run(process.execPath, [script, path]);
    const read = JSON.parse(stdout) as { outcome: object; peakMb: number };
    console.log(
      `${(bytes.length / 1024 / 1024).toFixed(0)} MB ${_name}: at most ${read.peakMb} MB of memory`,
    );
    expect(read.outcome).toEqual({ documents, skipped });
    expect(read.peakMb).toBeLessThan(memoryMb.given - memoryMb.spare);
  });

  it("with more text than anybody writes is refused before it is read", async () => {
    expect(await readMessage(mail(text(line.repeat(600_000))))).toBe("too_large");
  });
});
