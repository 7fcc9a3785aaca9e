import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** A web server that `media_url` may name: every document has an address of its own. */
export type PaperShop = { put: (pdf: Buffer) => string; close: () => void };

const mostKept = 50;

export async function openPaperShop(): Promise<PaperShop> {
  const papers = new Map<string, Buffer>();
  const server = http.createServer((request, response) => {
    const pdf = papers.get(request.url ?? "");
    if (!pdf) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "application/pdf", "content-length": pdf.length }).end(pdf);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    put(pdf) {
      const path = `/${randomUUID()}.pdf`;
      papers.set(path, pdf);
      for (const oldest of papers.keys()) {
        if (papers.size <= mostKept) break;
        papers.delete(oldest);
      }
      return `http://127.0.0.1:${port}${path}`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
