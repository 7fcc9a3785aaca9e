import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyNumber, apiKey, connectionId, ourNumber, startStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const good = {
  connection_id: connectionId,
  from: ourNumber,
  to: anyNumber,
  media_url: "https://docs.example.com/fax.pdf",
};

type Fault = [what: string, change: Record<string, unknown>, code: string, pointer: string];
const faults: Fault[] = [
  ["no connection", { connection_id: undefined }, "10004", "/connection_id"],
  ["a connection of another account", { connection_id: "999" }, "10017", "/connection_id"],
  ["a number as connection", { connection_id: 234423 }, "10026", "/connection_id"],
  ["no to", { to: undefined }, "10004", "/to"],
  ["an empty to", { to: "" }, "10004", "/to"],
  ["a national to", { to: "(312) 736-7276" }, "10016", "/to"],
  ["no from", { from: undefined }, "10004", "/from"],
  ["a national from", { from: "3125790015" }, "10016", "/from"],
  ["no document", { media_url: undefined }, "10004", "/media_url"],
  ["the quickstart's empty document", { media_url: "" }, "10004", "/media_url"],
  ["two documents", { media_name: "mine.pdf" }, "10015", "/media_url"],
  ["a list of documents", { media_url: ["https://docs.example.com/a.pdf"] }, "10026", "/media_url"],
  [
    "a document elsewhere than on the web",
    { media_url: "ftp://docs.example.com/a.pdf" },
    "10003",
    "/media_url",
  ],
  [
    "an URL beyond 2000 characters",
    { media_url: `https://a.example/${"x".repeat(2000)}` },
    "10003",
    "/media_url",
  ],
  [
    "a display name beyond 128 characters",
    { from_display_name: "x".repeat(129) },
    "10025",
    "/from_display_name",
  ],
  ["a display name with a strange sign", { from_display_name: "a@b" }, "10015", "/from_display_name"],
  ["an unknown quality", { quality: "best" }, "10032", "/quality"],
  ["an unknown preview format", { preview_format: "png" }, "10032", "/preview_format"],
  ["a text as flag", { monochrome: "true" }, "10026", "/monochrome"],
  ["a text as T.38 flag", { t38_enabled: "no" }, "10026", "/t38_enabled"],
  ["a fraction as threshold", { black_threshold: 1.5 }, "10026", "/black_threshold"],
  ["a threshold of 0", { black_threshold: 0 }, "10033", "/black_threshold"],
  ["a threshold of 101", { black_threshold: 101 }, "10033", "/black_threshold"],
  ["a client_state that is not Base64", { client_state: "not base64!" }, "90017", "/client_state"],
  ["a webhook_url that is none", { webhook_url: "here" }, "10003", "/webhook_url"],
  [
    "stored media by name",
    { media_url: undefined, media_name: "a.pdf", store_media: true },
    "10015",
    "/store_media",
  ],
];

describe("create refuses with 422, the code and the field", () => {
  test.each(faults)("%s", async (_what, change, code, pointer) => {
    const { status, errors } = await create({ ...good, ...change });
    expect({ status, errors }).toEqual({
      status: 422,
      errors: [
        {
          code,
          title: expect.any(String),
          detail: expect.stringContaining(pointer.slice(1)),
          source: { pointer },
          meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
        },
      ],
    });
  });

  test("several faults are told at once", async () => {
    const { errors } = await create({ to: "x", quality: 1 });
    expect(errors.map((error) => error.source.pointer)).toEqual([
      "/connection_id",
      "/to",
      "/from",
      "/media_url",
      "/quality",
    ]);
  });

  test("nothing that was refused exists", async () => {
    expect((await stage.client.faxes.list()).data).toEqual([]);
  });
});

async function create(body: unknown) {
  const response = await fetch(`${stage.simulator.apiBase}/faxes`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
  });
  const { errors } = (await response.json()) as { errors: { source: { pointer: string } }[] };
  return { status: response.status, errors };
}
