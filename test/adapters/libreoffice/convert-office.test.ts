import { readdirSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { convertOffice, findOffice } from "../../../adapters/libreoffice/convert-office.ts";
import type { OfficeKind } from "../../../core/documents/tell-kind.ts";
import { officeFile } from "../../support/office-files.ts";
import { wordsOf } from "../../support/pdf-words.ts";

const program = findOffice() ?? "";
const minuteMs = 60_000;
const folder = mkdtempSync(join(tmpdir(), "secrets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Other tests convert, too, at the same time.
const work = mkdtempSync(join(folder, "work-"));
process.env["TMPDIR"] = work;
const leftBehind = () => readdirSync(work);

/** An OpenDocument text in one XML file, as anybody may write it. */
const flatText = (body: string) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text><text:p>before</text:p>${body}<text:p>after</text:p></office:text></office:body>
</office:document>`);

describe.skipIf(program === "")("an office document becomes a PDF (needs LibreOffice)", () => {
  it.each<[string, OfficeKind, number, string]>([
    ["letter.docx", "docx", 2, "Secondpage"],
    ["letter.doc", "doc", 2, "Secondpage"],
    ["letter.odt", "odt", 2, "Secondpage"],
    ["letter.rtf", "rtf", 2, "Secondpage"],
    ["sheet.xlsx", "xlsx", 1, "Gloves"],
    ["sheet.ods", "ods", 1, "Gloves"],
    ["slides.pptx", "pptx", 2, "Monday"],
    ["slides.odp", "odp", 2, "Monday"],
  ])("%s", async (name, kind, pages, word) => {
    const words = wordsOf(await convertOffice(program, officeFile(name), kind, minuteMs));
    expect(words).toHaveLength(pages);
    expect(words.at(-1)).toContain(word);
    expect(leftBehind()).toEqual([]);
  });

  it("that is damaged is refused", async () => {
    const bytes = officeFile("letter.docx").fill(0, 40, 4_000);
    await expect(convertOffice(program, bytes, "docx", minuteMs)).rejects.toThrow("office_unreadable");
    expect(leftBehind()).toEqual([]);
  });

  it("that takes too long is given up, and its program stopped", async () => {
    await expect(convertOffice(program, officeFile("letter.docx"), "docx", 50)).rejects.toThrow(
      "document_unrenderable",
    );
    expect(leftBehind()).toEqual([]);
  });

  it("that kills the program is given up in other words than one that is damaged", async () => {
    const killed = join(folder, "killed");
    writeFileSync(killed, "#!/bin/sh\nkill -SEGV $$\n", { mode: 0o700 });
    await expect(convertOffice(killed, officeFile("letter.docx"), "docx", minuteMs)).rejects.toThrow(
      "document_unrenderable",
    );
    expect(leftBehind()).toEqual([]);
  });

  it("that points to other files and addresses shows none of them, and asks for none", async () => {
    const asked: string[] = [];
    const server = http.createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("REMOTE");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const remote = `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote`;
    const secret = join(folder, "secret.txt");
    writeFileSync(secret, "TOPSECRET");
    const section = (href: string, name: string) =>
      `<text:section text:name="${name}"><text:section-source xlink:href="${href}" xlink:type="simple" text:filter-name="Text"/><text:p>own</text:p></text:section>`;
    const picture = (href: string) =>
      `<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:image xlink:href="${href}" xlink:type="simple"/></draw:frame></text:p>`;
    const hostile = flatText(
      section(`file://${secret}`, "a") +
        section("file:///proc/self/environ", "b") +
        section(remote, "c") +
        picture(`${remote}.png`) +
        picture(`file://${join(import.meta.dirname, "../../documents/files/grey.png")}`),
    );
    const pdf = await convertOffice(program, hostile, "odt", minuteMs);
    server.close();
    expect(wordsOf(pdf).join("")).toBe("beforeownownownafter");
    // A picture in a PDF is an object of this kind.
    expect(Buffer.from(pdf).includes("/Subtype/Image")).toBe(false);
    expect(asked).toEqual([]);
  });
});
