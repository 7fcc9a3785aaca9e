import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, number, type Fields } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import {
  readApplication,
  readBalance,
  readDeliveries,
  readNumber,
  readProfile,
  type Account,
  type Balance,
  type Delivery,
} from "./account.ts";

/** What the carrier's lists are read in; it allows 250 for applications and names no limit for the others. */
const pageSize = 100;
const mostPages = 50;
/** How far back deliveries are looked at. */
const deliveriesMs = 3 * 24 * 3_600_000;

/** Reads the account, or throws the carrier's refusal. `now` is the carrier's time, epoch ms. */
export async function readAccount(carrier: HttpClient, webhookUrl: string, now: number): Promise<Account> {
  // One that fails must speak first: a refused key is refused by the first of them.
  const applications = (await readAll(carrier, "/fax_applications")).map(readApplication);
  const [profiles, numbers, deliveries, balance] = await Promise.all([
    readAll(carrier, "/outbound_voice_profiles"),
    readAll(carrier, "/phone_numbers"),
    readNewDeliveries(carrier, webhookUrl, now - deliveriesMs),
    balanceOf(carrier),
  ]);
  return {
    applications,
    profiles: profiles.map(readProfile),
    numbers: numbers.map(readNumber),
    deliveries,
    balance,
  };
}

/** What was told to this address since `from` (epoch ms), newest first. */
export async function readNewDeliveries(
  carrier: HttpClient,
  webhookUrl: string,
  from: number,
): Promise<Delivery[]> {
  return readDeliveries(await readDeliveryRecords(carrier, webhookUrl, from), webhookUrl);
}

/** The carrier's own records of deliveries whose attempts name `address`, as they come. */
export const readDeliveryRecords = (carrier: HttpClient, address: string, from: number): Promise<Fields[]> =>
  readAll(carrier, "/webhook_deliveries", {
    // The address stands in the attempts' requests.
    "filter[attempts][contains]": address,
    "filter[started_at][gte]": new Date(from).toISOString(),
  });

/** Every entry of a list, whatever its order. */
export async function readAll(
  carrier: HttpClient,
  path: string,
  filters: Record<string, string> = {},
): Promise<Fields[]> {
  const entries: Fields[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const query = new URLSearchParams({
      ...filters,
      "page[number]": String(page),
      "page[size]": String(pageSize),
    });
    const answer = await carrier({ method: "GET", path: `${path}?${query}`, isRepeatable: true });
    const found = listOf(answer["data"]);
    entries.push(...found);
    if (found.length === 0 || page >= (number(fieldsOf(answer["meta"]), "total_pages") ?? 1)) break;
  }
  return entries;
}

/** Not every key may see the balance: that is no fault of the set-up. */
async function balanceOf(carrier: HttpClient): Promise<Balance | undefined> {
  try {
    return readBalance(
      fieldsOf((await carrier({ method: "GET", path: "/balance", isRepeatable: true }))["data"]),
    );
  } catch (error) {
    if (error instanceof RequestError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
