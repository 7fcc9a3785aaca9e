import { curl } from "./openapi-fax-routes.ts";
import type { FieldWords } from "./openapi-field-words.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, listOf, schemaRef, jsonBody, type Parameter, type Paths } from "./openapi-shapes.ts";

/** Every field of `POST /v2/mailboxes`, and of `PATCH /v2/mailboxes/{id}`. */
export const mailboxWords: Record<string, FieldWords> = {
  name: { description: "Your words for it; stands in mails to its members.", examples: ["Front desk"] },
  numbers: {
    description:
      "Its fax numbers, in E.164, at most 20: what comes in on them, and what is sent from them, is its. A number is one mailbox's (`number_taken`).",
    examples: [["+13125550148"]],
  },
  caller_id: { description: "Which of them it sends from; the first unless given." },
  members: {
    description: "Mail addresses of those who hear of it, at most 50; they may fax by mail.",
    examples: [["ann@clinic.example"]],
  },
  from_display_name: {
    description: "As the other side sees the sender, where a fax does not say. Null: none.",
  },
  header_text: {
    description: "Who sends, on header lines. Null: `from_display_name`, else as the settings say.",
  },
  time_zone: {
    description: "IANA; of header lines, cover pages, mails and receipts. Null: as the settings say.",
    examples: ["America/New_York"],
  },
  country: {
    description: "ISO 3166; how national numbers in mail addresses are read. Null: as the settings say.",
  },
  mail: {
    description:
      "`senders`: addresses and `@domain`s who may fax by mail as this mailbox, beside its members. `text`: what becomes of the text of its mails, `cover` or `ignore`; null: as the settings say.",
    examples: [{ senders: ["@clinic.example"], text: "cover" }],
  },
  notify: {
    description:
      "What members hear by mail. `received` (`pdf` unless given): of a fax that came in, with its pages (`pdf`; by a link, where they are large), with a `link` that is good for seven days, by a `notice` without number or page, or not at all (`off`). `delivered` (false unless given) and `failed` (true unless given): of each fax that was sent from it.",
    examples: [{ received: "notice", delivered: false, failed: true }],
  },
  retention_days: {
    description: "Pages and record of a fax are removed so many days after its end. Null: never.",
  },
};

export const mailboxExample = {
  record_type: "mailbox",
  id: "mbx_1f2e3d4c5b6a7988",
  name: "Front desk",
  numbers: ["+13125550148"],
  caller_id: "+13125550148",
  members: ["ann@clinic.example"],
  from_display_name: "Downtown Clinic",
  header_text: null,
  time_zone: "America/Chicago",
  country: null,
  mail: { senders: ["@clinic.example"], text: null },
  notify: { received: "pdf", delivered: false, failed: true },
  retention_days: null,
  created_at: "2026-10-02T14:00:00.000Z",
  updated_at: "2026-10-02T14:00:00.000Z",
};

const idParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The mailbox's id.",
  schema: { type: "string", pattern: "^mbx_[0-9a-f]{16}$" },
  example: mailboxExample.id,
};

const tags = ["Mailboxes"];
const base = '"$FAX_URL/v2/mailboxes';
const asJson = '-H "Content-Type: application/json"';

/** Numbers with the people and rules they belong to. All of it is ours. */
export const mailboxPaths: Paths = {
  "/v2/mailboxes": {
    post: {
      operationId: "createMailbox",
      tags,
      summary: "Make a mailbox",
      description:
        "Gives fax numbers to people: they hear by mail of what comes in on them, may fax by mail as them, and answer what came in. Within a minute it counts everywhere. Scope `admin`. Ours.",
      requestBody: jsonBody("CreateMailbox", {
        name: mailboxExample.name,
        numbers: mailboxExample.numbers,
        members: mailboxExample.members,
        time_zone: mailboxExample.time_zone,
      }),
      responses: {
        "201": dataAnswer("The mailbox.", schemaRef("Mailbox"), mailboxExample),
        ...refusals(400, 401, 403, 413, 415, 422),
      },
      "x-codeSamples": curl(
        asJson,
        `-d '{"name":"Front desk","numbers":["+13125550148"],"members":["ann@clinic.example"]}' ${base}"`,
      ),
    },
    get: {
      operationId: "listMailboxes",
      tags,
      summary: "List mailboxes",
      description:
        "All of them, the oldest first; there are at most 200. Scope `read`; a key of a mailbox sees its own. Ours.",
      responses: {
        "200": dataAnswer("All of them.", listOf("Mailbox"), [mailboxExample]),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`${base}"`),
    },
  },
  "/v2/mailboxes/{id}": {
    get: {
      operationId: "getMailbox",
      tags,
      summary: "Look at a mailbox",
      description: "Scope `read`. Ours.",
      parameters: [idParameter],
      responses: {
        "200": dataAnswer("The mailbox.", schemaRef("Mailbox"), mailboxExample),
        ...refusals(401, 403, 404),
      },
      "x-codeSamples": curl(`${base}/$ID"`),
    },
    patch: {
      operationId: "changeMailbox",
      tags,
      summary: "Change a mailbox",
      description:
        "Changes what is given; null takes away, and a list is replaced whole. A number that is given up is nobody's, and so are its faxes. Scope `admin`. Ours.",
      parameters: [idParameter],
      requestBody: jsonBody("ChangeMailbox", { notify: { received: "link" } }),
      responses: {
        "200": dataAnswer("The mailbox.", schemaRef("Mailbox"), {
          ...mailboxExample,
          notify: { received: "link", delivered: false, failed: true },
          updated_at: "2026-10-05T09:30:00.000Z",
        }),
        ...refusals(400, 401, 403, 404, 413, 415, 422),
      },
      "x-codeSamples": curl(`-X PATCH ${asJson}`, `-d '{"notify":{"received":"link"}}' ${base}/$ID"`),
    },
    delete: {
      operationId: "deleteMailbox",
      tags,
      summary: "Delete a mailbox",
      description: "Its numbers are nobody's then; its faxes stay. Scope `admin`. Ours.",
      parameters: [idParameter],
      responses: { "204": { description: "It is deleted." }, ...refusals(401, 403, 404) },
      "x-codeSamples": curl(`-X DELETE ${base}/$ID"`),
    },
  },
};
