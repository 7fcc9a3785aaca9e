import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { bundleFunctions } from "../../../lib/bundles.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestBucket } from "../../support/bucket-engine.ts";
import { pdfOf } from "../../support/pdfs.ts";
import { startScripted } from "../../support/scripted-server.ts";
import { openTestTable } from "../../support/table-engine.ts";

const run = promisify(execFile);
const { table, close } = await openTestTable();
const documents = await openTestBucket();
const pdf = pdfOf(2);
const web = await startScripted((_request, response) => response.end(pdf));
const folder = bundleFunctions()("prepare");
afterAll(async () => {
  rmSync(dirname(folder), { recursive: true, force: true });
  await Promise.all([close(), documents.close(), web.close()]);
});

/** Starts the bundle as Lambda would, hands it one event, and shows what it answered. */
const script = `
  const { handler } = require(process.argv[1]);
  handler(JSON.parse(process.argv[2])).then((answer) => {
    console.error(JSON.stringify(answer));
    process.exit(0);
  });
`;

describe("the bundle of the prepare function", () => {
  it("carries its PDFium with it: in a process of its own it opens a real PDF and the fax moves on", async () => {
    const id = uuid("bundled");
    const media = { kind: "url" as const, url: `${web.url}/letter.pdf` };
    await createFax(table, outboundFax({ id, createdAt: noon }), requestOf(id, { media }), 10);
    const record = {
      messageId: "m1",
      body: JSON.stringify({ faxId: id, media }),
      attributes: { ApproximateReceiveCount: "1" },
    };
    const { stderr } = await run(
      process.execPath,
      ["-e", script, `${folder}/index.js`, JSON.stringify({ Records: [record] })],
      {
        cwd: "/",
        env: {
          ...process.env,
          TABLE: table.name,
          BUCKET: documents.bucket.name,
          FETCH_ALLOW_ORIGINS: "http://127.0.0.1:*",
          LAST_TRY: "3",
          DEFAULT_COUNTRY: "US",
          HEADER: "",
          OFFICE: "off",
          OFFICE_QUEUE: "",
        },
      },
    );
    expect(stderr).toContain('{"batchItemFailures":[]}');
    expect(await readFaxById(table, id)).toMatchObject({
      status: "queued",
      document: { pages: 2, sizeBytes: pdf.length },
    });
  });
});
