import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

export type LinkRewriter = {
  url: string;
  replace: (...innerUrls: string[]) => void;
  close: () => Promise<void>;
};

const maxBodyBytes = 1_000_000;

/**
 * Stands between the functions and the real carrier: in what is sent, links to the inner doors become links to the
 * public one, so that the carrier can fetch them. It adds no retry: a call that breaks here breaks for its caller.
 */
export async function startLinkRewriter(carrier: string, publicUrl: string): Promise<LinkRewriter> {
  let inner: string[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBodyBytes) request.destroy();
      chunks.push(chunk);
    });
    request.on("end", () => {
      const said = Buffer.concat(chunks).toString("utf8");
      const body = inner.reduce((text, url) => text.replaceAll(`${url}/`, `${publicUrl}/`), said);
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const call = (carrier.startsWith("https:") ? https : http).request(
        new URL(request.url ?? "/", carrier),
        {
          method: request.method ?? "GET",
          agent: false,
          headers: { ...headers, "content-length": Buffer.byteLength(body) },
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      // The connection breaks here as it broke there; a made-up answer would claim to know more.
      call.on("error", () => response.destroy());
      call.end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replace: (...innerUrls) => (inner = innerUrls),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
