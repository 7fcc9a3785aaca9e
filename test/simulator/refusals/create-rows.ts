import { anyNumber, connectionId, ourNumber } from "../stage.ts";

/** A `POST /v2/faxes` that is accepted. */
export const goodFax = {
  connection_id: connectionId,
  from: ourNumber,
  to: anyNumber,
  media_url: "https://docs.example.com/fax.pdf",
};

type Fault = [what: string, change: Record<string, unknown>, code: string, pointer: string];

/** What is changed in it, and how it is then refused: 422, the code, the field. */
export const createFaults: Fault[] = [
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
