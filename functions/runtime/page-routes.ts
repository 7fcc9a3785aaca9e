import type { Hono } from "hono/tiny";
import { faxPagesView } from "../../core/api/fax-pages.ts";
import type { ApiKey } from "../../core/api-key.ts";
import { thumbnailWidths } from "../../core/documents/fax-raster.ts";
import { invalid, notFound } from "../../core/errors.ts";
import type { Fax } from "../../core/fax.ts";
import { isUuid } from "../../core/ids.ts";
import { isInReach, type Reach } from "../../core/mailbox/reach.ts";
import { lookOverPages } from "../../core/operations/look-over-pages.ts";
import { qualityShown, showPage, showThumbnail, timeShown } from "../../core/operations/show-page.ts";
import type { Authenticate } from "./authenticate.ts";
import { json, pdf, png } from "./http.ts";
import { readPages, receiptName, receiptOfFax, type ReceiptDeps } from "./receipt-of-fax.ts";
import { cannotBeShown } from "./shown-pages.ts";

export type PageRoutesDeps = ReceiptDeps & {
  authenticate: Authenticate;
  reach: (key: ApiKey) => Promise<Reach>;
  readFax: (id: string) => Promise<Fax | undefined>;
};

/** The routes of a fax's stored pages: what they are, what they look like, and the receipt of their fax. Scope `read`. */
export function addPageRoutes(app: Hono, deps: PageRoutesDeps): Hono {
  const found = async (key: ApiKey, id: string): Promise<Fax> => {
    const fax = isUuid(id) ? await deps.readFax(id) : undefined;
    if (!fax || fax.deletedAt !== undefined) throw notFound("The fax");
    // What is another mailbox's is as if it were not there.
    if (!isInReach(fax, await deps.reach(key))) throw notFound("The fax");
    return fax;
  };
  const storedPages = async (key: ApiKey, id: string) => {
    const fax = await found(key, id);
    const file = await readPages(deps, fax);
    if (!file) throw notFound("The fax has no stored pages (yet); its page");
    return { fax, file };
  };
  const timeOf = (fax: Fax) => timeShown(fax, deps.timeZone, deps.now());

  app.get("/v2/faxes/:id/pages", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const { fax, file } = await storedPages(key, c.req.param("id"));
    const looked = await deps.withEngines((engines) => lookOverPages(engines, file));
    if (typeof looked === "string") throw cannotBeShown(looked);
    return json(200, { data: faxPagesView(fax, looked) });
  });

  app.get("/v2/faxes/:id/pages/:page", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const page = pageNumber(c.req.param("page"));
    const width = thumbnailWidth(c.req.query("width"));
    const { fax, file } = await storedPages(key, c.req.param("id"));
    const shown = await deps.withEngines((engines) =>
      width === undefined
        ? showPage(engines, file, page, qualityShown(fax), timeOf(fax))
        : showThumbnail(engines, file, page, width, timeOf(fax)),
    );
    if (shown === undefined) throw notFound(`Page ${page} of the fax`);
    if (typeof shown === "string") throw cannotBeShown(shown);
    return png(shown);
  });

  app.get("/v2/faxes/:id/receipt", async (c) => {
    const key = await deps.authenticate(c.req.raw, "read");
    const fax = await found(key, c.req.param("id"));
    const made = await receiptOfFax(deps, fax);
    if (!made) {
      throw invalid(
        "fax_open",
        "Fax has not ended",
        "A receipt is there once the fax has ended. Ask again then.",
      );
    }
    if (typeof made === "string") throw cannotBeShown(made);
    return pdf(made, receiptName(fax));
  });
  return app;
}

function pageNumber(name: string): number {
  const [, digits] = /^([1-9]\d{0,2})\.png$/.exec(name) ?? [];
  if (digits === undefined) throw notFound("A page is named by its number, from 1, like 1.png; this page");
  return Number(digits);
}

function thumbnailWidth(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const { least, most } = thumbnailWidths;
  const width = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (width >= least && width <= most) return width;
  const detail = `The 'width' parameter must be from ${least} to ${most}; leave it out for the dots of the line.`;
  throw invalid("10033", "Value out of range", detail, { parameter: "width" });
}
