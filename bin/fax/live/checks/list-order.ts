import { RequestError } from "../../failures.ts";
import { fieldsOf, listOf, number, text } from "../../fields.ts";
import { faxThatFails, tryFax } from "../carrier-fax.ts";
import { undialled, type LiveCheck, type LiveContext, type LiveResult } from "../live-check.ts";

const sizes = [100, 250, 500, 1000];
/** The list shows whole seconds. */
const apartMs = 1200;

export const listOrderCheck: LiveCheck = {
  name: "list-order",
  question: "In which order does GET /v2/faxes answer, and how large may a page be?",
  assumes: "Newest first, and pages of 250; nothing that is sent or received depends on it.",
  sends: undialled(2),
  run: async (context) => {
    await tryFax(context, faxThatFails(context));
    await context.sleep(apartMs);
    await tryFax(context, faxThatFails(context));
    const page = await list(context, 50);
    const times = listOf(page["data"]).map((fax) => Date.parse(text(fax, "created_at")));
    return judgeList(times, await largestPage(context));
  },
};

const list = ({ carrier }: LiveContext, size: number) =>
  carrier({ method: "GET", path: `/faxes?page[size]=${size}`, isRepeatable: true });

/** The largest of the tried sizes that the carrier takes and does not cut; 0 where it took none. */
async function largestPage(context: LiveContext): Promise<number> {
  let largest = 0;
  for (const size of sizes) {
    try {
      const taken = number(fieldsOf((await list(context, size))["meta"]), "page_size") ?? size;
      if (taken < size) return Math.max(largest, taken);
      largest = size;
    } catch (error) {
      if (!(error instanceof RequestError) || error.isPassing) throw error;
      return largest;
    }
  }
  return largest;
}

export function judgeList(times: number[], largest: number): LiveResult {
  const goes = (isRight: (before: number, after: number) => boolean) =>
    times.every((time, index) => index === 0 || isRight(times[index - 1] ?? time, time));
  const isOne = new Set(times).size < 2;
  const order = isOne
    ? "an order that cannot be seen yet"
    : goes((before, after) => before >= after)
      ? "newest first"
      : goes((before, after) => before <= after)
        ? "oldest first"
        : "no order by time";
  const isAssumed = order === "newest first" && largest >= 250;
  return {
    found: `${order}; pages of up to ${largest}${largest === sizes.at(-1) ? " or more" : ""}.`,
    verdict: isOne ? "open" : isAssumed ? "as assumed" : "differs",
  };
}
