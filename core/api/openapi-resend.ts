import { acceptedFax } from "./openapi-examples.ts";
import { curl } from "./openapi-fax-routes.ts";
import { createFaxWords, type FieldWords } from "./openapi-field-words.ts";
import { faxIdParameter, idempotencyKeyParameter } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, schemaRef, type Operation, type Paths } from "./openapi-shapes.ts";
import { resendFaxBody } from "./resend-fax.ts";

const own: Record<string, FieldWords> = {
  to: {
    description:
      "Where the pages go now, in E.164; to the earlier fax's number unless given. Required where the earlier fax was received.",
    examples: ["+13125550148"],
  },
  give_up_at: {
    description: "After this moment no call begins any more, ISO 8601. Not taken over from the earlier fax.",
    format: "date-time",
    examples: ["2026-10-02T18:00:00Z"],
  },
  media_url: { description: "Not supported: the pages are those of the earlier fax. Leave it out." },
};

/** Every field of `POST /v2/faxes/{id}/actions/resend`; those not given are as they were. */
export const resendFaxWords: Record<string, FieldWords> = Object.fromEntries(
  Object.keys(resendFaxBody.entries).map((name) => [
    name,
    own[name] ?? createFaxWords[name] ?? { description: "" },
  ]),
);

const id = "8b2c1f60-3d7e-4a51-b0c4-5e9f7a6d1c02";

const resendFax: Operation = {
  operationId: "resendFax",
  tags: ["Faxes"],
  summary: "Send a fax again",
  description:
    "Sends the stored pages of a fax that has ended once more, to the same or another number, as a new fax. Scope `send`. Ours.\n\n" +
    "The body may be left out; what it names is changed, everything else is as it was (the settings as the last call was made with). " +
    "The new fax has a copy of the pages of its own, so the earlier one may be deleted. The two name each other: `resend_of` and `resent_as`. " +
    "A received fax can be sent on in the same way; then `to` is required. What is sent again by this call is no duplicate of that fax.",
  parameters: [faxIdParameter, idempotencyKeyParameter],
  requestBody: {
    required: false,
    content: {
      "application/json": { schema: schemaRef("ResendFax"), example: { to: "+13125550149" } },
    },
  },
  responses: {
    "202": dataAnswer("The new fax is accepted.", schemaRef("Fax"), {
      ...withoutUpload(acceptedFax),
      id,
      to: "+13125550149",
      resend_of: acceptedFax.id,
    }),
    ...refusals(400, 401, 403, 404, 413, 415, 422, 429),
  },
  "x-codeSamples": curl(
    `-H "Idempotency-Key: invoice-2026-0042-again"`,
    `--json '{"to": "+13125550149"}' "$FAX_URL/v2/faxes/$ID/actions/resend"`,
  ),
};

/** Its pages are there already. */
function withoutUpload({ upload_url: _url, upload_expires_at: _until, ...fax }: typeof acceptedFax) {
  return fax;
}

export const resendPaths: Paths = { "/v2/faxes/{id}/actions/resend": { post: resendFax } };
