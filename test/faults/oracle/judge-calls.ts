import { channels, type Stand } from "../harness/open-stand.ts";
import type { Violation } from "./judge-fax.ts";
import { readCarrierCalls, readCarrierFaxes, type CarrierCall } from "./read-carrier.ts";

/** What the carrier counted: one call an attempt, one at a time to a number, never more than we have channels. */
export async function judgeCalls(stand: Stand, numbers: string[]): Promise<Violation[]> {
  const doubled = (why: string): Violation => ({ what: "doubled", why });
  const calls = (await readCarrierCalls(stand)).filter(({ to }) => numbers.includes(to));
  const found: Violation[] = [];
  for (const [attempt, count] of counted(calls.map((call) => call.attempt))) {
    if (count > 1) found.push(doubled(`${count} calls of ${attempt}`));
  }
  for (const number of numbers) {
    const given = await readCarrierFaxes(stand, number);
    for (const [attempt, count] of counted(given.map((fax) => fax.attempt))) {
      if (count > 1) found.push(doubled(`${count} times given to the carrier: ${attempt}`));
    }
    const ended = given.filter(({ status }) => status === "delivered").map((fax) => fax.attempt);
    for (const [fax, count] of counted(ended.map((attempt) => attempt.split(".")[0] ?? ""))) {
      if (count > 1) found.push(doubled(`${count} times delivered: ${fax}`));
    }
    const toNumber = mostAtOnce(calls.filter(({ to }) => to === number));
    if (toNumber > 1) found.push(doubled(`${toNumber} calls at once to ${number}`));
  }
  const inAll = mostAtOnce(calls);
  if (inAll > channels) found.push(doubled(`${inAll} calls at once over ${channels} channels`));
  return found;
}

function counted(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const mostAtOnce = (calls: CarrierCall[]): number =>
  Math.max(
    0,
    ...calls.map(({ started }) => calls.filter((c) => c.started <= started && started < c.ended).length),
  );
