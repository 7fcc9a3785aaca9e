/** CopyObject (Amazon S3 API Reference). */
import { CopyObjectCommand, HeadObjectCommand, type CopyObjectCommandInput } from "@aws-sdk/client-s3";
import { refused, same, type Behaviour, type Desk } from "./desk.ts";

const copy = ({ s3, Bucket }: Desk, from: string, Key: string, more: Partial<CopyObjectCommandInput> = {}) =>
  s3.send(
    new CopyObjectCommand({
      Bucket,
      Key,
      CopySource: `${Bucket}/${from.split("/").map(encodeURIComponent).join("/")}`,
      ...more,
    }),
  );
const head = ({ s3, Bucket }: Desk, Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }));

export const copies: Behaviour[] = [
  {
    name: "a copy has the type and metadata of its source, and its own ETag and date in the answer",
    check: async (desk) => {
      const { ETag } = await desk.put("source", "x", {
        ContentType: "application/pdf",
        Metadata: { a: "1" },
      });
      const { CopyObjectResult } = await copy(desk, "source", "copy");
      const { ContentType, Metadata } = await head(desk, "copy");
      same([CopyObjectResult?.ETag, ContentType, Metadata], [ETag, "application/pdf", { a: "1" }]);
      same(CopyObjectResult?.LastModified instanceof Date, true);
    },
  },
  {
    name: "a copy replaces type and metadata where asked",
    check: async (desk) => {
      await desk.put("source", "x", { ContentType: "application/pdf", Metadata: { a: "1" } });
      const more = { MetadataDirective: "REPLACE", ContentType: "image/tiff", Metadata: { b: "2" } } as const;
      await copy(desk, "source", "replaced", more);
      const { ContentType, Metadata } = await head(desk, "replaced");
      same([ContentType, Metadata], ["image/tiff", { b: "2" }]);
    },
  },
  {
    name: "a copy is made only of the version that was meant",
    check: async (desk) => {
      const { ETag } = await desk.put("source", "x");
      await copy(desk, "source", "if", { CopySourceIfMatch: ETag });
      await refused(copy(desk, "source", "if", { CopySourceIfMatch: '"00"' }), "412 PreconditionFailed");
      await refused(copy(desk, "source", "if", { CopySourceIfNoneMatch: ETag }), "412 PreconditionFailed");
    },
  },
  {
    name: "a copy onto itself that changes nothing is refused",
    check: async (desk) => {
      await desk.put("self", "x");
      await refused(copy(desk, "self", "self"), "400 InvalidRequest");
      await copy(desk, "self", "self", { MetadataDirective: "REPLACE", ContentType: "a/b" });
      same((await head(desk, "self")).ContentType, "a/b");
    },
  },
  {
    name: "a copy of nothing is 404",
    check: (desk) => refused(copy(desk, "nothing", "copy"), "404 NoSuchKey"),
  },
  {
    name: "a copy's source may be any key",
    check: async (desk) => {
      for (const key of ["drop/+1312/my letter (1).pdf", "ä ö/%41.pdf"]) {
        await desk.put(key, key);
        await copy(desk, key, "copied");
        same(await desk.read("copied"), key);
      }
    },
  },
];
