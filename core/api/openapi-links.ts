import { pageLinkDays } from "../page-link.ts";
import type { Answer, Operation, Paths } from "./openapi-shapes.ts";

const parameters: Operation["parameters"] = [
  {
    name: "token",
    in: "path",
    required: true,
    description: "The secret of the link, as it stands in the mail.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" },
  },
];

const nowhere = {
  "404": "There is no such link, or no longer, or its fax has no stored pages.",
  "410": "The link has expired, or its fax was deleted.",
  "500": "Something went wrong on our side.",
};
const leadingNowhere = (body: Pick<Answer, "content">): Record<string, Answer> =>
  Object.fromEntries(
    Object.entries(nowhere).map(([status, description]) => [status, { description, ...body }]),
  );
const sentence = { content: { "text/plain": { schema: { type: "string" } } } };

/** What a mail may hold in place of pages. */
export const linkPaths: Paths = {
  "/links/{token}": {
    get: {
      operationId: "followLink",
      tags: ["Installation"],
      summary: "Follow a link from a mail",
      description: `Leads whoever has the link to the pages of a fax, for ${pageLinkDays} days, unless the fax is deleted before. Answers are for people: where there are no pages, a sentence that says nothing of the fax.`,
      security: [],
      parameters,
      responses: {
        "302": {
          description: "The pages are there.",
          headers: {
            Location: {
              description: "Where they are: a new address each time, which lives for 10 minutes.",
              schema: { type: "string", format: "uri" },
            },
          },
        },
        ...leadingNowhere(sentence),
      },
      "x-codeSamples": [{ lang: "Shell", label: "curl", source: `curl -LOJ "$LINK"` }],
    },
    head: {
      operationId: "checkLink",
      tags: ["Installation"],
      summary: "See whether a link from a mail leads anywhere",
      description: "For scanners of mail: the same look at the link, and no way to the pages.",
      security: [],
      parameters,
      responses: { "200": { description: "The link leads to pages." }, ...leadingNowhere({}) },
      "x-codeSamples": [],
    },
  },
};
