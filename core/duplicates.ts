import { mayHavePrinted } from "./failure-classes.ts";
import {
  isClosed,
  type AttemptState,
  type Failure,
  type Fax,
  type FaxWarning,
  type OutboundFax,
  type WarningCode,
} from "./fax.ts";

/** What becomes of a second fax of the same pages to the same number: goes with a warning, is refused, or just goes. */
export const duplicateRules = ["warn", "refuse", "allow"] as const;
export type DuplicateRule = (typeof duplicateRules)[number];

/** Faxes accepted this close to each other, before or after, are held for one and the same. */
export const duplicateWindowMs = 10 * 60_000;

/**
 * A lane remembers the documents last called over it in eight slots, each by the digest of its pages. A mark sorts by
 * document, then by the fax's creation; `from` and `until` enclose the marks of the same pages within the window.
 */
export type Slot = { name: string; mark: string; from: string; until: string };

const slots = 8;
/** Epoch ms in base 36, of one width until the year 5188. */
const timeText = (ms: number): string => Math.max(0, ms).toString(36).padStart(9, "0");

/** The fax's slot, or undefined while it has no stored pages. */
export function slotOf(fax: Pick<OutboundFax, "id" | "createdAt" | "document">): Slot | undefined {
  if (!fax.document) return undefined;
  const pages = fax.document.sha256.slice(0, 16);
  return {
    name: `doc${parseInt(fax.document.sha256.slice(-2), 16) % slots}`,
    mark: `${pages}.${timeText(fax.createdAt)}.${fax.id}`,
    from: `${pages}.${timeText(fax.createdAt - duplicateWindowMs)}.`,
    // Behind every fax's id of that millisecond.
    until: `${pages}.${timeText(fax.createdAt + duplicateWindowMs)}.~`,
  };
}

/** The other fax that left this mark, if it is one of the same pages within the window; the lane's condition, once more. */
export function otherFaxOf(mark: string | undefined, slot: Slot): string | undefined {
  if (mark === undefined || mark === slot.mark || mark < slot.from || mark > slot.until) return undefined;
  return mark.split(".")[2];
}

/**
 * Whether `fax` goes, goes with a warning, or not, given the `other` fax that left its mark. What was sent again by
 * intent is no duplicate, nor is the fax of which the other is held for the duplicate, nor one that repeats a fax
 * which reached nobody.
 */
export function judgeDuplicate(
  fax: OutboundFax,
  other: Fax | undefined,
  installationRule: DuplicateRule,
): DuplicateRule {
  if (other?.direction !== "outbound" || fax.resendOf === other.id) return "allow";
  if (other.warnings?.some(({ faxId }) => faxId === fax.id)) return "allow";
  return mayArrive(other) ? (fax.duplicates ?? installationRule) : "allow";
}

/** States of a call in which pages may lie at the other end. */
const mayHaveArrived: AttemptState[] = [
  "unknown",
  "submitted",
  "media.processed",
  "originated",
  "in_progress",
  "delivered",
];

/** Delivered, still to be delivered, or ended by a call that may have printed pages. */
const mayArrive = (fax: OutboundFax): boolean =>
  !isClosed(fax.status) ||
  fax.status === "delivered" ||
  fax.attempts.some(
    ({ state, failureReason }) => mayHaveArrived.includes(state) || mayHavePrinted(failureReason ?? ""),
  );

/** The warning on a fax whose pages are in the fax `other`, too. */
export function duplicateWarning(other: string): FaxWarning {
  const code: WarningCode = "possible_duplicate";
  return { code, faxId: other };
}

/** Why a fax was refused as the duplicate of `other`. */
export const duplicateFailure = (other: string): Failure => ({
  reason: "duplicate",
  internalReason: "duplicate",
  detail: `The same pages are in the fax ${other} to this number, accepted within ten minutes of this one; duplicates are refused here.`,
});
