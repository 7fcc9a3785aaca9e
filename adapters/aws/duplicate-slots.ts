import { duplicateWarning, otherFaxOf, slotOf } from "../../core/duplicates.ts";
import type { FaxWarning, OutboundFax, TimelineEntry } from "../../core/fax.ts";
import type { KnownDuplicate } from "../../core/operations/meet-duplicate.ts";
import type { Plain } from "./table.ts";

/** What the write that takes a lane remembers of the document, and demands of what is remembered. */
export type SlotClause = { set: string[]; when: string[]; values: Plain };

/** Only a fax's first call is judged and remembered: it was judged, and remembered, before it is called again. */
export function slotClause(
  fax: OutboundFax,
  attempt: number,
  known: KnownDuplicate | undefined,
): SlotClause | undefined {
  const slot = attempt === 1 ? slotOf(fax) : undefined;
  if (!slot) return undefined;
  const { name, mark, from, until } = slot;
  const set = [`${name} = :mark`];
  if (known) return { set, when: [], values: { ":mark": mark } };
  return {
    set,
    when: [`(attribute_not_exists(${name}) OR ${name} < :from OR ${name} > :until OR ${name} = :mark)`],
    values: { ":mark": mark, ":from": from, ":until": until },
  };
}

/** The fax of the same pages for which a lane was refused; undefined where it is in use, or its number rests. */
export function duplicateIn(
  lane: Plain | undefined,
  fax: OutboundFax,
  { holder, at }: { holder: string; at: number },
): string | undefined {
  const held = lane?.["held"] as string | undefined;
  const slot = slotOf(fax);
  if (!lane || !slot || (held !== undefined && held !== holder)) return undefined;
  if (((lane["not_before"] as number | undefined) ?? 0) > at) return undefined;
  return otherFaxOf(lane[slot.name] as string | undefined, slot);
}

/** What a claim notes on the fax itself where it goes with a warning. */
export function warningOf(known: KnownDuplicate | undefined, at: number) {
  const warnings: FaxWarning[] = known?.warns ? [duplicateWarning(known.of)] : [];
  const set: [string[], FaxWarning[]][] = warnings.length > 0 ? [[["warnings"], warnings]] : [];
  const entries: TimelineEntry[] = warnings.map(() => ({ key: "duplicate", at, word: "duplicate.warned" }));
  return { set, entries, facts: warnings.length > 0 ? { warnings } : {} };
}
