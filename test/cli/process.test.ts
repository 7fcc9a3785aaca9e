import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStand, sampleFax, type Stand } from "./stand.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
let stand: Stand;
beforeAll(async () => void (stand = await openStand()));
afterAll(() => stand.close());

test.each([
  ["the package's command", ["bin/fax.mjs"]],
  ["npm run fax", ["bin/run.mjs", "fax"]],
])("%s is the same program: JSON on stdout, the exit code of the outcome", async (_name, start) => {
  stand.play(({ method }) =>
    method === "POST"
      ? { status: 202, body: { data: sampleFax({ upload_url: `${stand.url}/up` }) } }
      : { status: 200, body: { data: sampleFax({ status: "delivered" }) } },
  );
  const env = { PATH: process.env["PATH"], FAX_URL: stand.url, FAX_API_KEY: "sfx_test.key" };
  const letter = stand.file("letter.pdf", "%PDF-1.4");
  const send = ["send", letter, "--to", "+13125550148", "--wait", "--json"];
  const sent = await run(process.execPath, [...start, ...send], { cwd: root, env });
  expect(JSON.parse(sent.stdout).status).toBe("delivered");
  stand.play(() => ({ status: 200, body: { data: sampleFax({ status: "failed" }) } }));
  const wrong = run(process.execPath, [...start, "send", "none.pdf", "--to", "1"], { cwd: root, env });
  await expect(wrong).rejects.toMatchObject({ code: 2, stdout: "" });
});
