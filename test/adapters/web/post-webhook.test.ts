import dns, { type LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { isIP, Socket } from "node:net";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { postWebhook, type WebhookLimits, type WebhookRequest } from "../../../adapters/web/post-webhook.ts";
import { isPublicAddress } from "../../../core/web-address.ts";
import { privateHosts } from "../../support/private-addresses.ts";
import { startScripted, startSocket, type Seen } from "../../support/scripted-server.ts";

const named = { allowOrigins: ["http://127.0.0.1:*"] };
const nobody = { allowOrigins: [] };
const limits: WebhookLimits = { timeoutMs: 10_000, maxAnswerBytes: 100 };
const privately = "private addresses are not fetched";
const plain = "only https is fetched";
const withUser = "URLs with a user name are not fetched";
const unreadable = "the URL cannot be read";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const serve = async (answer: (request: Seen, response: ServerResponse) => void) => {
  const server = await startScripted(answer);
  closing.push(() => server.close());
  return server;
};
const serveSocket = async (accept: (socket: Socket) => void) => {
  const server = await startSocket(accept);
  closing.push(() => server.close());
  return server;
};
/** A server that answers any request with these bytes; whether it then ends, breaks or waits is the test's. */
const serveBytes = (bytes: string, then: (socket: Socket) => void = () => undefined) =>
  serveSocket((socket) => {
    socket.once("data", () => socket.write(bytes, () => then(socket)));
  });

const drip = (piece: string) => (socket: Socket) => {
  const dripping = setInterval(() => socket.write(piece), 20);
  socket.on("close", () => clearInterval(dripping));
};

const request: WebhookRequest = {
  headers: { "content-type": "application/json", "webhook-id": "msg_1" },
  body: '{"a":1}',
};
const post = async (url: string, more: Partial<WebhookLimits> = {}, rule = named, what = request) => {
  const answer = await postWebhook(url, what, rule, { ...limits, ...more });
  if ("why" in answer) expect(answer.why).not.toMatch(/hooks|secret|:\/\/|127/);
  return answer;
};

describe("a webhook is posted", () => {
  it("with the headers given, our name and the length, and nothing else", async () => {
    const { url, seen } = await serve((_request, response) => response.end("thanks"));
    expect(await post(`${url}/hooks?x=1`)).toEqual({ kind: "answered", status: 200, answer: "thanks" });
    expect(seen).toEqual([
      {
        method: "POST",
        path: "/hooks?x=1",
        headers: {
          "content-type": "application/json",
          "webhook-id": "msg_1",
          "user-agent": "serverless-fax",
          "content-length": "7",
          host: url.replace("http://", ""),
          connection: "close",
        },
        body: '{"a":1}',
      },
    ]);
  });

  it.each(["", "Größe – 已发送 📠", "\ufeffmark", "x".repeat(300_000)])(
    "as the very bytes of its body in UTF-8 (%#)",
    async (body) => {
      const bytes = Buffer.from(body, "utf8");
      const received: Buffer[] = [];
      const server = await serveSocket((socket) => {
        socket.on("data", (piece) => {
          received.push(piece);
          const all = Buffer.concat(received);
          const start = all.indexOf("\r\n\r\n") + 4;
          if (start > 3 && all.byteLength >= start + bytes.byteLength)
            socket.end("HTTP/1.1 204 No Content\r\n\r\n");
        });
      });
      const answer = await post(server.url, {}, named, { ...request, body });
      expect(answer).toEqual({ kind: "answered", status: 204, answer: "" });
      const all = Buffer.concat(received);
      const start = all.indexOf("\r\n\r\n") + 4;
      expect(all.subarray(start).equals(bytes)).toBe(true);
      expect(all.subarray(0, start).toString().toLowerCase()).toContain(
        `content-length: ${bytes.byteLength}\r\n`,
      );
    },
  );

  it("under our name and its true length, whatever the caller says of them", async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    await post(url, {}, named, { headers: { "User-Agent": "other", "Content-Length": "2" }, body: "four" });
    expect(seen[0]).toMatchObject({
      headers: { "user-agent": "serverless-fax", "content-length": "4" },
      body: "four",
    });
  });
});

describe("any status is an answer", () => {
  it.each([200, 202, 400, 404, 410, 429, 500, 503])(
    "%i, with the first bytes of its body",
    async (status) => {
      const { url, seen } = await serve((_request, response) =>
        response.writeHead(status).end("0123456789 and more"),
      );
      expect(await post(url, { maxAnswerBytes: 10 })).toEqual({
        kind: "answered",
        status,
        answer: "0123456789",
      });
      expect(seen).toHaveLength(1);
    },
  );

  it.each([204, 304])("%i, which has no body", async (status) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end());
    expect(await post(url)).toEqual({ kind: "answered", status, answer: "" });
  });

  it.each([301, 302, 303, 307, 308])("%i, a redirect, which is not followed", async (status) => {
    const target = await serve((_request, response) => response.end("here"));
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(status, { location: `${target.url}/hooks` }).end("there"),
    );
    expect(await post(url)).toEqual({ kind: "answered", status, answer: "there" });
    expect(seen).toHaveLength(1);
    expect(target.seen).toHaveLength(0);
  });
});

describe("the beginning of an answer is read", () => {
  const text = "aé📠z";
  it.each([
    [1, "a"],
    [2, "a"],
    [3, "aé"],
    [4, "aé"],
    [6, "aé"],
    [7, "aé📠"],
    [8, text],
    [9, text],
  ])("to at most %i bytes, without a broken last character: %s", async (maxAnswerBytes, answer) => {
    const { url } = await serve((_request, response) => response.end(text));
    expect(await post(url, { maxAnswerBytes })).toEqual({ kind: "answered", status: 200, answer });
  });

  it("whole, where its characters come in pieces", async () => {
    const { url } = await serve((_request, response) => {
      const bytes = [...Buffer.from(text)];
      const drip = setInterval(() => {
        const byte = bytes.shift();
        if (byte !== undefined) return response.write(Buffer.of(byte));
        clearInterval(drip);
        return response.end();
      }, 10);
    });
    expect(await post(url)).toEqual({ kind: "answered", status: 200, answer: text });
  });

  it("and no more of one that pours without end", async () => {
    let written = 0;
    let closed = () => undefined as void;
    const over = new Promise<void>((resolve) => (closed = resolve));
    const { url } = await serve((_request, response) => {
      const pour = () => {
        while (!response.destroyed && written < 50_000_000 && response.write("x".repeat(1_000)))
          written += 1_000;
      };
      response.on("drain", pour).on("close", closed);
      pour();
    });
    expect(await post(url)).toEqual({ kind: "answered", status: 200, answer: "x".repeat(100) });
    await over;
    expect(written).toBeLessThan(50_000_000);
  });

  it("and told at once, though the server has not ended", async () => {
    const server = await serveBytes(`HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n${"x".repeat(100)}`);
    const began = performance.now();
    expect(await post(server.url)).toEqual({ kind: "answered", status: 200, answer: "x".repeat(100) });
    expect(performance.now() - began).toBeLessThan(limits.timeoutMs / 2);
  });

  const head = "HTTP/1.1 410 Gone\r\ncontent-length: 500\r\n\r\n";
  it.each([
    ["never begins", head, "", () => undefined],
    ["never ends", `${head}so far`, "so far", () => undefined],
    ["drips", `${head}so`, /^so\.+$/, drip(".")],
  ])("as far as it came in time, where it %s", async (_how, bytes, answer, then) => {
    const server = await serveBytes(bytes, then);
    const began = performance.now();
    const expected = typeof answer === "string" ? answer : expect.stringMatching(answer);
    expect(await post(server.url, { timeoutMs: 200 })).toEqual({
      kind: "answered",
      status: 410,
      answer: expected,
    });
    expect(performance.now() - began).toBeGreaterThan(190);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it.each([
    ["is closed", (socket: Socket) => void socket.end()],
    ["is reset", (socket: Socket) => void setTimeout(() => socket.resetAndDestroy(), 50)],
  ])("as far as it came, where the connection %s", async (_how, then) => {
    const server = await serveBytes(`${head}so far`, then);
    const began = performance.now();
    expect(await post(server.url)).toEqual({ kind: "answered", status: 410, answer: "so far" });
    expect(performance.now() - began).toBeLessThan(limits.timeoutMs / 2);
  });
});

describe("without a status it has failed", () => {
  const late = { kind: "failed", why: "it did not answer within 0.2 s" };
  const lost = { kind: "failed", why: "the connection failed (ECONNRESET)" };

  const promise = "HTTP/1.1 102 Processing\r\n\r\n";
  it.each([
    ["no answer", "", () => undefined],
    ["half a head", "HTTP/1.1 200 OK\r\nx: ", drip(".")],
    ["promises without end", promise, drip(promise)],
  ])("in time: %s, and the connection is given up", async (_what, bytes, then) => {
    let closed = () => undefined as void;
    const over = new Promise<void>((resolve) => (closed = resolve));
    const server = await serveBytes(bytes, (socket) => then(socket.on("close", closed)));
    expect(await post(`${server.url}/hooks`, { timeoutMs: 200 })).toEqual(late);
    await over;
  });

  it("where the connection closes", async () => {
    const server = await serveBytes("HTTP/1.1 200 OK\r\n", (socket) => socket.end());
    expect(await post(server.url)).toEqual(lost);
  });

  it("where the server switches to another protocol", async () => {
    const server = await serveBytes("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
    expect(await post(server.url)).toEqual(lost);
  });

  it("where the server does not speak HTTP", async () => {
    const server = await serveBytes("220 mail.example ESMTP\r\n");
    expect(await post(server.url)).toEqual({
      kind: "failed",
      why: expect.stringMatching(/^the connection failed \(HPE_\w+\)$/),
    });
  });

  it("where nobody is there", async () => {
    const server = await startSocket(() => undefined);
    await server.close();
    const why = "the connection failed (ECONNREFUSED)";
    expect(await post(`${server.url}/hooks`)).toEqual({ kind: "failed", why });
  });

  it("where https finds no TLS, and not a byte of the body is told", async () => {
    const received: Buffer[] = [];
    const server = await serveSocket((socket) => {
      socket.on("data", (piece) => {
        received.push(piece);
        socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      });
    });
    const rule = { allowOrigins: ["https://127.0.0.1:*"] };
    expect(await post(server.url.replace("http:", "https:"), {}, rule)).toEqual({
      kind: "failed",
      why: expect.stringMatching(/^the connection failed \(\w+\)$/),
    });
    expect(Buffer.concat(received).byteLength).toBeGreaterThan(0);
    expect(Buffer.concat(received).includes(request.body)).toBe(false);
  });

  it("where a header is none that HTTP can carry", async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    expect(await post(url, {}, named, { ...request, headers: { a: "secret\n" } })).toEqual({
      kind: "failed",
      why: "the request could not be made (ERR_INVALID_CHAR)",
    });
    expect(seen).toHaveLength(0);
  });
});

describe("only public addresses are called", () => {
  /** Every address that a socket of this process set out to reach. */
  let reached: string[] = [];
  beforeEach(() => {
    reached = [];
    const connect = Reflect.get(Socket.prototype, "connect") as (...given: unknown[]) => Socket;
    vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...given: unknown[]) {
      this.on("connectionAttempt", (address) => reached.push(address));
      return connect.apply(this, given);
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  /** The name service answers each question with the next of these lists, and the last one from then on. */
  const answerNames = (...lists: [string[], ...string[][]]) => {
    const answer = (
      _name: string,
      options: { all?: boolean },
      tell: (error: null, found: string | LookupAddress[], family?: number) => void,
    ) => {
      const list = lists.length > 1 ? lists.shift() : lists[0];
      const found = (list ?? []).map((address) => ({ address, family: isIP(address) }));
      setImmediate(() =>
        options.all ? tell(null, found) : tell(null, found[0]?.address ?? "", found[0]?.family),
      );
    };
    const spy = vi.spyOn(dns, "lookup").mockImplementation(answer as unknown as typeof dns.lookup);
    syncBuiltinESMExports();
    return spy;
  };

  const rows: string[] = [];
  afterAll(() => console.log(rows.join("\n")));

  it.each([
    ...privateHosts.map((host) => [`https://${host}/hooks/secret`, privately]),
    ["https://127.0.0.1:8443/hooks", privately],
    ["https://[::1]:22/hooks", privately],
    ["https://169.254.169.254/latest/meta-data/", privately],
    ["https://169.254.170.2:80/v2/credentials", privately],
    ["https://127%2e0%2e0%2e1/hooks", privately],
    ["https://127。0。0。1/hooks", privately],
    ["https://①②⑦.⓪.⓪.①/hooks", privately],
    ["https://127.0.\n0.1/hooks", privately],
    ["https:127.0.0.1/hooks", privately],
    ["https:\\\\127.0.0.1\\hooks", privately],
    ["https://127.0.0.1\\@hooks.example.com/", privately],
    ["https://0x/hooks", privately],
    ["https://localhost/hooks", privately],
    ["https://LocalHost:4443/hooks", privately],
    ["https://me@hooks.example.com/", withUser],
    ["https://:secret@hooks.example.com/", withUser],
    ["https://hooks.example.com@127.0.0.1/", withUser],
    ["https://127.0.0.1:443@hooks.example.com/", withUser],
    ["http://hooks.example.com/", plain],
    ["http://8.8.8.8/hooks", plain],
    ["http://127.0.0.1:4001/hooks", plain],
    ["http://localhost/hooks", plain],
    ["HTTP://hooks.example.com:443/", plain],
    ["ftp://hooks.example.com/", plain],
    ["ws://hooks.example.com/", plain],
    ["wss://hooks.example.com/", plain],
    ["file:///etc/passwd", plain],
    ["gopher://127.0.0.1:6379/_secret", plain],
    ["data:text/plain,x", plain],
    ["mailto:ann@clinic.example", plain],
    ["javascript:alert(1)", plain],
    ["hooks.example.com", unreadable],
    ["//hooks.example.com/", unreadable],
    ["/hooks", unreadable],
    ["", unreadable],
    ["https://", unreadable],
    ["https://[::1", unreadable],
    ["https://[fe80::1%25eth0]/hooks", unreadable],
    ["https://256.0.0.1/hooks", unreadable],
    ["https://1.2.3.4.5/hooks", unreadable],
    ["https://hooks.example.com:99999/", unreadable],
  ] as [string, string][])("%j is refused and nothing is reached", async (url, why) => {
    const answer = await post(url, {}, nobody);
    rows.push(
      `${JSON.stringify(url).padEnd(48)} ${answer.kind}, ${reached.length} connections: ${"why" in answer ? answer.why : ""}`,
    );
    expect(answer).toEqual({ kind: "refused", why });
    expect(reached).toEqual([]);
  });

  it.each([
    ["metadata.google.internal", ["169.254.169.254"]],
    ["localhost.", ["127.0.0.1"]],
    ["app.localhost", ["::1"]],
    ["mapped.example", ["::ffff:10.0.0.1"]],
    ["inside.example", ["10.1.2.3"]],
    ["last.example", ["8.8.8.8", "10.0.0.1"]],
    ["first.example", ["10.0.0.1", "8.8.8.8"]],
    ["nothing.example", []],
  ])("the name %s is refused where it stands for %j", async (name, addresses) => {
    answerNames(addresses);
    expect(await post(`https://${name}/hooks`, {}, nobody)).toEqual({ kind: "refused", why: privately });
    expect(reached).toEqual([]);
  });

  // An address that is public by its number and given to nobody: what sets out for it arrives nowhere.
  const nowhere = "3ffe::1";

  it("a name that was public when it was looked at and is private when it is called", async () => {
    const server = await serveSocket(() => undefined);
    answerNames([nowhere], ["127.0.0.1"]);
    const before = await new Promise<string>((resolve) =>
      dns.lookup("turning.example", {}, (_error, address) => resolve(address)),
    );
    expect(isPublicAddress(before)).toBe(true);
    const url = server.url.replace("http://127.0.0.1", "https://turning.example");
    expect(await post(url, {}, nobody)).toEqual({ kind: "refused", why: privately });
    expect(reached).toEqual([]);
    expect(server.counted.connections).toBe(0);
  });

  it("a name is asked once, so that what was judged is what is called, though it turns private next", async () => {
    const server = await serveSocket(() => undefined);
    const asked = answerNames([nowhere], ["127.0.0.1"]);
    const url = server.url.replace("http://127.0.0.1", "https://turning.example");
    expect(await post(url, { timeoutMs: 300 }, nobody)).toMatchObject({ kind: "failed" });
    expect(asked).toHaveBeenCalledTimes(1);
    expect(reached).toEqual([nowhere]);
    expect(server.counted.connections).toBe(0);
  });

  it("unless the rule names the origin: then its private address is reached", async () => {
    const { url } = await serve((_request, response) => response.end("inside"));
    answerNames(["127.0.0.1"]);
    const link = url.replace("127.0.0.1", "intranet.example");
    const rule = { allowOrigins: ["http://intranet.example:*"] };
    expect(await post(link, {}, rule)).toEqual({ kind: "answered", status: 200, answer: "inside" });
    expect(reached).toEqual(["127.0.0.1"]);
  });

  it("a name that does not answer in time is not reached later either", async () => {
    const { url, seen } = await serve((_request, response) => response.end());
    const spy = vi
      .spyOn(dns, "lookup")
      .mockImplementation(((
        _name: string,
        _options: unknown,
        tell: (error: null, found: LookupAddress[]) => void,
      ) => setTimeout(() => tell(null, [{ address: "127.0.0.1", family: 4 }]), 400)) as never);
    syncBuiltinESMExports();
    const rule = { allowOrigins: ["http://slow.example:*"] };
    const why = "it did not answer within 0.2 s";
    expect(await post(url.replace("127.0.0.1", "slow.example"), { timeoutMs: 200 }, rule)).toEqual({
      kind: "failed",
      why,
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(spy).toHaveBeenCalledTimes(1);
    expect(reached).toEqual([]);
    expect(seen).toHaveLength(0);
  });
});
