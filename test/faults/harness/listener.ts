import http from "node:http";
import type { AddressInfo } from "node:net";

export type HeardEvent = { id: string; type: string; faxId: string; sequence: number };

/** What is told of an event, in short. */
export const heardOf = ({ id, type, sequence, data }: any): HeardEvent => ({
  id,
  type,
  sequence,
  faxId: String(data.id),
});

/** A server of somebody who hears of events; it takes every one. */
export async function openListener() {
  const heard: HeardEvent[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      heard.push(heardOf(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/events`,
    heard,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What is wrong with what was heard of a fax: an event that is missing, or one that came under two names. */
export function wrongOf(heard: HeardEvent[], faxId: string, wanted: string[]): string | undefined {
  const ofFax = heard.filter((event) => event.faxId === faxId);
  const missing = wanted.filter((type) => !ofFax.some((event) => event.type === type));
  if (missing.length > 0) return `nobody was told ${missing.join(", ")} of ${faxId}`;
  const names = new Map<string, string>();
  for (const { id, type, sequence } of ofFax) {
    const known = names.get(`${type} ${sequence}`);
    if (known !== undefined && known !== id) return `${type} of ${faxId} was told as ${known} and as ${id}`;
    names.set(`${type} ${sequence}`, id);
  }
  return undefined;
}
