import { faxThatFails, refusalWords, tryFax } from "../carrier-fax.ts";
import { undialled, type LiveCheck } from "../live-check.ts";

export const mediaArrayCheck: LiveCheck = {
  name: "media-array",
  question: "Does media_url take a list of URLs?",
  assumes: "It may not: several documents are merged into one PDF before they are sent.",
  sends: undialled(1),
  run: async (context) => {
    const fax = faxThatFails(context);
    const tried = await tryFax(context, { ...fax, media_url: [fax["media_url"], fax["media_url"]] });
    return tried.isAccepted
      ? { found: "A list of two is accepted (202).", verdict: "differs" }
      : { found: `A list of two is refused: ${refusalWords(tried)}.`, verdict: "as assumed" };
  },
};
