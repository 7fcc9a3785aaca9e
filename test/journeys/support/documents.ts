import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { samplePdf } from "../../../local/sample-document.ts";

/** A real PDF that no other run has. */
export function randomPdf(pages = 1): Buffer {
  return samplePdf(
    Array.from({ length: pages }, (_, page) => [
      `Page ${page + 1}`,
      ...Array.from({ length: 20 }, () => randomBytes(24).toString("hex")),
    ]),
  );
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Serves bytes on loopback, as some web server a `media_url` may name. */
export async function serve(bytes: Buffer): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/pdf", "content-length": bytes.length }).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/letter.pdf`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
