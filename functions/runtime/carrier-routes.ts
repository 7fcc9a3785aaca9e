import { Hono } from "hono/tiny";
import { validate } from "../../core/api/validation.ts";
import type { ApiKey, Scope } from "../../core/api-key.ts";
import { breakerView, type Breaker } from "../../core/breaker.ts";
import { carrierView, putCarrierBody, type CarrierSetup } from "../../core/carrier-setup.ts";
import { invalid, notFound } from "../../core/errors.ts";
import { json, toErrorResponse } from "./http.ts";
import { readBody } from "./read-body.ts";

export type CarrierRoutesDeps = {
  authenticate: (request: Request, scope: Scope) => Promise<ApiKey>;
  setup: () => Promise<CarrierSetup>;
  /** `undefined`: the carrier did not say. */
  isKeyTaken: (key: string) => Promise<boolean | undefined>;
  storeKey: (key: string) => Promise<void>;
  /** A new key mends what was open for want of one. */
  closeForNewKey: () => Promise<unknown>;
  /** Closes the breaker; answers it as it was. */
  resume: () => Promise<Breaker | undefined>;
};

/** The routes of the carrier's set-up; scope `admin`, in a function of its own. */
export function carrierRoutes(deps: CarrierRoutesDeps): Hono {
  const app = new Hono();
  const show = async () => json(200, { data: carrierView(await deps.setup()) });

  app.get("/v2/carrier", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return show();
  });

  app.put("/v2/carrier", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    const { api_key: key } = validate(putCarrierBody, (await readBody(c.req.raw)).fields);
    // A key that the carrier refuses would hold every fax; one that cannot be asked about now is taken on trust.
    if ((await deps.isKeyTaken(key)) === false) {
      throw invalid(
        "carrier_key_refused",
        "The carrier refuses this key",
        "The carrier refuses this key, so it was not stored. Copy a living API v2 key from the carrier's portal (Keys & Credentials).",
        { pointer: "/api_key" },
      );
    }
    await deps.storeKey(key);
    await deps.closeForNewKey();
    return show();
  });

  app.post("/v2/carrier/actions/resume", async (c) => {
    await deps.authenticate(c.req.raw, "admin");
    return json(200, { data: { result: "ok", was_open: breakerView(await deps.resume()) } });
  });

  app.notFound((c) => toErrorResponse(notFound(`${c.req.method} ${c.req.path.slice(0, 100)}`)));
  app.onError((error) => toErrorResponse(error));
  return app;
}
