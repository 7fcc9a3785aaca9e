import { curl } from "./openapi-fax-routes.ts";
import type { FieldWords } from "./openapi-field-words.ts";
import { pageParameters } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, listAnswer, schemaRef, jsonBody, type Parameter, type Paths } from "./openapi-shapes.ts";

/** Every field of `POST /v2/contacts`, and of `PATCH /v2/contacts/{id}`. */
export const contactWords: Record<string, FieldWords> = {
  name: {
    description: "Who it is; stands on cover pages of faxes by mail to the alias.",
    examples: ["Dr. Lee"],
  },
  fax_number: { description: "Where faxes to them go, in E.164.", examples: ["+13125550148"] },
  alias: {
    description:
      "Mail to `<alias>@<your mail domain>` is faxed to the number. 2 to 40 lower-case letters, digits and hyphens, a letter first; one that no other contact has, and no name that mail keeps for something else, such as `postmaster`. Null: none.",
    examples: ["dr-lee"],
  },
  company: { description: "Where they work. Null: not said." },
  notes: { description: "Your own words. Null: none." },
};

export const contactExample = {
  record_type: "contact",
  id: "con_1a0fcea2b001f2e3",
  name: "Dr. Lee",
  fax_number: "+13125550148",
  alias: "dr-lee",
  company: "Lee Cardiology",
  notes: null,
  created_at: "2026-10-02T14:00:00.000Z",
  updated_at: "2026-10-02T14:00:00.000Z",
};

const idParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The contact's id.",
  schema: { type: "string", pattern: "^con_[0-9a-f]{16}$" },
  example: contactExample.id,
};

const listParameters: Parameter[] = [
  ...pageParameters,
  {
    name: "filter[alias]",
    in: "query",
    description: "Only the contact that has this alias.",
    schema: { type: "string" },
    example: "dr-lee",
  },
];

const tags = ["Contacts"];
const base = '"$FAX_URL/v2/contacts';
const asJson = '-H "Content-Type: application/json"';

/** Whom one faxes, and the aliases that mail may be written to. All of it is ours. */
export const contactPaths: Paths = {
  "/v2/contacts": {
    post: {
      operationId: "createContact",
      tags,
      summary: "Make a contact",
      description:
        "Keeps whom you fax. With an `alias`, mail to it is faxed to the number from then on. An alias that another contact has is refused (`alias_taken`). Scope `admin`. Ours.",
      requestBody: jsonBody("CreateContact", {
        name: contactExample.name,
        fax_number: contactExample.fax_number,
        alias: contactExample.alias,
        company: contactExample.company,
      }),
      responses: {
        "201": dataAnswer("The contact.", schemaRef("Contact"), contactExample),
        ...refusals(400, 401, 403, 413, 415, 422),
      },
      "x-codeSamples": curl(
        asJson,
        `-d '{"name":"Dr. Lee","fax_number":"+13125550148","alias":"dr-lee"}' ${base}"`,
      ),
    },
    get: {
      operationId: "listContacts",
      tags,
      summary: "List contacts",
      description:
        "The oldest first; or, with `filter[alias]`, the one that has an alias. Scope `read`. Ours.",
      parameters: listParameters,
      responses: {
        "200": listAnswer("A page of them.", "Contact", "ContactListMeta", contactExample, {
          page_size: 20,
        }),
        ...refusals(401, 403, 422),
      },
      "x-codeSamples": curl(`${base}"`),
    },
  },
  "/v2/contacts/{id}": {
    get: {
      operationId: "getContact",
      tags,
      summary: "Look at a contact",
      description: "Scope `read`. Ours.",
      parameters: [idParameter],
      responses: {
        "200": dataAnswer("The contact.", schemaRef("Contact"), contactExample),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`${base}/$ID"`),
    },
    patch: {
      operationId: "changeContact",
      tags,
      summary: "Change a contact",
      description:
        "Changes what is given; null takes away. Mail to the alias goes to the new number at once; an alias that is given up is free for others. Faxes that were accepted do not change. Scope `admin`. Ours.",
      parameters: [idParameter],
      requestBody: jsonBody("ChangeContact", { fax_number: "+13125550149" }),
      responses: {
        "200": dataAnswer("The contact.", schemaRef("Contact"), {
          ...contactExample,
          fax_number: "+13125550149",
          updated_at: "2026-10-05T09:30:00.000Z",
        }),
        ...refusals(400, 401, 403, 404, 413, 415, 422),
      },
      "x-codeSamples": curl(`-X PATCH ${asJson}`, `-d '{"fax_number":"+13125550149"}' ${base}/$ID"`),
    },
    delete: {
      operationId: "deleteContact",
      tags,
      summary: "Delete a contact",
      description:
        "Its alias is free for others; until one has it, mail to it is refused and answered. Scope `admin`. Ours.",
      parameters: [idParameter],
      responses: { "204": { description: "It is deleted." }, ...refusals(401, 403, 404) },
      "x-codeSamples": curl(`-X DELETE ${base}/$ID"`),
    },
  },
};
