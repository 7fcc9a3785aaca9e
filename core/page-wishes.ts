import * as v from "valibot";
import { coverName } from "./covers.ts";
import { coverKinds, coverLanguages } from "./documents/cover/cover-kinds.ts";
import { paperSizes } from "./documents/paper.ts";
import { qualities } from "./fax.ts";

const line = (most: number, meaning: string) =>
  v.optional(
    v.pipe(
      v.string("10026|must be a string"),
      v.maxLength(most, `10025|must have at most ${most} characters`),
      v.description(meaning),
    ),
  );

const coverFields = v.strictObject(
  {
    template: v.optional(
      v.pipe(
        v.picklist(coverKinds, `10032|must be one of ${coverKinds.join(", ")}`),
        v.description(
          "`plain` unless given; `confidential` tells whoever gets the fax by mistake what to do.",
        ),
      ),
    ),
    language: v.optional(
      v.pipe(
        v.picklist(coverLanguages, `10032|must be one of ${coverLanguages.join(", ")}`),
        v.description("Of the page's own words; usually the language of the country called."),
      ),
    ),
    to_name: line(200, "Who is to get it."),
    from_name: line(
      200,
      "Who sends it; `from_display_name`, or the installation's sender name, unless given.",
    ),
    subject: line(300, "What it is about."),
    message: line(4_000, "A few words, in any script that fonts are there for; empty lines part paragraphs."),
    html: line(
      16_000,
      "A page of your own in place of a template: HTML with `{{to}}`, `{{from}}`, `{{subject}}`, `{{message}}`, `{{pages}}`, `{{date}}`.",
    ),
    own: v.optional(
      v.pipe(
        coverName,
        v.description("A page of your own that you `PUT` to `/v2/covers/{name}`: a PDF form or HTML."),
      ),
    ),
    logo: v.optional(
      v.pipe(
        coverName,
        v.description("A picture that you `PUT` to `/v2/covers/{name}`, for the head of a built-in page."),
      ),
    ),
  },
  '10026|must be an object such as {"template": "confidential", "to_name": "Dr. Lee", "subject": "Results"}, with no other field',
);
/** A page that goes before the documents; names are those of the API. */
export const coverBody = v.pipe(
  coverFields,
  v.check(
    ({ html, own }) => html === undefined || own === undefined,
    "10015|may have either `html` or `own`, not both",
  ),
);
export type CoverBody = v.InferOutput<typeof coverBody>;

export const pageSize = v.picklist(paperSizes, `10032|must be one of ${paperSizes.join(", ")}`);

/** What pages are to be made like, beside the documents themselves: kept with the request, and sent with the order to make them. */
export const pageWishes = v.object({
  /** The sender's number and, if told, name, for header line and cover. */
  from: v.string(),
  name: v.optional(v.string()),
  /** Where they go; missing for a broadcast. */
  to: v.optional(v.string()),
  pageSize: v.optional(pageSize),
  cover: v.optional(coverBody),
  /** Pages are to be made clear for the line, at this resolution. */
  optimizeFor: v.optional(v.picklist(qualities)),
  /** The pages are those of an earlier fax of ours, header lines and all. */
  isMade: v.optional(v.literal(true)),
  /** IANA; in which a cover page tells its date, where the mailbox has a zone of its own. */
  timeZone: v.optional(v.string()),
});
export type PageWishes = v.InferOutput<typeof pageWishes>;
