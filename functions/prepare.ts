import { openQueues, sendMessage } from "../adapters/aws/queues.ts";
import { officeAsItIs } from "../core/documents/office.ts";
import { makeOrRefuse } from "../core/operations/make-document.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { prepareRoom, type PrepareMeans } from "./runtime/prepare-room.ts";

const settings = readEnvironment("prepare");
const withEngines = openEngines();

/** To the function beside LibreOffice, where the settings ask for one. */
function handingOver(): Pick<PrepareMeans, "handOver"> {
  if (settings.OFFICE !== "libreoffice") return {};
  const queues = openQueues();
  return { handOver: (order) => sendMessage(queues, settings.OFFICE_QUEUE, order) };
}

const means: PrepareMeans = {
  make: async (documents, options) => {
    const asItIs =
      settings.OFFICE === "carrier" ? officeAsItIs(documents, options.cover !== undefined) : undefined;
    if (typeof asItIs === "string") return { fault: asItIs };
    return asItIs ?? withEngines((engines) => makeOrRefuse(engines, documents, options));
  },
  ...handingOver(),
};

/** Makes the pages of faxes and broadcasts from every document that needs no other program. */
export const handler = prepareRoom(settings, means);
