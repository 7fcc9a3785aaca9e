import type { Hono } from "hono/tiny";
import { wishesOf } from "../../core/api/create-fax.ts";
import { previewBody, previewView } from "../../core/api/preview.ts";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey, Scope } from "../../core/api-key.ts";
import type { CheckedDocument } from "../../core/documents/engines.ts";
import { whole, type FileBytes } from "../../core/documents/pieces.ts";
import { timeOperand, withTime } from "../../core/documents/sent-time.ts";
import { invalid, type Problem } from "../../core/errors.ts";
import type { ListMailboxes } from "../../core/mailbox/mailbox.ts";
import { sentAs } from "../../core/mailbox/send-as.ts";
import { withKeptCovers } from "../../core/operations/kept-covers.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { makeOptions, type HeaderRule } from "../../core/operations/make-options.ts";
import { previewDocument } from "../../core/operations/preview-pages.ts";
import { pricesOf, type Rates } from "../../core/rates.ts";
import { json } from "./http.ts";
import { readBody } from "./read-body.ts";
import { cannotBeShown, type WithEngines } from "./shown-pages.ts";

export type PreviewDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  withEngines: WithEngines;
  now: () => number;
  readObject: (key: string, maxBytes: number) => Promise<{ bytes: Uint8Array } | string>;
  /** Paper is chosen by the destination; without one, or one that the numbering plan does not know, it is our own. */
  countryOf: (to: string | undefined) => Promise<string>;
  defaultFrom: string;
  listMailboxes: ListMailboxes;
  header: HeaderRule | undefined;
  rates: Rates | undefined;
};

/** Larger documents are shown page by page once they are sent: this answer is waited for. */
const maxPreviewPages = 50;

/** Documents as the recipient's machine will print them, before they are sent; scope `send`. */
export function addPreviewRoute(app: Hono, deps: PreviewDeps): Hono {
  /** A call made now would look so. */
  const timed = ({ pieces, timeOffset }: CheckedDocument, timeZone: string | undefined): FileBytes =>
    timeOffset === undefined
      ? pieces
      : withTime(
          whole(pieces),
          timeOffset,
          timeOperand(deps.now(), timeZone ?? deps.header?.timeZone ?? "UTC"),
        );

  app.post("/v2/preview", async (c) => {
    const key = await deps.authenticate(c.req.raw, "send");
    const { fields, contents } = await readBody(c.req.raw);
    const body = validate(previewBody, fields);
    const { to, quality = "high" } = body;
    if (contents.length === 0) throw contentsMissing();
    const country = await deps.countryOf(to);
    const { defaultFrom } = deps;
    const as = sentAs(body, await deps.listMailboxes(key.mailboxId), {
      mailboxId: key.mailboxId,
      defaultFrom,
    });
    const wishes = { ...wishesOf(as.body, defaultFrom), ...as.wishes };
    const usual = makeOptions(wishes, deps.header, country, deps.now());
    const options = await withKeptCovers(deps.readObject, usual, body.cover_page);
    if (typeof options === "string") throw cannotBeShown(options, { pointer: "/cover_page" });
    const shown = await deps.withEngines(async (engines) => {
      const document = await makeDocument(engines, contents, options);
      if (typeof document === "string") return document;
      if (document.pages > maxPreviewPages) return "too_long";
      return previewDocument(engines.pdf, timed(document, wishes.timeZone), {
        quality,
        hasHeader: deps.header !== undefined,
      });
    });
    if (shown === "too_long") throw tooLong();
    if (typeof shown === "string") throw cannotBeShown(shown, { pointer: "/contents" });
    const pageSeconds = shown.pages.map(({ seconds }) => seconds);
    const prices = deps.rates && pricesOf(deps.rates, country, pageSeconds, shown.seconds);
    return json(200, { data: previewView(quality, shown, prices) });
  });
  return app;
}

const tooLong = (): Problem =>
  invalid(
    "preview_too_long",
    "Too many pages",
    `A preview has at most ${maxPreviewPages} pages. Send a part of the document.`,
    { pointer: "/contents" },
  );

const contentsMissing = (): Problem =>
  invalid(
    "10004",
    "Missing required parameter",
    "The 'contents' parameter is required: the documents as files.",
    { pointer: "/contents" },
  );
