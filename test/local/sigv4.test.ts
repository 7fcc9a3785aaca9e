/** Against the worked examples of the Amazon S3 API Reference ("Authenticating Requests (AWS Signature Version 4)"). */
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { readBody, verifySignature, type Credentials, type SignedRequest } from "../../local/sigv4.ts";
import { openPayload } from "../../local/sigv4.ts";

const credentials: Credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const credentialsOf = (id: string) => (id === credentials.accessKeyId ? credentials : undefined);
const signedAt = new Date("2013-05-24T00:00:00Z");
const minutesLater = (minutes: number) => new Date(signedAt.getTime() + minutes * 60_000);
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const verify = (request: SignedRequest, now = signedAt, service = "s3") =>
  verifySignature(request, service, credentialsOf, now);
const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

const getRange: SignedRequest = {
  method: "GET",
  url: "/test.txt",
  headers: {
    host: "examplebucket.s3.amazonaws.com",
    range: "bytes=0-9",
    "x-amz-content-sha256": emptyHash,
    "x-amz-date": "20130524T000000Z",
    authorization: authorization(
      "host;range;x-amz-content-sha256;x-amz-date",
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
  },
};
const presigned: SignedRequest = {
  method: "GET",
  url:
    "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  headers: { host: "examplebucket.s3.amazonaws.com" },
};

describe("a signature in the header", () => {
  test("the reference's GET is accepted and names its key", () => {
    expect(verify(getRange)).toMatchObject({
      ok: true,
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      presigned: false,
      payload: { kind: "sha256", hex: emptyHash },
    });
  });

  test.each([
    ["another method", { ...getRange, method: "HEAD" }],
    ["another path", { ...getRange, url: "/test.txt2" }],
    ["an added query", { ...getRange, url: "/test.txt?versionId=1" }],
    ["a changed signed header", { ...getRange, headers: { ...getRange.headers, range: "bytes=0-10" } }],
    ["another host", { ...getRange, headers: { ...getRange.headers, host: "evil.example" } }],
  ])("%s does not match", (_name, request) => {
    expect(verify(request)).toMatchObject({ ok: false, status: 403, code: "SignatureDoesNotMatch" });
  });

  test("an x-amz- header that is not signed is refused", () => {
    const headers = { ...getRange.headers, "x-amz-acl": "private" };
    expect(verify({ ...getRange, headers })).toMatchObject({ ok: false, code: "AccessDenied" });
  });

  test.each([16, -16])("%i minutes off is refused", (minutes) => {
    expect(verify(getRange, minutesLater(minutes))).toMatchObject({
      ok: false,
      code: "RequestTimeTooSkewed",
    });
  });

  test.each([14, -14])("%i minutes off is accepted", (minutes) => {
    expect(verify(getRange, minutesLater(minutes)).ok).toBe(true);
  });

  test("an unknown key, no signature, another service and two signatures are each told apart", () => {
    const verdict = (request: SignedRequest, service = "s3") => verify(request, signedAt, service);
    expect(verifySignature(getRange, "s3", () => undefined, signedAt)).toMatchObject({
      code: "InvalidAccessKeyId",
    });
    expect(verdict({ ...getRange, headers: { host: "x" } })).toMatchObject({ anonymous: true, status: 403 });
    expect(verdict(getRange, "dynamodb")).toMatchObject({ anonymous: false, status: 400 });
    expect(verdict({ ...presigned, headers: getRange.headers })).toMatchObject({
      anonymous: false,
      status: 400,
    });
    expect(verdict({ ...getRange, url: "/%zz" })).toMatchObject({ anonymous: false, status: 400 });
  });

  test("credentials with a session token demand that very token", () => {
    const withToken = { ...credentials, sessionToken: "T".repeat(1_200) };
    expect(verifySignature(getRange, "s3", () => withToken, signedAt)).toMatchObject({
      code: "InvalidToken",
    });
  });
});

describe("a presigned link", () => {
  test("the reference's link is accepted until it expires", () => {
    expect(verify(presigned)).toMatchObject({ ok: true, presigned: true, payload: { kind: "unsigned" } });
    expect(verify(presigned, minutesLater(24 * 60)).ok).toBe(true);
    expect(verify(presigned, minutesLater(24 * 60 + 1))).toMatchObject({
      status: 403,
      message: "Request has expired",
    });
    expect(verify(presigned, minutesLater(-16))).toMatchObject({ status: 403 });
  });

  test("the method is signed: HEAD and PUT are refused", () => {
    for (const method of ["HEAD", "PUT"]) {
      expect(verify({ ...presigned, method })).toMatchObject({ code: "SignatureDoesNotMatch" });
    }
  });

  test.each(["604801", "-1", "", "1e3", "86400&X-Amz-Expires=86400"])(
    "X-Amz-Expires=%s is refused",
    (expires) => {
      const url = presigned.url.replace("X-Amz-Expires=86400", `X-Amz-Expires=${expires}`);
      expect(verify({ ...presigned, url })).toMatchObject({ ok: false, status: 400 });
    },
  );
});

const chunk = (size: number, signature: string) => `${size.toString(16)};chunk-signature=${signature}\r\n`;
const signedChunks = (signatures: string[], tail: string) =>
  Buffer.from(
    `${chunk(65_536, signatures[0] ?? "")}${"a".repeat(65_536)}\r\n` +
      `${chunk(1_024, signatures[1] ?? "")}${"a".repeat(1_024)}\r\n${chunk(0, signatures[2] ?? "")}${tail}`,
  );
const putHeaders = {
  host: "s3.amazonaws.com",
  "x-amz-date": "20130524T000000Z",
  "x-amz-storage-class": "REDUCED_REDUNDANCY",
  "content-encoding": "aws-chunked",
  "x-amz-decoded-content-length": "66560",
};

describe("an aws-chunked body", () => {
  const request: SignedRequest = {
    method: "PUT",
    url: "/examplebucket/chunkObject.txt",
    headers: {
      ...putHeaders,
      "content-length": "66824",
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      authorization: authorization(
        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
      ),
    },
  };
  const signatures = [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  ];
  const ruleOf = (signed: SignedRequest) => {
    const verdict = verify(signed);
    if (!verdict.ok) throw new Error(verdict.message);
    return verdict.payload;
  };
  const read = (body: Buffer, cut = 1_000) => {
    const pieces = Array.from({ length: Math.ceil(body.length / cut) }, (_, i) =>
      body.subarray(i * cut, (i + 1) * cut),
    );
    return readBody(Readable.from(pieces), ruleOf(request), 100_000);
  };

  test.each([1, 7, 1_000, 100_000])("the reference's chunks verify, read %i bytes at a time", async (cut) => {
    expect((await read(signedChunks(signatures, "\r\n"), cut)).equals(Buffer.alloc(66_560, "a"))).toBe(true);
  });

  test("one changed byte, a missing end, a missing signature and a surplus byte are refused", async () => {
    const good = signedChunks(signatures, "\r\n");
    const changed = Buffer.from(good);
    changed[70_000 - 4_000] = 98;
    await expect(read(changed)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    await expect(read(good.subarray(0, 66_000))).rejects.toMatchObject({ code: "IncompleteBody" });
    await expect(read(Buffer.from("0\r\n\r\n"))).rejects.toMatchObject({ code: "IncompleteBody" });
    await expect(read(Buffer.concat([good, Buffer.from("x")]))).rejects.toMatchObject({
      code: "IncompleteBody",
    });
  });

  test("the reference's signed trailer verifies, and only unchanged", async () => {
    const withTrailer: SignedRequest = {
      ...request,
      headers: {
        ...putHeaders,
        "x-amz-trailer": "x-amz-checksum-crc32c",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        authorization: authorization(
          "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
          "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
        ),
      },
    };
    const trailerChunks = [
      "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
      "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
      "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ];
    const body = (value: string) =>
      signedChunks(
        trailerChunks,
        `x-amz-checksum-crc32c:${value}\r\nx-amz-trailer-signature:` +
          "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n",
      );
    const open = (value: string) => openPayload(Readable.from([body(value)]), ruleOf(withTrailer));
    const good = open("sOO8/Q==");
    let size = 0;
    for await (const piece of good.bytes) size += piece.length;
    expect([size, good.trailers.get("x-amz-checksum-crc32c")]).toEqual([66_560, "sOO8/Q=="]);
    const forged = open("AAAAAA==").bytes[Symbol.asyncIterator]();
    const drain = async () => {
      while (!(await forged.next()).done);
    };
    await expect(drain()).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});

describe("other services", () => {
  const signedByTheSdk = async (): Promise<SignedRequest & { body: string }> => {
    const client = new DynamoDBClient({ region: "us-east-1", credentials, endpoint: "http://127.0.0.1:1" });
    const seen: (SignedRequest & { body: string })[] = [];
    client.middlewareStack.add(
      () => async (args) => {
        const request = args.request as {
          method: string;
          path: string;
          headers: Record<string, string>;
          body: Uint8Array;
        };
        const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
        const body = new TextDecoder().decode(request.body);
        seen.push({ ...request, body, url: request.path, headers: Object.fromEntries(headers) });
        throw new Error("not sent");
      },
      { step: "finalizeRequest", priority: "low", name: "capture" },
    );
    await client.send(new ListTablesCommand({ Limit: 3 })).catch(() => undefined);
    const request = seen[0];
    if (!request) throw new Error("The SDK signed nothing.");
    return request;
  };

  test("a request of the SDK is accepted; its body only unchanged", async () => {
    const request = await signedByTheSdk();
    const verdict = verify(request, new Date(), "dynamodb");
    if (!verdict.ok) throw new Error(verdict.message);
    const read = (text: string) => readBody(Readable.from([Buffer.from(text)]), verdict.payload, 1_000);
    expect((await read(request.body)).toString()).toBe(request.body);
    await expect(read('{"Limit":4}')).rejects.toMatchObject({ status: 400 });
  });

  test("a body beyond the limit is refused", async () => {
    const stream = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
    await expect(readBody(stream, { kind: "unsigned" }, 100)).rejects.toMatchObject({ status: 413 });
  });

  test("without a hash in the headers the signature is checked once the body is known", async () => {
    // The worked example of the IAM User Guide, "Create a signed AWS API request".
    const request: SignedRequest = {
      method: "GET",
      url: "/?Action=ListUsers&Version=2010-05-08",
      headers: {
        host: "iam.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-date": "20150830T123600Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
          "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
      },
    };
    const iam = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
    const verdict = verifySignature(request, "iam", () => iam, new Date("2015-08-30T12:36:00Z"));
    if (!verdict.ok) throw new Error(verdict.message);
    expect(verdict.payload.kind).toBe("late");
    expect((await readBody(Readable.from([]), verdict.payload, 100)).length).toBe(0);
    const other = readBody(Readable.from([Buffer.from("x")]), verdict.payload, 100);
    await expect(other).rejects.toMatchObject({ code: "InvalidSignatureException" });
  });
});
