import * as v from "valibot";
import { contactIdPattern, type Contact } from "../contact.ts";
import { invalid } from "../errors.ts";
import { count, said, text, textOrNull, time } from "./described.ts";
import { maxPageSize } from "./list-query.ts";
import { wholeNumber } from "./page-query.ts";

/** A contact as the API shows it. */
export const contact = v.object({
  record_type: said(v.literal("contact"), "Always `contact`."),
  id: text("Its id."),
  name: text("Who it is; stands on cover pages of faxes by mail to the alias."),
  fax_number: text("In E.164."),
  alias: textOrNull("Mail to `<alias>@<your mail domain>` is faxed to the number; null: there is none."),
  company: textOrNull("Where they work; null: not said."),
  notes: textOrNull("Your own words; null: none."),
  created_at: time("When it was made."),
  updated_at: time("When it was last changed."),
});

export const contactListMeta = v.object({
  page_size: count("The page size you asked for."),
  next: v.optional(text("Give this as `page[after]` to go on.")),
});

export const contactView = (one: Contact): v.InferOutput<typeof contact> => ({
  record_type: "contact",
  id: one.id,
  name: one.name,
  fax_number: one.number,
  alias: one.alias ?? null,
  company: one.company ?? null,
  notes: one.notes ?? null,
  created_at: new Date(one.createdAt).toISOString(),
  updated_at: new Date(one.updatedAt).toISOString(),
});

export type ContactQuery = { pageSize: number; after?: string; alias?: string };

/** `page[size]`, `page[after]` and `filter[alias]` of the list of contacts. Throws a 422 `Problem`. */
export function readContactQuery(query: URLSearchParams): ContactQuery {
  const after = query.get("page[after]");
  const alias = query.get("filter[alias]");
  if (after !== null && !contactIdPattern.test(after)) {
    throw invalid("10032", "Invalid value", "page[after] takes meta.next of an earlier answer.", {
      parameter: "page[after]",
    });
  }
  return {
    pageSize: wholeNumber(query, "page[size]", 20, maxPageSize),
    ...(after === null ? {} : { after }),
    ...(alias === null ? {} : { alias }),
  };
}
