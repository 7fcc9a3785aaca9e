import type { Paper } from "./paper.ts";
import { Unfit } from "./fault.ts";
import { htmlFlow } from "./flow/html-flow.ts";
import type { Flow } from "./flow/blocks.ts";
import { textPages } from "./flow/text-flow.ts";
import { gifPage } from "./image/gif-page.ts";
import { sizeInPoints, type ImagePage } from "./image/image.ts";
import { jpegPage } from "./image/jpeg-page.ts";
import { pngPage } from "./image/png-page.ts";
import { greyImage, type GreyRaster } from "./image/raster.ts";
import { webpSize } from "./image/webp-facts.ts";
import { isOfficeKind, tellKind, type OfficeKind } from "./tell-kind.ts";
import { tellText } from "./text-encoding.ts";
import { tiffPages } from "./tiff/tiff-pages.ts";

/** A document as it came, ready to be put on paper. */
export type Source =
  | { kind: "pdf"; bytes: Uint8Array }
  | { kind: "pictures"; pages: ImagePage[] }
  | { kind: "text"; pages: string[][] }
  | { kind: "flow"; flow: Flow };

export type ReadDeps = {
  decodeWebp: (file: Uint8Array) => Promise<GreyRaster>;
  /** Makes a PDF of an office document; missing where none is set up. */
  convertOffice?: (file: Uint8Array, kind: OfficeKind) => Promise<Uint8Array>;
};

/** Reads a file by its content. Throws `Unfit` with what is wrong. */
export async function readSource(deps: ReadDeps, file: Uint8Array): Promise<Source> {
  const kind = tellKind(file);
  if (isOfficeKind(kind)) {
    if (!deps.convertOffice) throw new Unfit("office_conversion_disabled");
    return { kind: "pdf", bytes: await deps.convertOffice(file, kind) };
  }
  switch (kind) {
    case "pdf":
      return { kind: "pdf", bytes: file };
    case "tiff":
      return { kind: "pictures", pages: tiffPages(file) };
    case "png":
      return { kind: "pictures", pages: [pngPage(file)] };
    case "jpeg":
      return { kind: "pictures", pages: [jpegPage(file)] };
    case "gif":
      return { kind: "pictures", pages: [gifPage(file)] };
    case "webp":
      return { kind: "pictures", pages: [await webpPage(deps, file)] };
    case "text":
      return { kind: "text", pages: textPages(tellText(file)?.text ?? "") };
    case "html":
      return { kind: "flow", flow: htmlFlow(tellText(file)?.text ?? "") };
    case "heic":
      throw new Unfit("image_unsupported");
    case "office_macros":
      throw new Unfit("document_macros");
    case "office_locked":
      throw new Unfit("document_password_required");
    case "empty":
      throw new Unfit("document_empty");
    case "archive":
    case "executable":
    case "other":
      throw new Unfit("unsupported_media_type");
    default:
      return kind satisfies never;
  }
}

async function webpPage(deps: ReadDeps, file: Uint8Array): Promise<ImagePage> {
  const { width, height } = webpSize(file);
  const decoded = await deps.decodeWebp(file).catch(() => {
    throw new Unfit("image_unsupported");
  });
  if (decoded.width !== width || decoded.height !== height) throw new Unfit("image_unsupported");
  const size: Paper = sizeInPoints(width, height, {});
  const strips = [{ image: greyImage(decoded), fromTop: 0, rows: height }];
  return { size, orientation: 1, rowsPx: height, strips, isFaxPage: false, hasColour: true };
}
