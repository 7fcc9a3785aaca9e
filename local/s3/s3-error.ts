/** A request that S3 answers with an error document. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "S3Error";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const accessDenied = (message = "Access Denied"): S3Error => new S3Error(403, "AccessDenied", message);
export const invalidArgument = (message: string): S3Error => new S3Error(400, "InvalidArgument", message);
export const invalidRequest = (message: string): S3Error => new S3Error(400, "InvalidRequest", message);
export const malformedXml = (): S3Error =>
  new S3Error(400, "MalformedXML", "The XML you provided was not well-formed or did not validate.");
export const noSuchBucket = (): S3Error =>
  new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
export const noSuchUpload = (): S3Error =>
  new S3Error(
    404,
    "NoSuchUpload",
    "The specified multipart upload does not exist. It may have been aborted or completed.",
  );
export const preconditionFailed = (): S3Error =>
  new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
export const notImplemented = (): S3Error =>
  new S3Error(501, "NotImplemented", "A header or operation you used is not implemented");
