import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from "node:net";

export type Seen = { method: string; path: string; headers: IncomingMessage["headers"]; body: string };
export type ScriptedServer = { url: string; seen: Seen[]; close: () => Promise<void> };

/** A real HTTP server on loopback whose answers the test scripts; it remembers what it was asked. */
export async function startScripted(
  answer: (request: Seen, response: ServerResponse) => void,
): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
      seen.push(one);
      answer(one, response);
    });
  });
  const url = await listen(server);
  return {
    url,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A server below HTTP: the test has the bare socket. `connections` counts those it accepted. */
export async function startSocket(accept: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const counted = { connections: 0 };
  const server = createSocketServer((socket) => {
    counted.connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    accept(socket);
  });
  const url = await listen(server);
  return {
    url,
    counted,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
