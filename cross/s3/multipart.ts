/** Uploads in parts (Amazon S3 User Guide, "Uploading and copying objects using multipart upload"). */
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { refused, same, type Behaviour, type Desk } from "./desk.ts";

const fiveMiB = 5 * 1024 * 1024;

async function begin({ s3, Bucket }: Desk, Key: string) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "a/b" }));
  const upload = { Bucket, Key, UploadId };
  return {
    upload,
    part: async (PartNumber: number, Body: Uint8Array | string): Promise<CompletedPart> => {
      const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      return { PartNumber, ETag };
    },
    complete: (Parts: CompletedPart[], more: { IfNoneMatch?: string } = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more })),
  };
}

const whole: Behaviour[] = [
  {
    name: "parts become one object whose ETag is the MD5 of MD5s",
    check: async (desk) => {
      const { part, complete } = await begin(desk, "parts");
      const bodies = [randomBytes(fiveMiB), randomBytes(1_000)];
      const sent = await Promise.all(bodies.map((body, index) => part(index + 1, body)));
      const done = await complete(sent);
      const md5s = Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));
      const eTag = `"${createHash("md5").update(md5s).digest("hex")}-2"`;
      same([done.ETag, done.Bucket, done.Key, typeof done.Location], [eTag, desk.Bucket, "parts", "string"]);
      const second = await desk.s3.send(
        new GetObjectCommand({ Bucket: desk.Bucket, Key: "parts", PartNumber: 2 }),
      );
      const bytes = Buffer.from((await second.Body?.transformToByteArray()) ?? []);
      same([second.$metadata.httpStatusCode, second.PartsCount, second.ContentType], [206, 2, "a/b"]);
      same(bytes.equals(bodies[1] ?? Buffer.alloc(0)), true);
    },
  },
  {
    name: "the SDK's Upload of a stream works with its own checksums",
    check: async ({ client, s3, Bucket }) => {
      const bytes = randomBytes(fiveMiB * 2 + 100);
      const Body = Readable.from([bytes.subarray(0, 3_000_000), bytes.subarray(3_000_000)]);
      const sending = client({ requestChecksumCalculation: "WHEN_SUPPORTED" });
      await new Upload({ client: sending, params: { Bucket, Key: "streamed", Body } }).done();
      const { Body: back } = await s3.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
      same(Buffer.from((await back?.transformToByteArray()) ?? []).equals(bytes), true);
    },
  },
  {
    name: "a part may be copied from a range of another object",
    check: async (desk) => {
      await desk.put("digits", "0123456789");
      const { upload, complete } = await begin(desk, "from-range");
      const order = {
        ...upload,
        PartNumber: 1,
        CopySource: `${desk.Bucket}/digits`,
        CopySourceRange: "bytes=2-4",
      };
      const { CopyPartResult } = await desk.s3.send(new UploadPartCopyCommand(order));
      await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
      same(await desk.read("from-range"), "234");
    },
  },
];

const refusing: Behaviour[] = [
  {
    name: "an aborted upload is gone",
    check: async (desk) => {
      const { upload, part } = await begin(desk, "aborted");
      await part(1, "x");
      await desk.s3.send(new AbortMultipartUploadCommand(upload));
      await refused(part(2, "x"), "404 NoSuchUpload");
      await refused(desk.read("aborted"), "404 NoSuchKey");
    },
  },
  {
    name: "a part that was never sent, or in the wrong order, is refused",
    check: async (desk) => {
      const { part, complete } = await begin(desk, "wrong");
      const [one, two] = [await part(1, new Uint8Array(fiveMiB)), await part(2, new Uint8Array(fiveMiB + 1))];
      await refused(complete([one, { PartNumber: 3, ETag: one.ETag }]), "400 InvalidPart");
      await refused(complete([{ ...one, ETag: two.ETag }, two]), "400 InvalidPart");
      await refused(complete([two, one]), "400 InvalidPartOrder");
      await complete([one, two]);
    },
  },
  {
    name: "a part before the last that is under 5 MiB is refused",
    check: async (desk) => {
      const { part, complete } = await begin(desk, "small");
      await refused(complete([await part(1, "x"), await part(2, "y")]), "400 EntityTooSmall");
    },
  },
  {
    name: "part numbers are 1 to 10,000",
    check: async (desk) => {
      const { part } = await begin(desk, "numbers");
      for (const number of [0, 10_001]) await refused(part(number, "x"), "400 InvalidArgument");
    },
  },
  {
    name: "completing with If-None-Match: * refuses a taken key",
    check: async (desk) => {
      await desk.put("taken", "x");
      const { part, complete } = await begin(desk, "taken");
      await refused(complete([await part(1, "y")], { IfNoneMatch: "*" }), "412 PreconditionFailed");
    },
  },
  {
    name: "completing with no parts is refused",
    check: async (desk) => {
      const { complete } = await begin(desk, "no-parts");
      await refused(complete([]), "400 MalformedXML", "400 InvalidRequest");
    },
  },
];

const listing: Behaviour[] = [
  {
    name: "open uploads and their parts are listed",
    check: async (desk) => {
      const { upload, part } = await begin(desk, "open/upload");
      const sent = await part(1, "x");
      const { Parts } = await desk.s3.send(new ListPartsCommand(upload));
      same(
        Parts?.map(({ PartNumber, ETag, Size }) => [PartNumber, ETag, Size]),
        [[1, sent.ETag, 1]],
      );
      const { Bucket } = desk;
      const { Uploads } = await desk.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "open/" }));
      same(
        Uploads?.map(({ Key, UploadId }) => [Key, UploadId]),
        [["open/upload", upload.UploadId]],
      );
    },
  },
];

export const multipart: Behaviour[] = [...whole, ...refusing, ...listing];
