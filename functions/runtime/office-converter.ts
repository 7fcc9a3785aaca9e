import { convertOffice, findOffice } from "../../adapters/libreoffice/convert-office.ts";
import type { ReadDeps } from "../../core/documents/read-source.ts";

/** LibreOffice beside the function, with `limitMs` for a document. */
export const officeConverter =
  (limitMs: number): NonNullable<ReadDeps["convertOffice"]> =>
  async (file, kind) => {
    const program = findOffice();
    if (!program) throw new Error("LibreOffice is not where it is looked for");
    return convertOffice(program, file, kind, limitMs);
  };
