import { documentFailure, type DocumentFault } from "../../core/document-check.ts";
import { invalid, type Problem } from "../../core/errors.ts";
import type { MakeDeps } from "../../core/operations/make-document.ts";

/** Work with the engines that read and draw documents. */
export type WithEngines = <T>(work: (engines: MakeDeps) => Promise<T>) => Promise<T>;

export const cannotBeShown = (fault: DocumentFault, where?: { pointer: string }): Problem =>
  invalid("document_refused", "The document cannot be shown", documentFailure(fault).detail, where);
