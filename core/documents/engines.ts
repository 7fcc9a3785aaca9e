import type { DocumentFault } from "../document-check.ts";
import type { ScriptFont } from "./flow/scripts.ts";
import type { FaxSheet } from "./fax-raster.ts";
import type { GreyRaster } from "./image/raster.ts";
import type { PageText } from "./page-warnings.ts";
import type { Paper } from "./paper.ts";
import type { FileBytes, Pieces } from "./pieces.ts";

/**
 * A checked document: the file to send (the user's own wherever possible) and their page count. `timeOffset`: where
 * in them the time of a call is to be written (`sent-time.ts`), if they have header lines.
 */
export type CheckedDocument = { pieces: Pieces; pages: number; timeOffset?: number };

/** A PDF open for looking at its pages, which are counted from 0. Close it. */
export type PageReader = {
  pages: number;
  size: (page: number) => Paper;
  /** Draws a page in grey into its box on a white sheet. */
  draw: (page: number, sheet: FaxSheet) => GreyRaster;
  /** Share of dots that are clearly coloured, 0 to 1, looked at small. */
  colourShare: (page: number) => number;
  text: (page: number) => PageText;
  close: () => void;
};

/** A field of a form: where it lies on its page (from 0) as it shows, in points from the top left. */
export type FormField = {
  name: string;
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
  isMultiline: boolean;
  /** Of its letters, where the form says. */
  sizePt?: number;
};

/** What reads, joins and draws PDFs. */
export type PdfEngine = {
  /** Opens every document, loads every page, joins several into one; or says what is wrong. */
  check(documents: FileBytes[]): CheckedDocument | DocumentFault;
  /** Writes a document anew as one plain list of pages, stamps and filled-in fields made part of them. */
  save(document: FileBytes): Uint8Array | DocumentFault;
  /** The named fields of a form. */
  formFields(document: Uint8Array): FormField[] | DocumentFault;
  /** Lays the pages of `overlay` over those of a form, whose fields go. */
  layOver(form: Uint8Array, overlay: Uint8Array): Uint8Array | DocumentFault;
  /** Opens a PDF to look at its pages. */
  openPages(document: FileBytes): PageReader | DocumentFault;
};

/** A program of the typesetter, its data (as JSON) and files that the program may name. */
export type TypesetJob = { program: string; data: object; files?: Record<string, Uint8Array> };

/** Sets a job with the fonts it needs beside the usual ones; answers a PDF. */
export type Typeset = (job: TypesetJob, fonts: ScriptFont[]) => Promise<Uint8Array>;
