import type { KnownDifference } from "../known-differences.ts";

const of = (
  against: string,
  whose: KnownDifference["whose"],
  names: string[],
  reason: string,
): KnownDifference => ({ check: "s3", against, names, whose, reason });

const crcOfNothing = "a link that carries the CRC32 of nothing refuses every real body";
const twoSignatures = "two signatures at once are refused";
const otherRegion = "a signature for another region is refused";
const wholeList = "a list is in the order of UTF-8 and pages through everything once";
const keyNamed = (key: string) => `the key ${JSON.stringify(key)} stays what it is`;

const ours: KnownDifference[] = [
  of(
    "local/s3",
    "ours",
    ["a bucket without tags says so"],
    "Tags of buckets are not implemented and say so (501); nothing in the product asks for them.",
  ),
];

const versitygw: KnownDifference[] = [
  of(
    "versitygw",
    "theirs",
    [keyNamed("double//slash"), keyNamed("folder/"), keyNamed("../../up"), keyNamed("a/./b"), wholeList],
    "Objects are files in folders there: a key cannot be a folder and a file, end in a slash with content, or hold dots and empty parts. In S3 a key is only text.",
  ),
  of(
    "versitygw",
    "theirs",
    [keyNamed("drop/+13125550148/my letter (1).pdf"), keyNamed("a+b"), keyNamed("100%41.pdf")],
    "It stores and reads these keys; its list does not encode them although `encoding-type=url` was asked.",
  ),
  of(
    "versitygw",
    "theirs",
    [
      "a signed form stores the file under its name, 204",
      "a form may ask for 201 and gets the key in XML",
      "a form may ask to be sent on",
    ],
    "`${filename}` in a form's key is not replaced.",
  ),
  of(
    "versitygw",
    "theirs",
    ["a copy is made only of the version that was meant"],
    "A copy's failed If-None-Match answers 304, which the API Reference gives to GET and HEAD; copies get 412.",
  ),
  of(
    "versitygw",
    "theirs",
    ["without s3:ListBucket a missing key is 403"],
    'A reader without s3:ListBucket learns that a key is missing; the API Reference (GetObject, "Permissions") says 403.',
  ),
  of(
    "versitygw",
    "theirs",
    ["with versions an overwritten and a deleted object can be read, and the marker removed"],
    "After the delete marker is removed the version from before versioning comes back, not the latest.",
  ),
  of(
    "versitygw",
    "theirs",
    [
      "a stream goes up in chunks with its checksum behind them, byte for byte",
      "a key of 1,024 bytes is taken and one of 1,025 is not",
      "a missing key is 404 NoSuchKey, in XML that names it",
      "DeleteObjects counts a missing key as deleted, and says nothing when quiet",
      crcOfNothing,
      twoSignatures,
      "a continuation that nobody gave is refused",
    ],
    "Not as strict as AWS documents: `aws-chunked` stays in Content-Encoding, long keys pass, the error does not name its resource, Quiet is not heeded, a checksum in a link's query and a second signature are not looked at, any continuation is taken.",
  ),
  of(
    "versitygw",
    "theirs",
    [
      "a bucket without a lifecycle says so",
      "a lifecycle rule is kept and given back",
      "a bucket without notifications says so with an empty answer",
    ],
    "Not implemented there; MinIO and the laptop agree.",
  ),
];

const minio: KnownDifference[] = [
  of(
    "MinIO",
    "theirs",
    [keyNamed("double//slash"), keyNamed("../../up"), keyNamed("a/./b"), wholeList],
    "Keys with empty or dotted parts are refused, and a key under another key hides from a list. In S3 a key is only text.",
  ),
  of(
    "MinIO",
    "theirs",
    [
      "a wrong checksum is refused and the old object stays",
      "a checksum that cannot be one is refused",
      "an x-amz- header that a link does not sign is refused",
      "part numbers are 1 to 10,000",
    ],
    "Refused as by us, under another code or status (XAmzContentChecksumMismatch, InvalidArgument, 400, InvalidPart) than AWS's.",
  ),
  of(
    "MinIO",
    "theirs",
    [crcOfNothing, twoSignatures, otherRegion],
    "A checksum in a link's query is not looked at, two signatures get another code, and without a configured region every region is taken.",
  ),
  of(
    "MinIO",
    "theirs",
    [
      "open uploads and their parts are listed",
      "a list of none, and of at most 1,000",
      "the older list pages by marker",
      "tags are put, counted, read and removed",
    ],
    "Uploads are listed only by their whole key; MaxKeys is not cut to 1,000; the marker carries a cache's name; a tag's value may not hold a letter beyond ASCII.",
  ),
  of(
    "MinIO",
    "theirs",
    [
      "CORS: a preflight is allowed and refused by the bucket's rules",
      "CORS: an answer to an allowed origin says so, a refusal too",
    ],
    "CORS of a bucket is not in its free edition; versitygw and the laptop agree.",
  ),
];

export const s3Differences: KnownDifference[] = [...ours, ...versitygw, ...minio];
