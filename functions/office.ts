import { makeOrRefuse } from "../core/operations/make-document.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { officeConverter } from "./runtime/office-converter.ts";
import { prepareRoom } from "./runtime/prepare-room.ts";

const settings = readEnvironment("office");
const withEngines = openEngines();

/** For one document 100 s; the function itself may run longer, so that it outlives its program and says what became of it. */
const convertOffice = officeConverter(100_000);

/** Makes the pages of faxes and broadcasts that hold office documents. */
export const handler = prepareRoom(settings, {
  make: (documents, options) =>
    withEngines((engines) => makeOrRefuse({ ...engines, convertOffice }, documents, options)),
});
