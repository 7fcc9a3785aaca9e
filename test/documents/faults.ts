import { documentFailure, type DocumentFault } from "../../core/document-check.ts";

/** A fault that has a word of the carrier and a sentence for the person. */
export const explainsFault = (fault: DocumentFault): boolean => {
  const { reason, detail } = documentFailure(fault);
  return reason !== "" && detail.length > 15;
};
