import { createServer, type IncomingMessage } from "node:http";
import { listenOnLoopback } from "../cloud/http/listen.ts";
import { isLoopbackHost } from "../loopback-host.ts";
import { refusal, type Answer } from "./answers.ts";
import { openRoutes, type RouteDeps } from "./routes.ts";

export type OutboxPage = { url: string; close: () => Promise<void> };

/**
 * Shows the outbox to a browser on this machine, and to nobody else. A taken port is followed by the next free one;
 * 0 is any. `log` takes one line without a mail's words.
 */
export async function openOutboxPage(
  deps: RouteDeps & { log: (line: string) => void },
  port: number,
): Promise<OutboxPage> {
  const route = openRoutes(deps);
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    void answerTo(request, route)
      .catch((error: unknown) => {
        deps.log(`The outbox's page failed: ${error instanceof Error ? error.name : "unknown"}`);
        return refusal(500, "The page failed.");
      })
      .then(({ status, headers, body }) => {
        const bytes = Buffer.from(body);
        response.writeHead(status, { ...headers, "content-length": bytes.length }).end(bytes);
      });
  });
  const taken = await listenOnLoopback(server, port);
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(request: IncomingMessage, route: (path: string) => Promise<Answer>): Promise<Answer> {
  if (!isLoopbackHost(request.headers.host)) return refusal(403, "Ask for 127.0.0.1 or localhost.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refusal(405, "There is nothing to change here.", { allow: "GET, HEAD" });
  }
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  return route(path);
}
