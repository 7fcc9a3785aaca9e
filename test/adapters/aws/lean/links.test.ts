import * as sdk from "@aws-sdk/client-s3";
import * as sdkPresigner from "@aws-sdk/s3-request-presigner";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import * as lean from "../../../../adapters/aws/lean/client-s3.ts";
import * as leanPresigner from "../../../../adapters/aws/lean/s3-request-presigner.ts";

const given = { ...process.env };
afterEach(() => {
  process.env = { ...given };
});

const keyPart = fc.stringMatching(/^[\w !'()*+,:;=@&$%~.\-äü€]{1,20}$/);
const key = fc.array(keyPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const anyWorld = fc.record({
  region: fc.constantFrom("us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"),
  endpoint: fc.constantFrom(
    undefined,
    "http://127.0.0.1:9000",
    "http://s3.example.com",
    "https://store.example.com:8443",
    "http://127.0.0.1:9000/below/",
  ),
  bucket: fc.constantFrom("documents", "serverless-fax-documents1a2b3c-xyz", "with.dots"),
  token: fc.option(fc.base64String({ minLength: 4, maxLength: 40 }), { nil: undefined }),
  seconds: fc.integer({ min: 1, max: 604_800 }),
  key,
});

/** A name with dots before an endpoint of plain HTTP is nothing that this product has; the SDK itself fails at some. */
const world = anyWorld.filter(
  ({ bucket, endpoint }) => !(bucket === "with.dots" && endpoint?.startsWith("http://")),
);

/** The same call on the SDK and on the modules that stand in for it. */
async function bothLinks(
  place: typeof world extends fc.Arbitrary<infer W> ? W : never,
  input: object,
  kind: "Get" | "Put",
  bound?: string[],
) {
  Object.assign(process.env, {
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret/+=",
  });
  delete process.env["AWS_SESSION_TOKEN"];
  delete process.env["AWS_ENDPOINT_URL_S3"];
  if (place.token) process.env["AWS_SESSION_TOKEN"] = place.token;
  if (place.endpoint) process.env["AWS_ENDPOINT_URL_S3"] = place.endpoint;
  const object = { Bucket: place.bucket, Key: place.key, ...input };
  const settings = () => ({
    expiresIn: place.seconds,
    signingDate: new Date(1_790_000_000_000),
    ...(bound ? { signableHeaders: new Set(bound) } : {}),
  });
  const theirs = new sdk.S3Client({ requestChecksumCalculation: "WHEN_REQUIRED" });
  const ours = new lean.S3Client({});
  const links = await Promise.all([
    sdkPresigner.getSignedUrl(theirs, new (sdk[`${kind}ObjectCommand`] as any)(object), settings()),
    leanPresigner.getSignedUrl(ours, new (lean[`${kind}ObjectCommand`] as any)(object), settings()),
  ]);
  theirs.destroy();
  ours.destroy();
  return links;
}

describe("a link of the lean modules is the SDK's to the letter", () => {
  it("to read, with and without a name for the file", async () => {
    const name = fc.option(fc.stringMatching(/^[\w -]{1,20}$/), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(world, name, async (place, fileName) => {
        const input = fileName ? { ResponseContentDisposition: `inline; filename="${fileName}"` } : {};
        const [theirs, ours] = await bothLinks(place, input, "Get");
        expect(ours).toBe(theirs);
      }),
      { numRuns: 150 },
    );
  });

  it("to write, with and without a bound content type", async () => {
    const type = fc.constantFrom(undefined, "application/pdf", "image/tiff");
    await fc.assert(
      fc.asyncProperty(world, type, async (place, contentType) => {
        const input = contentType ? { ContentType: contentType } : {};
        const [theirs, ours] = await bothLinks(
          place,
          input,
          "Put",
          contentType ? ["content-type"] : undefined,
        );
        expect(ours).toBe(theirs);
      }),
      { numRuns: 100 },
    );
  });
});

it("requests are signed by the SDK's own signer", () => {
  Object.assign(process.env, { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
  expect(new lean.S3Client().signer).toBeInstanceOf(SignatureV4);
});
