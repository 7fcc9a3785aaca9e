import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback } from "./http/listen.ts";
import type { Closers } from "./start-engines.ts";

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
export type ApiServer = {
  url: string;
  /** Until this is called every request gets a 503: the address is needed before there are routes. */
  serve(handler: RequestHandler): void;
  close(): Promise<void>;
};

export async function openApiServer(port: number, closers: Closers): Promise<ApiServer> {
  let handler: RequestHandler = async (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => void handler(request, response));
  const close = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  closers.push(close);
  const taken = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${taken}`, serve: (next) => (handler = next), close };
}
