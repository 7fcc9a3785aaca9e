import { faxStatuses } from "../../../core/fax.ts";
import { maxPageSize } from "../../../core/api/list-query.ts";
import { countryOption, type Command, type GivenWords } from "../command.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { faxTable } from "../fax-lines.ts";
import { faxNumberGiven } from "../fax-number-given.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";

const most = 10_000;

export const listCommand: Command = {
  name: "list",
  summary: "list faxes, newest first",
  usage: "[options]",
  about: "Lists faxes, newest first.\n\n  fax list --direction inbound --limit 5\n  fax list --status failed",
  options: {
    status: { type: "string", value: "STATUS", text: `one of ${faxStatuses.join(", ")}` },
    direction: { type: "string", value: "WAY", text: "inbound or outbound" },
    to: { type: "string", value: "NUMBER", text: "faxes to this number" },
    from: { type: "string", value: "NUMBER", text: "faxes from this number" },
    country: countryOption,
    limit: { type: "string", short: "n", value: "N", text: "how many at most (default 20)" },
  },
  words: { min: 0, max: 0, named: "no further words" },
  run: async (given, session) => {
    const limit = limitGiven(given);
    const faxes = await collect(session.api(), filtersGiven(given), limit);
    session.say(faxes.length === 0 ? "No faxes match." : faxTable(faxes));
    session.answer(faxes);
    return exitCodes.done;
  },
};

function limitGiven(given: GivenWords): number {
  const limit = Number(given.text("limit") ?? "20");
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new UsageError(`--limit takes a whole number from 1 to ${most}.`);
}

function filtersGiven(given: GivenWords): URLSearchParams {
  const filters = new URLSearchParams();
  const status = given.text("status");
  if (status !== undefined && !faxStatuses.some((known) => known === status)) {
    throw new UsageError(`--status takes one of ${faxStatuses.join(", ")}.`);
  }
  const direction = given.text("direction");
  if (direction !== undefined && !["inbound", "outbound"].includes(direction)) {
    throw new UsageError("--direction takes inbound or outbound.");
  }
  const wanted = { status, direction, to: faxNumberGiven(given, "to"), from: faxNumberGiven(given, "from") };
  for (const [name, value] of Object.entries(wanted)) if (value) filters.set(`filter[${name}][eq]`, value);
  return filters;
}

/** Page after page until there are enough; a page under a filter may be short, so `meta.next` decides. */
async function collect(api: HttpClient, filters: URLSearchParams, limit: number): Promise<Fields[]> {
  const faxes: Fields[] = [];
  let after = "";
  do {
    const query = new URLSearchParams(filters);
    query.set("page[size]", String(Math.min(maxPageSize, limit - faxes.length)));
    if (after) query.set("page[after]", after);
    const page = await api({ method: "GET", path: `/v2/faxes?${query}`, isRepeatable: true });
    faxes.push(...listOf(page["data"]));
    const next = text(fieldsOf(page["meta"]), "next");
    after = next === after ? "" : next;
  } while (after && faxes.length < limit);
  return faxes.slice(0, limit);
}
