import * as v from "valibot";

/** What is known after the create call: the difference between these five is promise P2. */
export type SubmitOutcome =
  | { kind: "accepted"; carrierFaxId: string }
  /** The carrier refused the request itself; it has no such fax. */
  | { kind: "refused"; status: number; code: string; detail: string }
  /** The carrier refuses our account or key; no call was made. */
  | { kind: "account"; status: number }
  /** Too much at once; no call was made. */
  | { kind: "capacity"; retryAfterSeconds: number }
  /** Not a byte of the request left us. */
  | { kind: "not_sent"; why: string }
  /** Nobody knows; never submit again. */
  | { kind: "ambiguous"; why: string };

const accepted = v.object({ data: v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) }) });
const envelope = v.object({
  errors: v.pipe(
    v.array(
      v.object({
        code: v.optional(v.union([v.string(), v.number()])),
        title: v.optional(v.string()),
        detail: v.optional(v.nullable(v.string())),
      }),
    ),
    v.minLength(1),
  ),
});

/** Reads the carrier's answer to `POST /v2/faxes`. Only its own error envelope counts as a refusal. */
export function readSubmitAnswer(status: number, body: string, retryAfterSeconds: number): SubmitOutcome {
  const json = parsed(body);
  if (status >= 200 && status < 300) {
    const answer = v.safeParse(accepted, json);
    return answer.success
      ? { kind: "accepted", carrierFaxId: answer.output.data.id }
      : { kind: "ambiguous", why: `unreadable answer ${status}` };
  }
  const refusal = v.safeParse(envelope, json);
  if (!refusal.success || status < 400 || status >= 500 || status === 408 || status === 409) {
    return { kind: "ambiguous", why: `answer ${status}` };
  }
  if (status === 429) return { kind: "capacity", retryAfterSeconds };
  const [first] = refusal.output.errors;
  const code = String(first?.code ?? status);
  if (status === 401 || (status === 403 && isAboutAccount(code))) return { kind: "account", status };
  return {
    kind: "refused",
    status,
    code,
    detail: (first?.detail ?? first?.title ?? "").slice(0, 300),
  };
}

/** Telnyx's codes of a key or account that may do nothing: 2xxxx, and the account's level. */
const isAboutAccount = (code: string): boolean =>
  /^20\d{3}$/.test(code) || code === "10038" || code === "10039";

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
