import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One of the office documents that LibreOffice wrote: a letter of two pages, a sheet, two slides. */
export const officeFile = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, "../documents/office-files", name));
