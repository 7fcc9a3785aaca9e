import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import type { LiveContext } from "./live-check.ts";
import { onePagePdf } from "./one-page-pdf.ts";

export type Tried = { isAccepted: true; fax: Fields } | { isAccepted: false; status: number; code: string };

const lookEveryMs = 1000;
const mostLooks = 600;

/** A fax that fails before a call: its document is the deployment's health, which is no fax. */
export const faxThatFails = ({ deployment, publicUrl }: LiveContext): Fields => ({
  connection_id: deployment.applicationId,
  from: deployment.from,
  to: deployment.from,
  media_url: `${publicUrl}/v2/health`,
});

/** Creates a fax at the carrier; what the carrier refuses is an answer, too. Throws where there was none. */
export const tryFax = (context: LiveContext, fields: Fields): Promise<Tried> =>
  tried(() =>
    context.carrier({
      method: "POST",
      path: "/faxes",
      body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
    }),
  );

/** Creates a fax at the carrier with its document in the request. */
export const tryContents = (
  { carrier, deployment, to }: LiveContext,
  contents: { bytes: Uint8Array<ArrayBuffer>; type: string; name: string } = onePage(),
): Promise<Tried> =>
  tried(() =>
    carrier({
      method: "POST",
      path: "/faxes",
      body: () => {
        const form = new FormData();
        form.append("connection_id", deployment.applicationId);
        form.append("from", deployment.from);
        form.append("to", to);
        form.append("contents", new Blob([contents.bytes], { type: contents.type }), contents.name);
        return { content: form };
      },
    }),
  );

const onePage = () => ({
  bytes: onePagePdf("fax doctor --live"),
  type: "application/pdf",
  name: "doctor.pdf",
});

async function tried(create: () => Promise<Fields>): Promise<Tried> {
  try {
    return { isAccepted: true, fax: fieldsOf((await create())["data"]) };
  } catch (error) {
    if (!(error instanceof RequestError) || error.isPassing || error.status === undefined) throw error;
    if (error.status === 401 || error.status === 403) throw error;
    return { isAccepted: false, status: error.status, code: text(listOf(error.errors)[0] ?? {}, "code") };
  }
}

/** The carrier's own word on a fax, now. */
export const readCarrierFax = async (
  { carrier }: Pick<LiveContext, "carrier">,
  id: string,
): Promise<Fields> =>
  fieldsOf((await carrier({ method: "GET", path: `/faxes/${id}`, isRepeatable: true }))["data"]);

/** Looks at a fax of the carrier until `isSeen`, ten minutes at most; answers it as it was last. */
export async function watchCarrierFax(
  context: LiveContext,
  id: string,
  isSeen: (fax: Fields) => boolean,
): Promise<Fields> {
  for (let looks = 1; ; looks++) {
    const fax = await readCarrierFax(context, id);
    if (isSeen(fax) || looks === mostLooks) return fax;
    await context.sleep(lookEveryMs);
  }
}

export const hasEnded = (fax: Fields): boolean => ["delivered", "failed"].includes(text(fax, "status"));

export const refusalWords = (tried: { status: number; code: string }): string =>
  `${tried.status}${tried.code ? ` (${tried.code})` : ""}`;
