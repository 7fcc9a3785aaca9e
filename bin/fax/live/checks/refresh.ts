import { RequestError } from "../../failures.ts";
import { fieldsOf, text, type Fields } from "../../fields.ts";
import { readAll } from "../../setup/read-account.ts";
import { readCarrierFax } from "../carrier-fax.ts";
import { nothing, type LiveCheck, type LiveContext, type LiveResult } from "../live-check.ts";

/** One try to renew the link of a received fax. */
export type Refreshed = { ageHours: number; status: number; isInAnswer: boolean; isInFax: boolean };

export const refreshCheck: LiveCheck = {
  name: "refresh",
  question: "How long after reception can a link be renewed, and where does the new one appear?",
  assumes: "For some days; the answer carries none, and the next GET of the fax has it.",
  sends: nothing,
  run: async (context) => {
    const received = await receivedFaxes(context);
    const [oldest] = received;
    const newest = received.at(-1);
    if (!oldest || !newest) {
      return {
        found: "No fax was received yet: have one sent to your number, then run this again.",
        verdict: "open",
      };
    }
    const tries: Refreshed[] = [];
    for (const fax of oldest === newest ? [oldest] : [oldest, newest])
      tries.push(await refresh(context, fax));
    return judgeRefresh(tries);
  },
};

/** Oldest first. */
async function receivedFaxes({ carrier, deployment }: LiveContext): Promise<Fields[]> {
  const faxes = await readAll(carrier, "/faxes", { "filter[direction][eq]": "inbound" });
  return faxes
    .filter((fax) => text(fax, "connection_id") === deployment.applicationId && text(fax, "media_url") !== "")
    .sort((one, other) => timeOf(one) - timeOf(other));
}

const timeOf = (fax: Fields): number => Date.parse(text(fax, "created_at")) || 0;

async function refresh(context: LiveContext, fax: Fields): Promise<Refreshed> {
  const id = text(fax, "id");
  const ageHours = Math.round((context.now() - timeOf(fax)) / 3_600_000);
  const before = text(await readCarrierFax(context, id), "media_url");
  try {
    const answer = await context.carrier({ method: "POST", path: `/faxes/${id}/actions/refresh` });
    const after = text(await readCarrierFax(context, id), "media_url");
    const isInAnswer = text(fieldsOf(answer["data"]), "media_url") !== "";
    return { ageHours, status: 200, isInAnswer, isInFax: after !== "" && after !== before };
  } catch (error) {
    if (!(error instanceof RequestError) || error.status === undefined) throw error;
    return { ageHours, status: error.status, isInAnswer: false, isInFax: false };
  }
}

export function judgeRefresh(tries: Refreshed[]): LiveResult {
  const words = tries.map(({ ageHours, status, isInAnswer, isInFax }) => {
    const where = [...(isInAnswer ? ["in the answer"] : []), ...(isInFax ? ["in the next GET"] : [])];
    const link = where.length > 0 ? `new link ${where.join(" and ")}` : "no new link";
    return `after ${ageHours} h: ${status === 200 ? link : `refused (${status})`}`;
  });
  const newest = tries.at(-1);
  const isAssumed = newest?.isInFax === true && !newest.isInAnswer;
  return {
    found: `${words.join("; ")}.`,
    verdict: isAssumed ? "as assumed" : newest?.isInFax ? "differs" : "open",
  };
}
