import { expect, test } from "vitest";
import { judgeBilling } from "../../bin/fax/live/checks/billing.ts";
import { judgeCancel } from "../../bin/fax/live/checks/cancel-reason.ts";
import { judgeChannels } from "../../bin/fax/live/checks/channels.ts";
import { judgeFailover } from "../../bin/fax/live/checks/failover.ts";
import { judgeLinkLength } from "../../bin/fax/live/checks/link-length.ts";
import { judgeList } from "../../bin/fax/live/checks/list-order.ts";
import { judgeMediaFetch } from "../../bin/fax/live/checks/media-fetch.ts";
import { judgePartial } from "../../bin/fax/live/checks/partial-content.ts";
import { judgeRefresh } from "../../bin/fax/live/checks/refresh.ts";
import { judgeTerminalGet } from "../../bin/fax/live/checks/terminal-get.ts";
import { judgeRetries } from "../../bin/fax/live/checks/webhook-retries.ts";
import type { LiveResult } from "../../bin/fax/live/live-check.ts";

const toStream = 'settings.json: "mediaLink": "stream", then npm run deploy';
const fetched = { mediaLink: "stream", events: ["carrier.fetched"], linkLength: 150, failureReason: "" };
const told = (at: number, signedAt: string) => ({ eventId: "e", at: at * 1000, signedAt });
const refreshed = { ageHours: 1, status: 200, isInAnswer: false, isInFax: true };

const cases: [string, LiveResult, LiveResult["verdict"], RegExp, string?][] = [
  ["GET alone", judgeMediaFetch(fetched), "as assumed", /"presigned" would do as well/],
  [
    "HEAD first",
    judgeMediaFetch({ ...fetched, events: ["carrier.asked_head", "carrier.fetched"] }),
    "as assumed",
    /HEAD, then GET.*keep "mediaLink": "stream"/,
  ],
  [
    "a fetch that broke off",
    judgeMediaFetch({ ...fetched, events: ["carrier.fetch_broke_off"] }),
    "as assumed",
    /broke off/,
  ],
  ["no fetch noted", judgeMediaFetch({ ...fetched, events: [] }), "open", /no fetch/],
  [
    "a presigned link taken",
    judgeMediaFetch({ ...fetched, mediaLink: "presigned", events: [] }),
    "as assumed",
    /was fetched/,
  ],
  [
    "a presigned link refused",
    judgeMediaFetch({ ...fetched, mediaLink: "presigned", failureReason: "file_download_failed" }),
    "differs",
    /was not fetched/,
    toStream,
  ],
  ["2,000 characters", judgeLinkLength([1000, 1999, 2000], "presigned"), "as assumed", /2001 are not/],
  ["1,500 with short links", judgeLinkLength([1000, 1500], "stream"), "differs", /1999 are not/],
  [
    "1,500 with presigned links",
    judgeLinkLength([1000, 1500], "presigned"),
    "differs",
    /1999 are not/,
    toStream,
  ],
  ["no limit found", judgeLinkLength([1000, 4000], "stream"), "differs", /more was not tried/],
  [
    "pages on GET",
    judgeTerminalGet([{ status: "delivered", page_count: 2 }]),
    "differs",
    /delivered: page_count/,
  ],
  ["no pages on GET", judgeTerminalGet([{ status: "delivered", page_count: null }]), "as assumed", /none/],
  ["newest first", judgeList([3, 2, 1], 250), "as assumed", /newest first/],
  ["oldest first", judgeList([1, 2, 3], 250), "differs", /oldest first/],
  ["no order", judgeList([1, 3, 2], 250), "differs", /no order/],
  ["one moment only", judgeList([1, 1], 250), "open", /cannot be seen/],
  ["small pages", judgeList([2, 1], 100), "differs", /up to 100/],
  [
    "cancelled",
    judgeCancel({ status: "failed", failure_reason: "sender_canceled" }),
    "as assumed",
    /sender_canceled/,
  ],
  ["cancelled otherwise", judgeCancel({ status: "failed", failure_reason: "other" }), "differs", /other/],
  ["too late", judgeCancel({ status: "delivered" }), "open", /too late/],
  ["a new link by GET", judgeRefresh([refreshed]), "as assumed", /in the next GET/],
  [
    "a new link in the answer",
    judgeRefresh([{ ...refreshed, isInAnswer: true }]),
    "differs",
    /in the answer and/,
  ],
  [
    "too old to renew",
    judgeRefresh([{ ...refreshed, ageHours: 200, status: 404, isInFax: false }, refreshed]),
    "as assumed",
    /after 200 h: refused \(404\)/,
  ],
  ["no new link", judgeRefresh([{ ...refreshed, isInFax: false }]), "open", /no new link/],
  [
    "told three times",
    judgeRetries([told(0, "1"), told(5, "2"), told(30, "3")]),
    "as assumed",
    /\+0 s, \+5 s, \+30 s/,
  ],
  ["told once", judgeRetries([told(0, "1")]), "differs", /told once/],
  [
    "told with one signature",
    judgeRetries([told(0, "1"), told(5, "1")]),
    "differs",
    /with the first signature/,
  ],
  [
    "told with a stale signature",
    judgeRetries([told(0, "1"), told(400, "1")]),
    "differs",
    /with the first signature/,
    "Nothing can be set for that: retries later than 5 minutes are refused as stale; tell the project",
  ],
  ["told for hours", judgeRetries([1, 2, 3, 4].map((at) => told(at, String(at)))), "differs", /^4 times/],
  ["nothing on record", judgeRetries([]), "open", /--wait/],
  [
    "one call too many fails",
    judgeChannels(1, [{ status: "delivered" }, { failure_reason: "user_channel_limit_exceeded" }]),
    "as assumed",
    /1 user_channel/,
  ],
  [
    "one call too many waits",
    judgeChannels(1, [{ status: "delivered" }, { status: "delivered" }]),
    "differs",
    /queued, or has more/,
  ],
  [
    "lines that are busy",
    judgeChannels(1, [{ failure_reason: "user_busy" }, { status: "delivered" }]),
    "open",
    /user_busy/,
  ],
  [
    "failed faxes for minutes",
    judgeBilling([
      { status: "failed", cost: "0.0021" },
      { status: "delivered", cost: "1" },
    ]),
    "as assumed",
    /1 of 1 .* \$0.0021/,
  ],
  ["failed faxes for a page", judgeBilling([{ status: "failed", cost: "0.0120" }]), "differs", /\$0.0120/],
  ["no failed fax", judgeBilling([{ status: "delivered", cost: "1" }]), "open", /later/],
  ["a partial fax", judgePartial([{ partial_content: true, page_count: 2 }]), "open", /pages: 2/],
  ["no partial fax", judgePartial([{ partial_content: false }]), "open", /cannot be provoked/],
  [
    "a failover URL that stays",
    judgeFailover("https://a.example", "https://a.example"),
    "as assumed",
    /stays/,
  ],
  ["a failover URL that goes", judgeFailover("https://a.example", ""), "as assumed", /none instead/],
];

test.each(cases)("%s", (_name, { found, verdict, change }, wantedVerdict, words, wantedChange) => {
  expect(found).toMatch(words);
  expect([verdict, change]).toEqual([wantedVerdict, wantedChange]);
});
