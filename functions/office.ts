import { convertOffice, findOffice } from "../adapters/libreoffice/convert-office.ts";
import type { OfficeKind } from "../core/documents/tell-kind.ts";
import { makeOrRefuse } from "../core/operations/make-document.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { prepareRoom } from "./runtime/prepare-room.ts";

const settings = readEnvironment("office");
const withEngines = openEngines();

/** For one document; the function itself may run longer, so that it outlives its program and says what became of it. */
const conversionMs = 100_000;

/** Makes the pages of faxes and broadcasts that hold office documents: the only function beside LibreOffice. */
export const handler = prepareRoom(settings, {
  make: (documents, options) =>
    withEngines((engines) => makeOrRefuse({ ...engines, convertOffice: convert }, documents, options)),
});

async function convert(file: Uint8Array, kind: OfficeKind): Promise<Uint8Array> {
  const program = findOffice();
  if (!program) throw new Error("LibreOffice is not where it is looked for");
  return convertOffice(program, file, kind, conversionMs);
}
