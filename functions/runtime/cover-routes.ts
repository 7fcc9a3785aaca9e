import type { Hono } from "hono/tiny";
import * as v from "valibot";
import { coverView } from "../../core/api/cover-view.ts";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey, Scope } from "../../core/api-key.ts";
import { coverName, maxCoverBytes, maxCovers, type KeptCover } from "../../core/covers.ts";
import { documentFailure, type DocumentFault } from "../../core/document-check.ts";
import { invalid, notFound, tooLarge, type Problem } from "../../core/errors.ts";
import { empty, json } from "./http.ts";

export type CoverRoutesDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  now: () => number;
  /** Reads the file as a cover page or logo, or says what is wrong with it. */
  look: (bytes: Uint8Array) => Promise<Pick<KeptCover, "kind" | "places"> | DocumentFault>;
  list: () => Promise<KeptCover[]>;
  store: (cover: KeptCover, bytes: Uint8Array) => Promise<void>;
  /** False where there is none of this name. */
  remove: (name: string) => Promise<boolean>;
};

/** The routes of cover pages and logos of the installation's own; scope `admin` to change them. */
export function addCoverRoutes(app: Hono, deps: CoverRoutesDeps): Hono {
  app.get("/v2/covers", async (c) => {
    await deps.authenticate(c.req.raw, "read");
    return json(200, { data: (await deps.list()).map(coverView) });
  });

  app.put("/v2/covers/:name", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const name = nameIn(c.req.param("name"));
    const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
    if (bytes.byteLength > maxCoverBytes) throw tooLarge("A cover page or logo may have 1 MB.");
    const looked = await deps.look(bytes);
    if (typeof looked === "string") throw unfit(looked);
    const others = (await deps.list()).filter((one) => one.name !== name);
    if (others.length >= maxCovers) throw tooMany();
    const cover = { name, ...looked, sizeBytes: bytes.byteLength, storedAt: deps.now() };
    await deps.store(cover, bytes);
    return json(200, { data: coverView(cover) });
  });

  app.delete("/v2/covers/:name", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    if (!(await deps.remove(nameIn(c.req.param("name"))))) throw notFound("The cover");
    return empty(204);
  });
  return app;
}

const nameIn = (name: string): string => validate(v.object({ name: coverName }), { name }, "query").name;

const unfit = (fault: DocumentFault): Problem =>
  invalid(
    "document_refused",
    "The file cannot be a cover",
    fault === "unsupported_media_type"
      ? "A cover page is a PDF form or HTML, a logo a PNG or JPEG."
      : documentFailure(fault).detail,
  );

const tooMany = (): Problem =>
  invalid(
    "too_many_covers",
    "Too many covers",
    `At most ${maxCovers} are kept. Delete one that is not used.`,
  );
