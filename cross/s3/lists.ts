/** Keys and lists (Amazon S3 User Guide, "Naming objects"; API Reference, "ListObjectsV2"). */
import {
  ListObjectVersionsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import { refused, same, type Behaviour, type Desk } from "./desk.ts";

const oddKeys = [
  "drop/+13125550148/my letter (1).pdf",
  "a+b",
  "100%41.pdf",
  "ü/日本語.txt",
  "question?x=1#y",
  "double//slash",
  "folder/",
  "../../up",
  "a/./b",
  "tab\tand\nline",
  "\u{1f4e0}",
  "-_.!~*'();:@&=$,",
  '<&">',
  "__proto__",
];

const list = ({ s3, Bucket }: Desk, more: Partial<ListObjectsV2CommandInput>) =>
  s3.send(new ListObjectsV2Command({ Bucket, ...more }));
const putAll = async ({ put }: Desk, keys: string[]) => {
  for (const key of keys) await put(key, "x");
};

const keys: Behaviour[] = oddKeys.map((key) => ({
  name: `the key ${JSON.stringify(key)} stays what it is`,
  check: async (desk) => {
    await desk.put(key, key);
    same(await desk.read(key), key);
    // A client of the web resolves dots in a path before it asks.
    if (!/(^|\/)\.\.?\//.test(key)) same(await (await fetch(await desk.linkToGet(key))).text(), key);
    const { Contents } = await list(desk, { EncodingType: "url", Prefix: key });
    same(
      Contents?.map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", " "))),
      [key],
    );
  },
}));

const pages: Behaviour[] = [
  {
    name: "a list is in the order of UTF-8 and pages through everything once",
    check: async (desk) => {
      const stored = ["p/a", "p/B", "p/a/b", "p/a-b", "p/z", "p/é", "p/\uffee", "p/\u{1f4e0}"];
      await putAll(desk, stored);
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list(desk, { Prefix: "p/", MaxKeys: 3, ContinuationToken });
        same(page.KeyCount, page.Contents?.length);
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      same(
        seen,
        [...stored].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
    },
  },
  {
    name: "what shares a prefix up to the delimiter is one entry, and pages too",
    check: async (desk) => {
      await putAll(desk, ["t/1/a", "t/1/b", "t/2/a", "t/3", "t/4/a"]);
      const query = { Prefix: "t/", Delimiter: "/" };
      const first = await list(desk, { ...query, MaxKeys: 2 });
      const second = await list(desk, { ...query, ContinuationToken: first.NextContinuationToken });
      same(
        [first, second].map((page) => page.CommonPrefixes?.map(({ Prefix }) => Prefix)),
        [["t/1/", "t/2/"], ["t/4/"]],
      );
      same([second.Contents?.map(({ Key }) => Key), second.KeyCount], [["t/3"], 2]);
    },
  },
  {
    name: "a list starts after a key, which need not be there",
    check: async (desk) => {
      await putAll(desk, ["s/1", "s/3"]);
      const { Contents } = await list(desk, { Prefix: "s/", StartAfter: "s/2" });
      same(
        Contents?.map(({ Key }) => Key),
        ["s/3"],
      );
    },
  },
  {
    name: "a list of none, and of at most 1,000",
    check: async (desk) => {
      const none = await list(desk, { MaxKeys: 0 });
      same([none.KeyCount, none.IsTruncated], [0, false]);
      same((await list(desk, { MaxKeys: 5_000, Prefix: "nothing/" })).MaxKeys, 1_000);
    },
  },
  {
    name: "a continuation that nobody gave is refused",
    check: (desk) => refused(list(desk, { ContinuationToken: "!" }), "400 InvalidArgument"),
  },
  {
    name: "the older list pages by marker",
    check: async (desk) => {
      await putAll(desk, ["m/1", "m/2", "m/3"]);
      const order = { Bucket: desk.Bucket, Prefix: "m/", MaxKeys: 2, Delimiter: "/" };
      const first = await desk.s3.send(new ListObjectsCommand(order));
      same([first.IsTruncated, first.NextMarker], [true, "m/2"]);
      const second = await desk.s3.send(new ListObjectsCommand({ ...order, Marker: first.NextMarker }));
      same([second.IsTruncated, second.Contents?.map(({ Key }) => Key)], [false, ["m/3"]]);
    },
  },
  {
    name: "an entry says size, ETag and date; without versioning its version is null",
    check: async (desk) => {
      const { ETag } = await desk.put("v/one", "12345");
      const { Contents } = await list(desk, { Prefix: "v/" });
      const [entry] = Contents ?? [];
      same([entry?.Size, entry?.ETag, entry?.LastModified instanceof Date], [5, ETag, true]);
      const { Versions } = await desk.s3.send(
        new ListObjectVersionsCommand({ Bucket: desk.Bucket, Prefix: "v/" }),
      );
      same(
        Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest]),
        [["v/one", "null", true]],
      );
    },
  },
];

export const lists: Behaviour[] = [...keys, ...pages];
