import type { Flavour } from "./options.ts";

/** Other sides of the points on which the carrier's sources disagree or are silent, by name. */
export const flavours = {
  inbound_delivered: { inboundEnd: "fax.delivered" },
  head_first: { mediaRequest: "head_then_get" },
  pdf_only: { takesOfficeMedia: false },
  no_retry_on_4xx: { retriesClientErrors: false },
  oldest_first: { listOrder: "oldest_first" },
  pages_on_failed: { hasPagesOnFailed: true },
  canceled_otherwise: { cancelReason: "originator_cancel" },
  canceled_silently: { cancelReason: null },
  all_at_once: {
    inboundEnd: "fax.delivered",
    mediaRequest: "head_then_get",
    takesOfficeMedia: false,
    retriesClientErrors: false,
    listOrder: "oldest_first",
    hasPagesOnFailed: true,
    cancelReason: "originator_cancel",
  },
} satisfies Record<string, Partial<Flavour>>;

export const flavourNames = Object.keys(flavours);

/** The flavour of a list like `head_first,oldest_first`; later names win. Throws for a name that is none. */
export function readFlavour(list: string): Partial<Flavour> {
  const names = list.split(",").map((name) => name.trim());
  const byName: Record<string, Partial<Flavour>> = flavours;
  return names
    .filter((name) => name !== "")
    .reduce<Partial<Flavour>>((flavour, name) => {
      if (Object.hasOwn(byName, name)) return { ...flavour, ...byName[name] };
      throw new Error(`there is no flavour ${name} of the simulator; there are ${flavourNames.join(", ")}`);
    }, {});
}
