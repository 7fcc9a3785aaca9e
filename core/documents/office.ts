import type { DocumentFault } from "../document-check.ts";
import type { DocumentType } from "../fax.ts";
import type { Pieces } from "./pieces.ts";
import { isOfficeKind, tellKind, type OfficeKind } from "./tell-kind.ts";

/**
 * What becomes of office documents: `off`, they are refused; `carrier`, it gets them as they are; `libreoffice`, a
 * function of their own makes them PDFs.
 */
export const officeRules = ["off", "carrier", "libreoffice"] as const;
export type OfficeRule = (typeof officeRules)[number];

/** Office documents that the carrier's newer sources say it takes; its older ones know PDF alone. */
const carrierTypes = {
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  rtf: "application/rtf",
} as const satisfies Partial<Record<OfficeKind, DocumentType>>;

/** How the name of a document ends that goes to the carrier. */
export const extensionOf = (contentType: string): string =>
  Object.entries(carrierTypes).find(([, type]) => type === contentType)?.[0] ?? "pdf";

/**
 * The one document and its type, if it is to go to the carrier as it is; undefined where there is no office document
 * among `files`; the fault of one that the carrier does not take, or not so. `hasCover`: it cannot have one, since nobody
 * here writes its pages.
 */
export function officeAsItIs(
  files: Uint8Array[],
  hasCover: boolean,
): { pieces: Pieces; contentType: DocumentType } | DocumentFault | undefined {
  const [bytes, ...others] = files;
  const kinds = files.map(tellKind);
  const kind = kinds.find(isOfficeKind);
  if (!bytes || !kind) return undefined;
  if (!(kind in carrierTypes)) return "office_conversion_disabled";
  if (others.length > 0 || hasCover) return "office_not_alone";
  return { pieces: [bytes], contentType: carrierTypes[kind as keyof typeof carrierTypes] };
}
