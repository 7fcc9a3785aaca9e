import type { Stand } from "../harness/open-stand.ts";

/** One call the carrier made. Times in epoch ms; `attempt`: our key of it, fax and number of the call. */
export type CarrierCall = { to: string; attempt: string; started: number; ended: number };
/** One fax the carrier took. */
export type CarrierFax = { to: string; attempt: string; status: string };

/** Every call so far. */
export async function readCarrierCalls({ carrier }: Stand): Promise<CarrierCall[]> {
  const response = await fetch(`${carrier.url}/_control/calls`);
  const calls = (await response.json()) as any[];
  return calls.map(({ to, started_at, ended_at, client_state }) => ({
    to,
    attempt: atob(client_state ?? ""),
    started: Date.parse(started_at),
    ended: ended_at === null ? Infinity : Date.parse(ended_at),
  }));
}

/** What the carrier was given for this number, as its own list tells. */
export async function readCarrierFaxes({ carrier }: Stand, number: string): Promise<CarrierFax[]> {
  const filter = `filter[to][eq]=${encodeURIComponent(number)}&page[size]=100`;
  const response = await fetch(`${carrier.url}/v2/faxes?${filter}`, {
    headers: { authorization: `Bearer ${carrier.key}` },
  });
  const { data } = (await response.json()) as { data: any[] };
  return data.map(({ to, client_state, status }) => ({ to, attempt: atob(client_state ?? ""), status }));
}

/** The pages the carrier fetched for the latest call of a fax. */
export async function readCarrierDocument({ carrier }: Stand, faxId: string): Promise<Buffer | undefined> {
  const response = await fetch(`${carrier.url}/_control/faxes/${faxId}/document`);
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
}
