/** What each step of a fax's timeline means, as a sentence for a person. */
const sentences: Record<string, string> = {
  accepted: "The fax was accepted.",
  prepared: "The pages were checked and stored.",
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
  "t38.off": "The next call goes without T.38, which some machines do not get on with.",
  "quality.normal": "The next call uses the lower resolution, which more machines get on with.",
  "waiting.lane": "Another fax to the same number is under way; this one waits for it.",
  "waiting.channel": "All lines are in use; the fax waits for one.",
  "waiting.broadcast": "The broadcast pauses; the fax waits for it to go on.",
  "call.silent": "The carrier never said how the call ended; other faxes need not wait for it any longer.",
  "cancel.requested": "A cancel was asked for during the call.",
  canceled: "The fax was canceled before any call was under way.",
  failed: "The fax ended without a further call.",
  "fax.receiving.started": "A fax is coming in.",
  "fax.media.processing.started": "The carrier is reading the pages it received.",
  "fax.received": "The carrier has received the fax.",
  stored: "The pages were stored.",
};

/** The sentence for a step; one that nobody described is named as it came. */
export const explainStep = (word: string): string =>
  Object.hasOwn(sentences, word) ? (sentences[word] ?? word) : `The carrier reported ${word.slice(0, 80)}.`;
