import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeDocument } from "../../core/operations/make-document.ts";
import { documentFailure } from "../../core/document-check.ts";
import { documentDesk } from "../support/document-desk.ts";
import { goodDocuments } from "./good-documents.ts";
import { hostileDocuments } from "./hostile-documents.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const header = {
  senderName: "Downtown Clinic",
  senderNumber: "+13125550100",
  language: "en",
} as const;
const hasPoppler = spawnSync("pdfinfo", ["-v"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "documents-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = new Map<string, Uint8Array>();
const rows: string[] = [];
afterAll(() => console.log(rows.join("\n")));

/** Page count and size by a reader that is not ours; what it complains about is an error. */
function independently(bytes: Uint8Array): { pages: number; width: number; height: number } {
  const path = join(folder, "made.pdf");
  writeFileSync(path, bytes);
  const { stdout, stderr } = spawnSync("pdfinfo", [path], { encoding: "utf8" });
  expect(stderr).toBe("");
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(stdout) ?? [];
  const [, pages] = /Pages:\s+(\d+)/.exec(stdout) ?? [];
  return { pages: Number(pages), width: Math.round(Number(width)), height: Math.round(Number(height)) };
}

describe("every kind of document becomes one clean PDF", () => {
  it("there are at least 60 good ones and 25 bad ones", () => {
    expect(goodDocuments.length).toBeGreaterThanOrEqual(60);
    expect(hostileDocuments.length).toBeGreaterThanOrEqual(25);
  });

  it.each(goodDocuments)("$name: $pages page(s)", async ({ name, bytes, pages, width, height }) => {
    const document = await makeDocument(desk, [bytes], { header });
    if (typeof document === "string") throw new Error(document);
    expect(document.pages).toBe(pages);
    const reader = desk.pdf.openPages(whole(document.pieces));
    if (typeof reader === "string") throw new Error(reader);
    const size = reader.size(0);
    reader.close();
    if (width !== undefined) expect([size.width, size.height].map(Math.round)).toEqual([width, height]);
    made.set(name, whole(document.pieces));
    const shown = `${Math.round(size.width)} x ${Math.round(size.height)} pt`;
    rows.push(`${name.padEnd(30)} ${String(pages).padStart(3)} page(s)  ${shown}`);
  });

  it.skipIf(!hasPoppler)("poppler opens all of them without a word (needs poppler-utils)", () => {
    expect(made.size).toBe(goodDocuments.length);
    for (const { name, pages } of goodDocuments) {
      const bytes = made.get(name);
      if (bytes) expect({ name, ...independently(bytes) }).toMatchObject({ name, pages });
    }
  });
});

describe("what cannot be faxed is refused with a sentence that says what to do", () => {
  it.each(hostileDocuments.map(([name, bytes, fault]) => ({ name, bytes, fault })))(
    "$name: $fault",
    async ({ name, bytes, fault }) => {
      expect(await makeDocument(desk, [bytes], { header })).toBe(fault);
      const { detail } = documentFailure(fault);
      expect(detail.length).toBeGreaterThan(20);
      rows.push(`${name.padEnd(30)} ${detail}`);
    },
  );

  it("one bad document among good ones spoils the fax: no page goes missing silently", async () => {
    const [good] = goodDocuments;
    const files = [good?.bytes ?? Buffer.alloc(0), Buffer.from("\x7fELF\x02", "latin1")];
    expect(await makeDocument(desk, files, { header })).toBe("unsupported_media_type");
  });
});
