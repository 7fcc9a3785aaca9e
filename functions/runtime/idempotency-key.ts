import { invalid } from "../../core/errors.ts";

/** The request's `Idempotency-Key`, or undefined without one. Throws a 422 `Problem` for one that cannot be used. */
export function idempotencyKeyOf(request: Request): string | undefined {
  const idempotencyKey = request.headers.get("idempotency-key");
  if (idempotencyKey === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw invalid(
      "10025",
      "Invalid length",
      "The Idempotency-Key header must have 1 to 255 visible ASCII characters.",
      { parameter: "Idempotency-Key" },
    );
  }
  return idempotencyKey;
}
