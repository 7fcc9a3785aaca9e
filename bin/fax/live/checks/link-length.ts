import { faxThatFails, tryFax } from "../carrier-fax.ts";
import { text } from "../../fields.ts";
import { undialled, type LiveCheck, type LiveResult } from "../live-check.ts";

const lengths = [1000, 1500, 1999, 2000, 2001, 4000];
/** The product's own links: longest of S3, and of its own function. */
const longestLink = { presigned: 1999, stream: 300 };

export const linkLengthCheck: LiveCheck = {
  name: "link-length",
  question: "How long may media_url be?",
  assumes: "Fewer than 2,000 characters.",
  sends: undialled(lengths.length),
  run: async (context) => {
    const fax = faxThatFails(context);
    const accepted: number[] = [];
    for (const length of lengths) {
      const link = `${text(fax, "media_url")}?pad=`.padEnd(length, "x");
      if ((await tryFax(context, { ...fax, media_url: link })).isAccepted) accepted.push(length);
    }
    return judgeLinkLength(accepted, context.deployment.mediaLink);
  },
};

export function judgeLinkLength(accepted: number[], mediaLink: string): LiveResult {
  const longest = Math.max(0, ...accepted);
  const found =
    longest === lengths.at(-1)
      ? `${longest} characters are taken; more was not tried.`
      : `${longest} characters are taken, ${lengths.find((length) => length > longest) ?? 0} are not.`;
  const needed = mediaLink === "presigned" ? longestLink.presigned : longestLink.stream;
  if (longest < needed) {
    return { found, verdict: "differs", change: 'settings.json: "mediaLink": "stream", then npm run deploy' };
  }
  return { found, verdict: longest >= 1999 && longest <= 2000 ? "as assumed" : "differs" };
}
