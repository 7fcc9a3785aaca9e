import http from "node:http";
import type { AddressInfo } from "node:net";

export type OuterDoor = {
  port: number;
  connect: (doors: { apiUrl: string; doorUrl: string }) => void;
  close: () => Promise<void>;
};

/**
 * The one door a tunnel may lead to: it passes the carrier's webhook and reads of documents by their links, and
 * nothing else. A signed link was made for the inner door's host, so the request is forwarded under that host.
 */
export async function startOuterDoor(firstPort: number): Promise<OuterDoor> {
  let doors: { apiUrl: string; doorUrl: string } | undefined;
  const server = http.createServer((request, response) => {
    const target = doors && targetOf(request, doors);
    if (!target) {
      response.writeHead(404).end();
      return;
    }
    const forwarded = http.request(
      target,
      { method: request.method ?? "GET", headers: { ...request.headers, host: target.host }, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on("error", () => response.writeHead(502).end());
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  const port = await listenFrom(server, firstPort);
  return {
    port,
    connect: (found) => (doors = found),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function targetOf(
  request: http.IncomingMessage,
  doors: { apiUrl: string; doorUrl: string },
): URL | undefined {
  const path = request.url ?? "/";
  if (request.method === "POST" && path === "/webhooks/telnyx") return new URL(doors.apiUrl + path);
  // Streamed pages: the link's own secret opens them.
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && /^\/_url\/[\w-]+\/call\/[^?]+\?t=[\w-]{22}$/.test(path)) return new URL(doors.apiUrl + path);
  const isSignedRead = request.method === "GET" && /^\/[^/?]+\/call\/[^?]+\?.*X-Amz-Signature=/.test(path);
  return isSignedRead ? new URL(doors.doorUrl + path) : undefined;
}

/** Listens on loopback at this port, or the next free one. */
async function listenFrom(server: http.Server, first: number): Promise<number> {
  for (let port = first; ; port++) {
    const taken = await new Promise<boolean>((done, fail) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" && port !== 0 && port < first + 100 ? done(true) : fail(error);
      server.once("error", refuse);
      server.listen(port, "127.0.0.1", () => {
        server.removeListener("error", refuse);
        done(false);
      });
    });
    if (!taken) return (server.address() as AddressInfo).port;
  }
}
