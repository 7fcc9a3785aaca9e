import { maxPages, type DocumentFault } from "../document-check.ts";
import type { CheckedDocument } from "../documents/engines.ts";
import { ofDocument, Unfit } from "../documents/fault.ts";
import { bandPt, type HeaderLine } from "../documents/header-line.ts";
import { paperOf, type PaperSize } from "../documents/paper.ts";
import { optimizeLayout } from "../documents/optimize/optimize-layout.ts";
import { readSource, type ReadDeps, type Source } from "../documents/read-source.ts";
import type { Quality } from "../fax.ts";
import { finishLayouts } from "../documents/finish-layouts.ts";
import { findTime } from "../documents/sent-time.ts";
import type { HeaderDeps } from "../documents/header-art.ts";
import { coverLayout, type CoverOrder } from "../documents/cover/cover-layout.ts";
import { layOut, layOutAnew, type Layout, type LayOutDeps, type LayOutRule } from "../documents/lay-out.ts";

export type MakeDeps = ReadDeps & HeaderDeps & LayOutDeps;

export type MakeOptions = {
  /** Chosen by the person; else what is usual in `country` (ISO 3166) is taken. */
  pageSize?: PaperSize;
  country?: string;
  /** Missing: no header line, by a configuration that says why. */
  header?: HeaderLine;
  /** The one file is a PDF made here that has header lines: they are renewed, or kept where `header` is missing. */
  isMade?: boolean;
  cover?: CoverOrder;
  /** Pages that would suffer on the line are made clear, as the dots of this quality. */
  optimizeFor?: Quality;
};

/** Why documents cannot be faxed, and which of them it is, from 1; absent where it is all of them together, or the cover. */
export type Refusal = { fault: DocumentFault; document?: number };

/**
 * Makes one clean PDF of documents of any kind we read: on paper, portrait, whole, each page with its header line.
 * A single PDF goes out byte for byte where nothing is to be added or changed. Throws only what may pass or what broke
 * the engine.
 */
export async function makeOrRefuse(
  deps: MakeDeps,
  files: Uint8Array[],
  options: MakeOptions,
): Promise<CheckedDocument | Refusal> {
  try {
    return await make(deps, files, options);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const { fault, document } = error;
    return { fault, ...(document === undefined ? {} : { document }) };
  }
}

/** The same, for whoever does not tell several documents apart. */
export async function makeDocument(
  deps: MakeDeps,
  files: Uint8Array[],
  options: MakeOptions,
): Promise<CheckedDocument | DocumentFault> {
  const made = await makeOrRefuse(deps, files, options);
  return "fault" in made ? made.fault : made;
}

async function make(deps: MakeDeps, files: Uint8Array[], options: MakeOptions): Promise<CheckedDocument> {
  if (files.length === 0) throw new Unfit("document_missing");
  const rule: LayOutRule = {
    size: options.pageSize ?? paperOf(options.country),
    isChosen: options.pageSize !== undefined,
    bandPt: options.header ? bandPt : 0,
    language: options.cover?.cover.language ?? options.header?.language ?? "en",
  };
  const sources: Source[] = [];
  for (const file of files) {
    sources.push(await ofDocument(sources.length + 1, () => readSource(deps, file)));
  }
  const [only] = sources;
  if (options.isMade && only?.kind === "pdf") return renew(deps, only.bytes, options.header);
  const isAsItIs = !options.header && !options.cover && !options.pageSize && !options.optimizeFor;
  if (isAsItIs && sources.every(({ kind }) => kind === "pdf") && only?.kind === "pdf") {
    return unwrap(deps.pdf.check(sources.flatMap((source) => (source.kind === "pdf" ? [source.bytes] : []))));
  }
  const layouts: Layout[] = [];
  for (const source of sources) {
    layouts.push(await ofDocument(layouts.length + 1, () => layOutClear(deps, source, rule, options)));
  }
  const count = layouts.reduce((sum, { pages }) => sum + pages.length, 0);
  if (count > maxPages) throw new Unfit("document_too_many_pages");
  if (options.cover) layouts.unshift(await coverLayout(deps, options.cover, rule, count));
  return finishLayouts(deps, layouts, options.header);
}

/** A document on paper, made clear where that is wished for and may help. */
async function layOutClear(
  deps: MakeDeps,
  source: Source,
  rule: LayOutRule,
  { optimizeFor }: MakeOptions,
): Promise<Layout> {
  const layout = await layOut(deps, source, rule);
  return optimizeFor && maySuffer(source) ? optimizeLayout(deps.pdf, layout, rule, optimizeFor) : layout;
}

/** What comes from a fax machine, or is set in black by ourselves, cannot be made clearer. */
const maySuffer = (source: Source): boolean =>
  source.kind === "pdf" || (source.kind === "pictures" && source.pages.some(({ isFaxPage }) => !isFaxPage));

/** The pages of an earlier fax, on paper already. */
async function renew(
  deps: MakeDeps,
  bytes: Uint8Array,
  header: HeaderLine | undefined,
): Promise<CheckedDocument> {
  if (header) return finishLayouts(deps, [layOutAnew(deps.pdf, bytes, bandPt)], header);
  const timeOffset = findTime(bytes);
  return { ...unwrap(deps.pdf.check([bytes])), ...(timeOffset === undefined ? {} : { timeOffset }) };
}

function unwrap<T extends object>(answer: T | DocumentFault): T {
  if (typeof answer === "string") throw new Unfit(answer);
  return answer;
}
