import { curl } from "./openapi-fax-routes.ts";
import { coverNameParameter } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, listOf, schemaRef, type Paths } from "./openapi-shapes.ts";

export const coverExample = {
  record_type: "cover",
  name: "letterhead",
  kind: "pdf",
  places: ["to", "from", "subject", "message", "date", "pages"],
  size_bytes: 48_213,
  stored_at: "2026-10-02T14:00:00.000Z",
};

/** Cover pages and logos of the installation's own. */
export const coverPaths: Paths = {
  "/v2/covers": {
    get: {
      operationId: "listCovers",
      tags: ["Installation"],
      summary: "List your covers and logos",
      description: "Files that `cover_page` can name. Scope `read`. Ours.",
      responses: {
        "200": dataAnswer("All of them, by name.", listOf("Cover"), [coverExample]),
        ...refusals(401, 403),
      },
      "x-codeSamples": curl(`"$FAX_URL/v2/covers"`),
    },
  },
  "/v2/covers/{name}": {
    put: {
      operationId: "putCover",
      tags: ["Installation"],
      summary: "Store a cover page or logo",
      description:
        "Stores the body over what had the name before: a page of your own (a PDF whose form has fields named `to`, `subject` and so on, or HTML with `{{to}}`), which faxes use by `cover_page.own`, or a PNG or JPEG for the head of a built-in page, used by `cover_page.logo`. At most 1 MB. Faxes whose pages are made already do not change. Scope `admin`. Ours.",
      parameters: [coverNameParameter],
      requestBody: {
        required: true,
        content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
      },
      responses: {
        "200": dataAnswer("It is stored.", schemaRef("Cover"), coverExample),
        ...refusals(401, 403, 413, 422),
      },
      "x-codeSamples": curl(
        `-H "Content-Type: application/octet-stream"`,
        `-T letterhead.pdf "$FAX_URL/v2/covers/letterhead"`,
      ),
    },
    delete: {
      operationId: "deleteCover",
      tags: ["Installation"],
      summary: "Delete a cover page or logo",
      description:
        "Removes the file. A fax that names it and whose pages are yet to be made ends `failed`, `cover_missing`. Scope `admin`. Ours.",
      parameters: [coverNameParameter],
      responses: { "204": { description: "It is removed." }, ...refusals(401, 403, 404, 422) },
      "x-codeSamples": curl(`-X DELETE "$FAX_URL/v2/covers/letterhead"`),
    },
  },
};
