import * as v from "valibot";
import { pageWarningCodes } from "../documents/page-warnings.ts";
import { qualities, type Quality } from "../fax.ts";
import type { DocumentPreview } from "../operations/preview-pages.ts";
import type { Price } from "../rates.ts";
import { createFaxBody } from "./create-fax.ts";
import { count, said, text } from "./described.ts";

/** The fields of `POST /v2/preview`: those of a fax that change how its pages look; others are let through unread. */
export const previewBody = v.partial(
  v.pick(createFaxBody, [
    "to",
    "from",
    "from_display_name",
    "quality",
    "page_size",
    "cover_page",
    "optimize",
  ]),
);

const seconds = (words: string) => said(v.pipe(v.number(), v.minValue(0)), words);

const price = (words: string) =>
  said(
    v.nullable(
      v.object({
        amount: text("A decimal, such as `0.0190`."),
        currency: text("ISO 4217, such as `USD`."),
      }),
    ),
    words,
  );

/** What `POST /v2/preview` answers. */
export const preview = v.object({
  record_type: said(v.literal("preview"), "Always `preview`."),
  quality: said(v.picklist(qualities), "The resolution shown."),
  page_count: count("Number of pages."),
  seconds: seconds("Estimated length of the call at 14,400 bit/s, its beginning and end included."),
  price: price(
    "What a delivered call is likely to cost, from the settings' `rates`; null where they say none.",
  ),
  pages: said(
    v.array(
      v.object({
        page: count("1 for the first page."),
        warnings: said(
          v.array(
            v.object({
              code: said(v.picklist(pageWarningCodes), "What is likely to go wrong."),
              detail: text("The same as a sentence, with what to do."),
              fix: said(
                v.nullable(
                  v.object({
                    optimize: v.optional(said(v.literal(true), "Have the pages made clear.")),
                    quality: v.optional(said(v.picklist(qualities), "A finer resolution.")),
                  }),
                ),
                "Fields to send the fax with that would mend it; null where only the document can be changed.",
              ),
            }),
          ),
          "What should be looked at before it is sent; usually nothing.",
        ),
        coded_bytes: count("Size of the page as it is coded for the line (ITU-T T.6)."),
        seconds: seconds("Estimated time of the page on the line."),
        price: price("What the page adds to that: its own charge, and its time on the line."),
        image: said(
          v.nullable(v.string()),
          "The page in the dots that are printed, as a `data:` URL of a PNG; null once the answer has 3 MB of them.",
        ),
      }),
    ),
    "The pages, in order.",
  ),
});

/** Lambda answers with at most 6 MB; Base64 takes a third more than the pictures. */
const maxImageBytes = 3 * 1024 * 1024;

/** A preview as the API shows it. */
export function previewView(
  quality: Quality,
  shown: DocumentPreview,
  prices?: { whole: Price; pages: Price[] },
): v.InferOutput<typeof preview> {
  let left = maxImageBytes;
  return {
    record_type: "preview",
    quality,
    page_count: shown.pages.length,
    seconds: tenths(shown.seconds),
    price: prices?.whole ?? null,
    pages: shown.pages.map(({ png, warnings, codedBytes, seconds: ofPage }, index) => {
      left -= png.byteLength;
      const image = left < 0 ? null : `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
      return {
        page: index + 1,
        warnings,
        coded_bytes: codedBytes,
        seconds: tenths(ofPage),
        price: prices?.pages[index] ?? null,
        image,
      };
    }),
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
