import type { DocumentFault } from "../document-check.ts";

/** A document that cannot be faxed; thrown inside the readers, answered as a value by `makeDocument`. */
export class Unfit extends Error {
  readonly fault: DocumentFault;
  /** Which of the documents of a fax, from 1, where it is one of them. */
  readonly document: number | undefined;

  constructor(fault: DocumentFault, document?: number) {
    super(fault);
    this.name = "Unfit";
    this.fault = fault;
    this.document = document;
  }
}

/** Work on one document of several: what is wrong with it is known to be wrong with that one. */
export async function ofDocument<T>(number: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unfit ? new Unfit(error.fault, number) : error;
  }
}

/** Pictures beyond this many pixels are refused before they are decoded. */
export const maxPixels = 100_000_000;

/** Refuses sizes that no paper has, before anything of that size is made. */
export function checkPixels(width: number, height: number, fault: DocumentFault): void {
  if (!(width >= 1 && height >= 1) || width > 65_535 || height > 200_000) throw new Unfit(fault);
  if (width * height > maxPixels) throw new Unfit("image_too_large");
}
