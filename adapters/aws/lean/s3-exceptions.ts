import { ServiceException, type ResponseMetadata } from "./service-exception.ts";

/** Whatever S3 refuses. */
export class S3ServiceException extends ServiceException {}

/** No object has this key. */
export class NoSuchKey extends S3ServiceException {}

/** The error S3 writes in XML; an answer without a body (HEAD) is known by its status only. */
export function s3Exception($metadata: ResponseMetadata, xml: string): S3ServiceException {
  const name = textOf(xml, "Code") ?? ($metadata.httpStatusCode === 404 ? "NotFound" : "UnknownError");
  const facts = { name, message: textOf(xml, "Message") ?? name, $metadata };
  return name === "NoSuchKey" ? new NoSuchKey(facts) : new S3ServiceException(facts);
}

/** The text of one element; S3's errors are flat. */
function textOf(xml: string, element: string): string | undefined {
  const written = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return written?.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: keyof typeof entities) => entities[name]);
}

const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
