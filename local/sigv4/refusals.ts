/** Why a signature is refused, in the words that S3 and the JSON services each use for it. */

export type Refusal =
  | "malformed"
  | "malformed-query"
  | "two-signatures"
  | "missing"
  | "unknown-key"
  | "bad-token"
  | "skewed"
  | "expired"
  | "unsigned"
  | "mismatch"
  | "no-hash";

type Answer = { status: 400 | 403; code: string; message: string };

const s3Answers: Record<Refusal, Answer> = {
  malformed: {
    status: 400,
    code: "AuthorizationHeaderMalformed",
    message: "The authorization is malformed.",
  },
  "malformed-query": {
    status: 400,
    code: "AuthorizationQueryParametersError",
    message: "The query parameters of the signature are malformed.",
  },
  "two-signatures": { status: 400, code: "InvalidArgument", message: "Only one auth mechanism allowed." },
  missing: { status: 403, code: "AccessDenied", message: "Access Denied" },
  "unknown-key": {
    status: 403,
    code: "InvalidAccessKeyId",
    message: "The AWS Access Key Id you provided does not exist in our records.",
  },
  "bad-token": {
    status: 400,
    code: "InvalidToken",
    message: "The provided token is malformed or otherwise invalid.",
  },
  skewed: {
    status: 403,
    code: "RequestTimeTooSkewed",
    message: "The difference between the request time and the current time is too large.",
  },
  expired: { status: 403, code: "AccessDenied", message: "Request has expired" },
  unsigned: {
    status: 403,
    code: "AccessDenied",
    message: "There were headers present in the request which were not signed",
  },
  mismatch: {
    status: 403,
    code: "SignatureDoesNotMatch",
    message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  },
  "no-hash": {
    status: 400,
    code: "InvalidRequest",
    message: "Missing required header for this request: x-amz-content-sha256",
  },
};

const invalidSignature = (message: string): Answer => ({
  status: 400,
  code: "InvalidSignatureException",
  message,
});
const unrecognized: Answer = {
  status: 400,
  code: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};

const incomplete: Answer = {
  status: 400,
  code: "IncompleteSignatureException",
  message: "The authorization is malformed.",
};

const jsonAnswers: Record<Refusal, Answer> = {
  malformed: incomplete,
  "malformed-query": incomplete,
  "two-signatures": incomplete,
  missing: {
    status: 400,
    code: "MissingAuthenticationTokenException",
    message: "Request is missing Authentication Token",
  },
  "unknown-key": unrecognized,
  "bad-token": unrecognized,
  skewed: invalidSignature(
    "Signature expired or not yet current: the request time is more than 15 minutes off.",
  ),
  expired: invalidSignature("Signature expired."),
  unsigned: invalidSignature("A header that starts with x-amz- is present but not signed."),
  mismatch: invalidSignature(s3Answers.mismatch.message),
  "no-hash": invalidSignature("The hash of the body is missing."),
};

/** Status, code and message as the named service answers them. */
export function refusal(service: string, reason: Refusal, message?: string): Answer {
  const answer = (service === "s3" ? s3Answers : jsonAnswers)[reason];
  return message === undefined ? answer : { ...answer, message };
}
