import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { readPngChunks } from "../../core/documents/image/png-chunks.ts";
import { openPageStand } from "../support/outbox-page.ts";
import { pdfOf } from "../support/pdfs.ts";

/** The page that shows the outbox, asked as a browser asks it. */

let stand: Awaited<ReturnType<typeof openPageStand>>;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

async function get(path: string, init?: RequestInit) {
  const response = await fetch(stand.url + path, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
}
const pdf = pdfOf(2);
const png = greyPng({ width: 2, height: 2, grey: new Uint8Array(4) });

describe("the list", () => {
  it("says so while there is nothing, and asks for itself again", async () => {
    const { status, text } = await get("/");
    expect(status).toBe(200);
    expect(text).toContain("None was written yet");
    expect(text).toContain('<meta http-equiv="refresh" content="5">');
  });

  it("shows the latest first: when, from, to, subject, and whether something is attached", async () => {
    const first = await stand.put({ subject: "The first", text: "x" });
    const second = await stand.put({ subject: "The second", attachments: [{ filename: "a", content: "a" }] });
    const { text } = await get("/");
    const [newest = "", oldest = ""] = text.split("<tbody>")[1]?.split("</tr>") ?? [];
    expect(newest).toContain(`<a href="/mails/${second}"><bdi>The second</bdi></a>`);
    expect(newest).toContain('aria-label="1 attachment"');
    expect(oldest).toContain(`<a href="/mails/${first}"><bdi>The first</bdi></a>`);
    expect(oldest).not.toContain("attachment");
    for (const words of ["fax@fax.example.com", "ann@clinic.example", "<time datetime="]) {
      expect(newest).toContain(words);
    }
  });
});

describe("a mail", () => {
  it("shows its headers and text", async () => {
    const id = await stand.put({
      from: "Fax <fax@fax.example.com>",
      subject: "Re: Referral",
      inReplyTo: "<monday@example.com>",
      replyTo: "fax+1@fax.example.com",
      date: new Date("2026-03-02T09:00:00Z"),
      text: "Your fax was accepted.\n\nIts id is 1.",
    });
    const { text } = await get(`/mails/${id}`);
    expect(text).toContain("<h1><bdi>Re: Referral</bdi></h1>");
    for (const [name, value] of [
      ["From", "Fax &lt;fax@fax.example.com&gt;"],
      ["To", "ann@clinic.example"],
      ["Reply-To", "fax+1@fax.example.com"],
      ["Date", "Mon, 02 Mar 2026 09:00:00 +0000"],
      ["In-Reply-To", "&lt;monday@example.com&gt;"],
    ]) {
      expect(text).toContain(`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`);
    }
    expect(text).toContain(">Your fax was accepted.\n\nIts id is 1.</pre>");
    expect(text).not.toContain("<iframe");
  });

  it("gives each attachment and the message itself byte for byte", async () => {
    const id = await stand.put({ text: "x", attachments: [{ filename: "päge 1.pdf", content: pdf }] });
    const file = await get(`/mails/${id}/files/1`);
    expect(file.bytes.equals(pdf)).toBe(true);
    expect(file.headers.get("content-disposition")).toBe(
      "attachment; filename=\"p_ge 1.pdf\"; filename*=UTF-8''p%C3%A4ge%201.pdf",
    );
    const raw = Buffer.from("Subject: bare\r\n\r\nHello\r\n");
    const source = await get(`/mails/${stand.putRaw(raw)}/source`);
    expect(source.bytes.equals(raw)).toBe(true);
    expect(source.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w-]+\.eml"/);
  });

  it("shows a PDF by its first page and opens it, and a picture as it is", async () => {
    const attachments = [
      { filename: "letter.pdf", content: pdf },
      { filename: "photo", content: png, contentType: "text/html" },
    ];
    const id = await stand.put({ text: "x", attachments });
    const { text } = await get(`/mails/${id}`);
    expect(text).toContain(`<img src="/mails/${id}/files/1/page" alt="">`);
    expect(text).toContain(`<img src="/mails/${id}/files/2/shown" alt="">`);
    const drawn = await get(`/mails/${id}/files/1/page`);
    expect(drawn.headers.get("content-type")).toBe("image/png");
    expect(readPngChunks(drawn.bytes)).toMatchObject({ widthPx: 440, heightPx: 569 });
    const opened = await get(`/mails/${id}/files/1/shown`);
    expect(opened.headers.get("content-type")).toBe("application/pdf");
    expect(opened.headers.get("content-disposition")).toMatch(/^inline;/);
    // By what it is, whatever the mail says.
    expect((await get(`/mails/${id}/files/2/shown`)).headers.get("content-type")).toBe("image/png");
  });

  it("that nothing can read still has its source", async () => {
    const id = stand.putRaw(Buffer.from(""));
    expect((await get(`/mails/${id}`)).text).toContain("cannot be read");
    expect((await get("/")).text).toContain("(cannot be read)");
    expect((await get(`/mails/${id}/source`)).status).toBe(200);
  });
});

describe("what a stranger wrote", () => {
  const hostile = `"><script>alert('1')</script>`;

  it("stands on the pages as text: subject, headers, text, file names", async () => {
    const id = await stand.put({
      from: { name: hostile, address: "fax@fax.example.com" },
      subject: hostile,
      inReplyTo: `<${hostile}@x>`,
      text: `</pre>${hostile}`,
      attachments: [{ filename: `../../${hostile}\u202efdp.exe`, content: "MZ" }],
    });
    for (const path of ["/", `/mails/${id}`]) {
      const { text } = await get(path);
      expect(text).toContain("&lt;script&gt;alert(");
      expect(text).not.toContain("<script");
      expect(text).not.toContain("\u202e");
      expect(text.match(/<\/pre>/g)?.length ?? 0).toBe(path === "/" ? 0 : 1);
    }
    const disposition = (await get(`/mails/${id}/files/1`)).headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="[^"\\/]*fdp\.exe"; filename\*=UTF-8''[\w.%-]*$/);
    expect(disposition).not.toMatch(/%2F|%5C|%E2%80%AE/i);
  });

  it("as HTML is behind glass: framed without rights, and without rights of its own", async () => {
    const html = `<p>Hello</p>${hostile}`;
    const id = await stand.put({ html });
    const { text } = await get(`/mails/${id}`);
    expect(text).toContain(`<iframe src="/mails/${id}/html" sandbox="" `);
    expect(text).not.toContain("<p>Hello</p>");
    const framed = await get(`/mails/${id}/html`);
    expect(framed.text).toContain(html);
    expect(framed.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; /);
  });

  it("as a file that could run in the browser is only for downloading", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`;
    const attachments = [
      { filename: "a.svg", content: svg, contentType: "image/svg+xml" },
      { filename: "a.png", content: "<html>", contentType: "image/png" },
      { filename: "a.pdf", content: "%PDF-1.4 and no more", contentType: "application/pdf" },
    ];
    const id = await stand.put({ text: "x", attachments });
    for (const number of [1, 2]) {
      const { headers } = await get(`/mails/${id}/files/${number}`);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toMatch(/^attachment;/);
      expect((await get(`/mails/${id}/files/${number}/shown`)).status).toBe(404);
      expect((await get(`/mails/${id}/files/${number}/page`)).status).toBe(404);
    }
    expect((await get(`/mails/${id}/files/3/page`)).status).toBe(404);
  });
});

describe("the door to the page", () => {
  const ask = (host: string) =>
    new Promise<number | undefined>((done, fail) => {
      const request = http.get(stand.url, { headers: { host } }, (response) => {
        response.resume();
        done(response.statusCode);
      });
      request.on("error", fail);
    });

  it("refuses every name but this machine's own: a page elsewhere may point its name here", async () => {
    const { port } = new URL(stand.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect(await ask(host)).toBe(200);
    }
    for (const host of [`evil.example:${port}`, "127.0.0.1.evil.example", "localhost.evil.example"]) {
      expect(await ask(host)).toBe(403);
    }
  });

  it("lets nobody change anything, and answers HEAD without a body", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await get("/", { method });
      expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
    const head = await get("/", { method: "HEAD" });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
  });

  it("says 404 for what is not there", async () => {
    const id = await stand.put({ text: "x" });
    for (const path of [
      "/mails/1-0",
      "/mails/..%2f..",
      "/elsewhere",
      `/mails/${id}/html`,
      `/mails/${id}/files/0`,
      `/mails/${id}/files/1`,
      `/mails/${id}/other`,
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  it("sends each answer with its policy, its type for certain, and kept by no one", async () => {
    const id = await stand.put({ html: "<p>x</p>", attachments: [{ filename: "a.pdf", content: pdf }] });
    const paths = ["", "/html", "/source", "/files/1", "/files/1/shown", "/files/1/page", "/none"];
    for (const path of ["/", "/style.css", ...paths.map((rest) => `/mails/${id}${rest}`)]) {
      const { headers } = await get(path);
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
      expect(headers.get("content-security-policy"), path).not.toContain("script-src");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("cache-control"), path).toBe("no-store");
      expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    }
  });
});
