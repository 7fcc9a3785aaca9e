import { ServiceException } from "./service-exception.ts";

const throttled = new Set([
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);
const transientNames = new Set(["TimeoutError", "RequestTimeout", "RequestTimeoutException"]);
const transientCodes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const transientStatus = new Set([500, 502, 503, 504]);

/** The SDK's own pauses: doubled with every attempt, then shortened at random. */
const transientBaseMs = 50;
const throttledBaseMs = 1_000;
const longestMs = 20_000;

/** Sends until an answer stands, at most `maxAttempts` times; what cannot be mended by waiting is thrown at once. */
export async function retryRequest<T>(maxAttempts: number, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const baseMs = attempt < maxAttempts ? pauseBase(error) : undefined;
      if (baseMs === undefined) throw error;
      const pauseMs = Math.random() * Math.min(baseMs * 2 ** (attempt - 1), longestMs);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Milliseconds to begin with, or undefined where another try would say the same. */
function pauseBase(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    if (status === 429 || throttled.has(error.name)) return throttledBaseMs;
    return transientStatus.has(status) || transientNames.has(error.name) ? transientBaseMs : undefined;
  }
  const { code = "", wasReused = false } = error as { code?: string; wasReused?: boolean };
  // A connection that was found dead says nothing of the service: at once, on a fresh one.
  if (wasReused) return 0;
  return transientCodes.has(code) || transientNames.has(error.name) ? transientBaseMs : undefined;
}
