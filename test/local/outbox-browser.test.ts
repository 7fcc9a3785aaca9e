import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPageStand } from "../support/outbox-page.ts";
import { pdfOf } from "../support/pdfs.ts";

const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const chromium = programs.find((path) => existsSync(path)) ?? "";

describe.skipIf(chromium === "")("the outbox's page in a browser (needs Chromium)", () => {
  const folder = mkdtempSync(join(tmpdir(), "outbox-browser-"));
  const heard: string[] = [];
  let beacon = "";
  /** Whoever opens a mail of this would tell a stranger, if a browser let it. */
  const hostile = () => `<html><head>
    <link rel="stylesheet" href="${beacon}/style.css"><link rel="icon" href="${beacon}/icon">
    <meta http-equiv="refresh" content="0;url=${beacon}/refresh"></head>
    <body style="background: url(${beacon}/background)"><img src="${beacon}/image">
    <iframe src="${beacon}/frame"></iframe><script>new Image().src = "${beacon}/script";</script></body></html>`;
  const stranger = http.createServer((request, response) => {
    if (request.url !== "/hostile") heard.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html" }).end(request.url === "/hostile" ? hostile() : "");
  });
  let stand: Awaited<ReturnType<typeof openPageStand>>;
  beforeAll(async () => {
    stand = await openPageStand();
    await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
    beacon = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    stranger.close();
    stranger.closeAllConnections();
    await stand.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens an address and draws it; answers what the browser's console said. */
  const open = (url: string) =>
    new Promise<string>((done, fail) => {
      const browser = spawn(chromium, [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        `--user-data-dir=${join(folder, "profile")}`,
        "--virtual-time-budget=3000",
        `--screenshot=${join(folder, "page.png")}`,
        url,
      ]);
      let said = "";
      browser.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      browser.on("error", fail).on("close", () => done(said));
    });

  it("a mail's HTML runs nothing and tells nobody that it was read", async () => {
    await open(`${beacon}/hostile`);
    // Elsewhere all of it works.
    for (const path of ["/style.css", "/background", "/image", "/frame", "/script"]) {
      expect(heard).toContain(path);
    }
    heard.length = 0;
    const id = await stand.put({ text: "x", html: hostile() });
    const said = await open(`${stand.url}/mails/${id}`);
    await open(`${stand.url}/mails/${id}/html`);
    expect(heard).toEqual([]);
    expect(said).toContain("violates the following Content Security Policy");
  }, 90_000);

  it("the pages' own style, frame and pictures are let through", async () => {
    const id = await stand.put({
      text: "x",
      html: "<p style='color: red'>Hello</p>",
      attachments: [{ filename: "letter.pdf", content: pdfOf(1) }],
    });
    for (const path of ["/", `/mails/${id}`]) {
      const said = await open(stand.url + path);
      expect(said).toContain("bytes written to file");
      expect(said).not.toMatch(/violates|Refused|Blocked/);
    }
  }, 90_000);
});
