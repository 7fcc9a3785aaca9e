import { isClosed, type Fax } from "../../../core/fax.ts";
import type { Stand } from "../harness/open-stand.ts";
import { judgeCalls } from "./judge-calls.ts";
import { judgeFax, type Leniency, type Violation } from "./judge-fax.ts";
import type { Order } from "./order.ts";
import { readCarrierFaxes } from "./read-carrier.ts";
import { readCalls, readFaxesTo, readHolder, readLine } from "./read-table.ts";

/** Whether nothing of these orders is under way any more: no open fax, no lane held, nobody in a line. */
export async function isAtRest(stand: Stand, orders: Order[]): Promise<boolean> {
  for (const { to, isAcceptedBy, direction } of orders) {
    const faxes = await readFaxesTo(stand, to);
    if (faxes.length === 0 && isAcceptedBy === undefined) return false;
    if (!faxes.every(({ status }) => isClosed(status))) return false;
    if (direction === "outbound" && (await readHolder(stand, to)) !== undefined) return false;
  }
  return (await readCalls(stand)).length === 0;
}

/** Holds the promises against what table, bucket and carrier show when all has come to rest. */
export async function judge(stand: Stand, orders: Order[], leniency: Leniency): Promise<Violation[]> {
  const numbers = [...new Set(orders.map(({ to }) => to))];
  const found: Violation[] = [];
  for (const number of numbers) {
    const faxes = await readFaxesTo(stand, number);
    const wanted = orders.filter(({ to }) => to === number);
    found.push(...(await judgeNumber(stand, wanted, faxes, leniency)));
    found.push(...(await judgeCount(stand, number, wanted)));
    const holder = await readHolder(stand, number);
    if (holder !== undefined)
      found.push({ what: "stuck", why: `the lane of ${number} is held by ${holder}` });
    for (const entry of await readLine(stand, number)) found.push(leftIn("lane", entry));
  }
  for (const entry of await readLine(stand)) found.push(leftIn("channels", entry));
  for (const call of await readCalls(stand)) {
    found.push({ what: "stuck", why: `a channel is held by ${call.faxId}.${call.attempt}` });
  }
  return [...found, ...(await judgeCalls(stand, numbers))];
}

async function judgeNumber(
  stand: Stand,
  wanted: Order[],
  faxes: Fax[],
  leniency: Leniency,
): Promise<Violation[]> {
  const found: Violation[] = [];
  if (faxes.length > wanted.length) {
    found.push({ what: "doubled", why: `${wanted.length} ordered, ${faxes.length} faxes` });
  }
  for (const order of wanted) {
    const fax = faxes.find(({ id }) => order.faxId === undefined || id === order.faxId);
    if (fax) found.push(...(await judgeFax(stand, order, fax, leniency)));
    else if (order.isAcceptedBy === undefined || !leniency.mayRefuse.includes(order.isAcceptedBy)) {
      found.push({ what: "lost", why: `no fax ${order.faxId ?? ""} of ${order.to}` });
    }
  }
  return found;
}

async function judgeCount(stand: Stand, number: string, wanted: Order[]): Promise<Violation[]> {
  const most = Math.min(...wanted.map(({ mostCalls = Infinity }) => mostCalls));
  if (most === Infinity) return [];
  const given = (await readCarrierFaxes(stand, number)).length;
  return given > most ? [{ what: "doubled", why: `${given} calls to ${number}, and not ${most}` }] : [];
}

const leftIn = (line: string, entry: Record<string, unknown>): Violation => ({
  what: "stuck",
  why: `${String(entry["fax"])} stands in the line of the ${line}`,
});
