import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, it } from "vitest";
import { account, openStand, type Stand } from "./door-stand.ts";

const Bucket = "documents";
const bucketArn = `arn:aws:s3:::${Bucket}`;

let stand: Stand;
beforeAll(async () => {
  stand = await openStand({
    Reader: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/fax/*` }],
    Uploader: [
      { Effect: "Allow", Action: "s3:PutObject", Resource: `${bucketArn}/uploads/*` },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn,
        Condition: { StringLike: { "s3:prefix": "uploads/*" } },
      },
    ],
    Lister: [
      { Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/*` },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn },
    ],
    Cleaner: [{ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${bucketArn}/uploads/*` }],
  });
  await stand.s3.ensureBucket(Bucket, []);
  await stand.s3.putObject(Bucket, "fax/1.pdf", Buffer.from("%PDF-1"), "application/pdf");
});
afterAll(() => stand.stop());

// A presigned link must not carry the checksum of a body that is not there yet.
const client = (name: string) =>
  new S3Client({ ...stand.clientOf(name), requestChecksumCalculation: "WHEN_REQUIRED" });
const words = (name: string, action: string, resource: string) =>
  `User: arn:aws:sts::${account}:assumed-role/${name}/local is not authorized to perform: ${action} ` +
  `on resource: ${resource} because no identity-based policy allows the ${action} action`;

it("P8: an object is read with its grant and refused without", async () => {
  const read = new GetObjectCommand({ Bucket, Key: "fax/1.pdf" });
  const { Body } = await client("Reader").send(read);
  expect(await Body?.transformToString()).toBe("%PDF-1");
  await expect(client("Uploader").send(read)).rejects.toMatchObject({
    name: "AccessDenied",
    message: words("Uploader", "s3:GetObject", `${bucketArn}/fax/1.pdf`),
  });
  await expect(
    client("Reader").send(new PutObjectCommand({ Bucket, Key: "fax/2.pdf", Body: "x" })),
  ).rejects.toMatchObject({ name: "AccessDenied" });
  expect(await stand.s3.listKeys(Bucket)).toEqual(["fax/1.pdf"]);
});

it("a presigned link acts as its signer, at the moment of use", async () => {
  const put = await getSignedUrl(client("Uploader"), new PutObjectCommand({ Bucket, Key: "uploads/a" }));
  expect((await fetch(put, { method: "PUT", body: "pages" })).status).toBe(200);
  const giveBack = stand.door.withhold("Uploader", "s3:PutObject");
  const late = await fetch(put, { method: "PUT", body: "pages" });
  expect(late.status).toBe(403);
  expect(await late.text()).toContain(words("Uploader", "s3:PutObject", `${bucketArn}/uploads/a`));
  giveBack();
  const foreign = await getSignedUrl(client("Uploader"), new PutObjectCommand({ Bucket, Key: "fax/b" }));
  expect((await fetch(foreign, { method: "PUT", body: "pages" })).status).toBe(403);
});

it("nobody without a signature, and nobody with a wrong one", async () => {
  expect((await fetch(`${stand.door.url}/${Bucket}/fax/1.pdf`)).status).toBe(403);
  const config = stand.clientOf("Reader");
  const wrong = new S3Client({
    ...config,
    credentials: { ...config.credentials, secretAccessKey: "guessed" },
  });
  await expect(wrong.send(new GetObjectCommand({ Bucket, Key: "fax/1.pdf" }))).rejects.toMatchObject({
    name: "SignatureDoesNotMatch",
  });
});

it("a missing key is 404 with s3:ListBucket; without it 403, and the door says what was missed", async () => {
  const missing = { Bucket, Key: "fax/none.pdf" };
  const entry = (principal: string) => ({ principal, action: "s3:ListBucket", resource: bucketArn });
  await expect(client("Lister").send(new GetObjectCommand(missing))).rejects.toMatchObject({
    name: "NoSuchKey",
  });
  expect(stand.door.uses()).toContainEqual(entry("Lister"));
  await expect(client("Reader").send(new HeadObjectCommand(missing))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  expect(stand.door.denials).toContainEqual(entry("Reader"));
});

it("a listing is held to its prefix", async () => {
  const list = (Prefix: string) => client("Uploader").send(new ListObjectsV2Command({ Bucket, Prefix }));
  expect((await list("uploads/")).Contents?.map(({ Key }) => Key)).toEqual(["uploads/a"]);
  await expect(list("fax/")).rejects.toMatchObject({ name: "AccessDenied" });
});

it("each key of a bulk delete and a form upload are asked for", async () => {
  const Objects = [{ Key: "uploads/a" }, { Key: "fax/1.pdf" }];
  const { Deleted, Errors } = await client("Cleaner").send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual(["uploads/a"]);
  expect(Errors).toMatchObject([{ Key: "fax/1.pdf", Code: "AccessDenied" }]);
  const post = async (Key: string) => {
    const { url, fields } = await createPresignedPost(client("Uploader"), { Bucket, Key });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("file", new Blob(["pages"]));
    return (await fetch(url, { method: "POST", body: form })).status;
  };
  expect(await post("uploads/form")).toBe(204);
  expect(await post("fax/form")).toBe(403);
});
