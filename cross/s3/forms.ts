/** Uploads by an HTML form (Amazon S3 API Reference, "POST Object" and "Creating a POST policy"). */
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { answersRefusal, same, type Behaviour, type Desk } from "./desk.ts";

async function post(
  { s3, Bucket }: Desk,
  options: Partial<PresignedPostOptions> = {},
  changed: Record<string, string> = {},
): Promise<Response> {
  const form = await createPresignedPost(s3, {
    Bucket,
    Key: "form/${filename}",
    Conditions: [["content-length-range", 1, 10]],
    Expires: 60,
    ...options,
  });
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...form.fields, ...changed })) data.append(name, value);
  data.append("file", new Blob(["\r\n--x"]), "a.txt");
  return fetch(form.url, { method: "POST", body: data, redirect: "manual" });
}

export const forms: Behaviour[] = [
  {
    name: "a signed form stores the file under its name, 204",
    check: async (desk) => {
      same((await post(desk)).status, 204);
      same(await desk.read("form/a.txt"), "\r\n--x");
    },
  },
  {
    name: "a form may ask for 201 and gets the key in XML",
    check: async (desk) => {
      const answer = await post(desk, { Fields: { success_action_status: "201" } });
      const text = await answer.text();
      same(
        [answer.status, /<Key>(.*)<\/Key>/.exec(text)?.[1], text.includes("<ETag>")],
        [201, "form/a.txt", true],
      );
    },
  },
  {
    name: "a form may ask to be sent on",
    check: async (desk) => {
      const success_action_redirect = "https://app.example/done";
      const answer = await post(desk, { Fields: { success_action_redirect } });
      const { origin, pathname, searchParams } = new URL(answer.headers.get("location") ?? "none:");
      same(
        [answer.status, origin + pathname, searchParams.get("key")],
        [303, success_action_redirect, "form/a.txt"],
      );
    },
  },
  {
    name: "a form's type and metadata are those of the object",
    check: async (desk) => {
      await post(desk, { Key: "typed", Fields: { "Content-Type": "application/pdf", "x-amz-meta-a": "b" } });
      const { ContentType, Metadata } = await desk.s3.send(
        new HeadObjectCommand({ Bucket: desk.Bucket, Key: "typed" }),
      );
      same([ContentType, Metadata], ["application/pdf", { a: "b" }]);
    },
  },
  {
    name: "a form's file that is too large or too small is refused",
    check: async (desk) => {
      await answersRefusal(
        post(desk, { Conditions: [["content-length-range", 1, 3]] }),
        "400 EntityTooLarge",
      );
      await answersRefusal(
        post(desk, { Conditions: [["content-length-range", 6, 9]] }),
        "400 EntityTooSmall",
      );
    },
  },
  {
    name: "a form's field that the policy does not know is refused",
    check: (desk) => answersRefusal(post(desk, {}, { "x-amz-meta-a": "b" }), "403 AccessDenied"),
  },
  {
    name: "a form's key outside the policy is refused",
    check: (desk) => answersRefusal(post(desk, { Key: "only/this" }, { key: "other" }), "403 AccessDenied"),
  },
  {
    name: "a form with another policy is refused",
    check: (desk) => {
      const Policy = Buffer.from('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}').toString("base64");
      return answersRefusal(post(desk, {}, { Policy }), "403 SignatureDoesNotMatch");
    },
  },
  {
    name: "a form past its time is refused",
    check: (desk) => answersRefusal(post(desk, { Expires: -5 }), "403 AccessDenied"),
  },
];
