import { createHmac, timingSafeEqual } from "node:crypto";
import type { CarrierFax } from "./carrier-fax.ts";
import type { Documents } from "./documents.ts";
import type { Answer, Route } from "../http/incoming-http.ts";
import type { SimulatorClock } from "../options.ts";
import type { Store } from "../store.ts";

/** Links to documents as the carrier gives them: presigned for a GET, in the manner of S3, for a short time. */
export type LinkDeps = {
  clock: SimulatorClock;
  store: Store;
  documents: Documents;
  linkSeconds: number;
  baseUrl: () => string;
};

/** The link as it was last made for the fax; it may have expired since. */
export function documentLink(deps: LinkDeps, fax: CarrierFax): string {
  const issued = amzDate(fax.linkIssuedAt ?? deps.clock.now().getTime());
  const query = new URLSearchParams({
    "X-Amz-Date": issued,
    "X-Amz-Expires": String(deps.linkSeconds),
    "X-Amz-Signature": signatureOf(deps, fax.id, issued, String(deps.linkSeconds)),
  });
  return `${deps.baseUrl()}/fax-media/${fax.id}.pdf?${query.toString()}`;
}

export const documentRoutes = (deps: LinkDeps): Route[] => [
  {
    method: "*",
    path: /^\/fax-media\/([0-9a-f-]{36})\.pdf$/,
    maxBytes: 0,
    async handle({ method, query, headers, params: [faxId = ""] }) {
      const issued = query.get("X-Amz-Date") ?? "";
      const expires = query.get("X-Amz-Expires") ?? "";
      if (headers.authorization !== undefined) {
        return s3Error(400, "InvalidArgument", "Only one auth mechanism allowed");
      }
      const given = Buffer.from(query.get("X-Amz-Signature") ?? "");
      const expected = Buffer.from(signatureOf(deps, faxId, issued, expires));
      // A link signed for GET serves no HEAD.
      if (method !== "GET" || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return s3Error(403, "SignatureDoesNotMatch", "The request signature does not match the signature.");
      }
      if (deps.clock.now().getTime() > fromAmzDate(issued) + Number(expires) * 1000) {
        return s3Error(403, "AccessDenied", "Request has expired");
      }
      const bytes = await deps.documents.get(faxId);
      if (!bytes) return s3Error(404, "NoSuchKey", "The specified key does not exist.");
      return { status: 200, body: bytes, headers: { "content-type": "application/pdf" } };
    },
  },
];

const signatureOf = (deps: LinkDeps, faxId: string, issued: string, expires: string): string =>
  createHmac("sha256", deps.store.settings.linkSecret).update(`${faxId}|${issued}|${expires}`).digest("hex");

const s3Error = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

const amzDate = (epochMs: number): string => new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");

const fromAmzDate = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5"));
