import { listOf, text } from "../../fields.ts";
import { usesDeliveredFax, type LiveCheck, type LiveResult } from "../live-check.ts";

/** What the deployment and the carrier tell of one fetch. */
export type MediaFetch = {
  mediaLink: string;
  /** Words of the fax's timeline that tell of fetches, in order. */
  events: string[];
  /** Characters of the link that the carrier was given; 0 where it does not say. */
  linkLength: number;
  failureReason: string;
};

export const mediaFetchCheck: LiveCheck = {
  name: "media-fetch",
  question: "How does the carrier fetch the pages (HEAD or GET, how often), and how long is the link?",
  assumes: "It may ask HEAD before GET, follows no redirect, and takes links of fewer than 2,000 characters.",
  sends: usesDeliveredFax,
  run: async (context) => {
    const { fax, carrierFax } = await context.deliveredFax();
    const events = listOf(fax["events"]).map((event) => text(event, "event"));
    return judgeMediaFetch({
      mediaLink: context.deployment.mediaLink,
      events: events.filter((event) => /^carrier\.(fetch|asked)/.test(event)),
      linkLength: text(carrierFax, "media_url").length,
      failureReason: text(carrierFax, "failure_reason"),
    });
  },
};

const methods: Record<string, string> = {
  "carrier.asked_head": "HEAD",
  "carrier.fetched": "GET",
  "carrier.fetch_broke_off": "GET that broke off",
};

export function judgeMediaFetch({ mediaLink, events, linkLength, failureReason }: MediaFetch): LiveResult {
  const length = linkLength > 0 ? `, link of ${linkLength} characters` : "";
  if (mediaLink === "presigned") {
    if (failureReason !== "file_download_failed") {
      return { found: `The presigned link was fetched${length}.`, verdict: "as assumed" };
    }
    return {
      found: `The presigned link was not fetched (file_download_failed)${length}: S3 refuses HEAD, and long links may be cut.`,
      verdict: "differs",
      change: 'settings.json: "mediaLink": "stream", then npm run deploy',
    };
  }
  const asked = events.map((event) => methods[event] ?? event);
  if (asked.length === 0) {
    return {
      found: `The deployment noted no fetch (${failureReason || "no reason"})${length}.`,
      verdict: "open",
    };
  }
  const hint = asked.includes("HEAD")
    ? 'keep "mediaLink": "stream", as a presigned link refuses HEAD'
    : 'no HEAD was asked, so "mediaLink": "presigned" would do as well';
  return {
    found: `It asked ${asked.join(", then ")}${length}; ${hint}. A time-out and redirects cannot be provoked.`,
    verdict: "as assumed",
  };
}
