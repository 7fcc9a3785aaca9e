import type { DocumentFault } from "../document-check.ts";

/** A document that cannot be faxed; thrown inside the readers, answered as a value by `makeDocument`. */
export class Unfit extends Error {
  readonly fault: DocumentFault;

  constructor(fault: DocumentFault) {
    super(fault);
    this.name = "Unfit";
    this.fault = fault;
  }
}

/** Pictures beyond this many pixels are refused before they are decoded. */
export const maxPixels = 100_000_000;

/** Refuses sizes that no paper has, before anything of that size is made. */
export function checkPixels(width: number, height: number, fault: DocumentFault): void {
  if (!(width >= 1 && height >= 1) || width > 65_535 || height > 200_000) throw new Unfit(fault);
  if (width * height > maxPixels) throw new Unfit("image_too_large");
}
