import { earlierBody, type ResendFaxBody } from "../api/resend-fax.ts";
import { invalid, notFound } from "../errors.ts";
import { isClosed, type Fax, type FaxRequest, type OutboundFax } from "../fax.ts";
import { sendFax, type SendDeps, type SendOrder } from "./send-fax.ts";

export type ResendDeps = {
  send: SendDeps;
  /** Where the pages of a fax are stored. */
  pagesKey: (fax: Fax) => string | undefined;
  /** Copies stored pages; `false`: they are gone. */
  copyPages: (from: string, to: string) => Promise<boolean>;
  /** Stores the new fax and names it on the earlier one, all or nothing; `gone`: that was deleted meanwhile. */
  createResent: (
    fax: OutboundFax,
    request: FaxRequest,
    earlier: Fax,
  ) => Promise<"created" | "exists" | "daily_limit" | "gone">;
};

type Stored = { fax: Fax; request: FaxRequest | undefined };

export type ResendOrder = Omit<SendOrder, "body" | "contents" | "earlier"> & {
  /** As stored now. */
  earlier: Stored;
  body: ResendFaxBody;
};

/**
 * Sends the pages of a fax that has ended once more, as a new fax with a copy of its own, to the same or another
 * number. What was received can be sent on in the same way. Throws `Problem`: 404, 422 for a fax still open or one
 * whose pages are not stored, and all that `sendFax` throws.
 */
export async function resendFax(
  deps: ResendDeps,
  { earlier, body, ...order }: ResendOrder,
): Promise<{ fax: OutboundFax; request: FaxRequest }> {
  const { fax } = earlier;
  const pages = pagesOf(deps, fax);
  const send: SendDeps = {
    ...deps.send,
    createFax: async (made, request) => {
      const outcome = await deps.createResent(made, request, fax);
      if (outcome === "gone") throw notFound("The fax");
      return outcome;
    },
  };
  const copyTo = async (key: string): Promise<void> => {
    if (!(await deps.copyPages(pages.key, key))) throw pagesGone();
  };
  return sendFax(send, {
    ...order,
    body: { ...given(earlier), ...body, to: body.to ?? numberOf(fax) },
    contents: [],
    earlier: { faxId: fax.id, digest: pages.digest, isMade: pages.isMade, copyTo },
  });
}

const given = ({ fax, request }: Stored) => (fax.direction === "outbound" ? earlierBody(fax, request) : {});

/** What came in has no number that it could go to. */
function numberOf(fax: Fax): string {
  if (fax.direction === "outbound") return fax.to;
  throw invalid(
    "10004",
    "Missing required parameter",
    "The 'to' parameter is required: this fax was received, so say where to send it on.",
    { pointer: "/to" },
  );
}

function pagesOf(
  deps: ResendDeps,
  fax: Fax,
): {
  key: string;
  digest: string;
  isMade: boolean;
} {
  if (!isClosed(fax.status)) {
    throw invalid("fax_open", "Fax is still open", "Only a fax that has ended can be sent again.");
  }
  const key = deps.pagesKey(fax);
  if (!fax.document || key === undefined) throw pagesGone();
  return { key, digest: fax.document.sha256, isMade: fax.document.timeOffset !== undefined };
}

const pagesGone = () =>
  invalid(
    "pages_gone",
    "Pages not stored",
    "The pages of this fax are not stored (any more), so they cannot be sent again; send the document as a new fax.",
  );
