import { explainBreaker } from "./breaker.ts";

/** What each step of a fax's timeline means, as a sentence for a person. */
const sentences: Record<string, string> = {
  accepted: "The fax was accepted.",
  prepared: "The pages were checked and stored.",
  scheduled: "The fax rests until the time its sender chose.",
  submitting: "The fax is being given to the carrier.",
  submitted: "The carrier took the fax.",
  "carrier.answer.unknown":
    "The carrier's answer was lost; it may or may not have the fax. It is not given to it again.",
  "carrier.refused": "The carrier refused the fax.",
  "carrier.fetched": "The carrier fetched the pages.",
  "carrier.asked_head": "The carrier asked whether the pages are there.",
  "carrier.fetch_broke_off": "The carrier began to fetch the pages and broke off.",
  carrier_not_configured: "The carrier is not set up, or refused our key; the fax waits.",
  carrier_unreachable: "The carrier could not be reached; the fax waits.",
  carrier_capacity: "The carrier takes no more at the moment; the fax waits.",
  "fax.queued": "The carrier has the fax in its queue.",
  "fax.media.processed": "The carrier has read the pages.",
  "fax.sending.started": "The other machine answered; pages are being sent.",
  "fax.delivered": "All pages were delivered.",
  "fax.failed": "The call failed.",
  "pages.may_have_printed": "The call broke off late: the other machine may have printed pages already.",
  "redial.planned": "The number will be called again after a pause.",
  "redial.after_rest":
    "The number was called as often in a row as the law allows; it is left alone for an hour and then called again.",
  "t38.off": "The next call goes without T.38, which some machines do not get on with.",
  "quality.normal": "The next call uses the lower resolution, which more machines get on with.",
  "waiting.lane": "Another fax to the same number is under way; this one waits for it.",
  "waiting.rest":
    "This number was called as often in a row as the law allows; the fax waits until it may be called again.",
  "waiting.channel": "All lines are in use; the fax waits for one.",
  "duplicate.warned":
    "The same pages were in another fax to this number a few minutes ago; this one goes all the same.",
  "duplicate.refused":
    "The same pages were in another fax to this number a few minutes ago; this one was not sent.",
  "resend.of": "The pages are those of an earlier fax.",
  resent: "The pages were sent again as a new fax.",
  "carrier.does_not_list": "The carrier was asked and does not list the fax; it will be asked once more.",
  "call.absent": "The carrier does not have the fax: no call was made, and no attempt is spent.",
  "call.adopted": "The carrier has the fax after all; it goes on with this call.",
  "call.stray":
    "The carrier turned out to have a call that was held not to exist; the fax does not depend on it.",
  "call.lost": "The carrier knows nothing of the call any more. The fax may have been delivered.",
  "waiting.broadcast": "The broadcast pauses; the fax waits for it to go on.",
  "cancel.requested": "A cancel was asked for during the call.",
  canceled: "The fax was canceled before any call was under way.",
  failed: "The fax ended without a further call.",
  "fax.receiving.started": "A fax is coming in.",
  "fax.media.processing.started": "The carrier is reading the pages it received.",
  "fax.received": "The carrier has received the fax.",
  stored: "The pages were stored.",
};

/** The sentence for a step; one that nobody described is named as it came. */
export function explainStep(word: string): string {
  if (word.startsWith(breakerPrefix)) {
    return `${explainBreaker(word.slice(breakerPrefix.length))} The fax waits; nothing of it is lost.`;
  }
  return Object.hasOwn(sentences, word)
    ? (sentences[word] ?? word)
    : `The carrier reported ${word.slice(0, 80)}.`;
}

/** An entry that tells which fault of the account the fax waits for. */
const breakerPrefix = "breaker.";
