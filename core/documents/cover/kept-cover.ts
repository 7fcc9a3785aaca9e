import type { DocumentFault } from "../../document-check.ts";
import type { KeptCoverKind } from "../../covers.ts";
import { Unfit } from "../fault.ts";
import type { FormField, PdfEngine } from "../engines.ts";
import type { Picture } from "../flow/blocks.ts";
import { tellKind } from "../tell-kind.ts";
import { tellText } from "../text-encoding.ts";

/** A cover or logo that an installation keeps, told by its content. */
export type CoverFile =
  | { kind: "pdf"; bytes: Uint8Array; fields: FormField[] }
  | { kind: "html"; html: string }
  | { kind: "picture"; picture: Picture };

const pictures: Partial<Record<string, Picture["format"]>> = { png: "png", jpeg: "jpg" };

/** Reads a kept file. Throws `Unfit` for what can be neither a page nor a picture of one. */
export function readKeptCover(pdf: PdfEngine, bytes: Uint8Array): CoverFile {
  const kind = tellKind(bytes);
  const format = pictures[kind];
  if (format) return { kind: "picture", picture: { format, bytes } };
  if (kind === "html") return { kind: "html", html: tellText(bytes)?.text ?? "" };
  if (kind !== "pdf") throw new Unfit("unsupported_media_type");
  const fields = pdf.formFields(bytes);
  if (typeof fields === "string") throw new Unfit(fields);
  return { kind: "pdf", bytes, fields };
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g;

/** Names of what a cover has places for. */
function placesIn(cover: CoverFile): string[] {
  switch (cover.kind) {
    case "pdf":
      return [...new Set(cover.fields.map(({ name }) => name))];
    case "html":
      return [...new Set([...cover.html.matchAll(placeholder)].map(([, name]) => name ?? ""))];
    case "picture":
      return [];
    default:
      return cover satisfies never;
  }
}

/** What a file would be as a cover, or what is wrong with it. */
export function lookAtCover(
  pdf: PdfEngine,
  bytes: Uint8Array,
): { kind: KeptCoverKind; places: string[] } | DocumentFault {
  try {
    const cover = readKeptCover(pdf, bytes);
    return { kind: cover.kind, places: placesIn(cover) };
  } catch (error) {
    if (error instanceof Unfit) return error.fault;
    throw error;
  }
}
