import { createTransport } from "nodemailer";
import { setTimeout as wait } from "node:timers/promises";
import { apiClient, type ApiClient, type ShownFax } from "./api-client.ts";
import { follow, samplePages, sendSample } from "./sample.ts";
import type { Laptop } from "./start.ts";

const patienceMs = 60_000;

/** The whole round: one fax sent, one received, one mailed. Answers whether all three arrived. */
export async function runDemo(laptop: Laptop, show: (line: string) => void): Promise<boolean> {
  const { facts } = laptop;
  const api = apiClient(facts.url, facts.apiKey);
  show("1. Sending a fax by upload");
  const sent = await follow(api, (await sendSample(api)).id, (line) => show(`   ${line}`), patienceMs);
  show("2. Receiving a fax");
  await injectInbound(facts.simulatorUrl ?? "");
  const received = await newest(api, "filter[direction][eq]=inbound", (line) => show(`   ${line}`));
  show("3. Mailing a fax");
  await mailFax(facts);
  const mailed = await newest(api, "filter[to][eq]=%2B13125550187", (line) => show(`   ${line}`));
  const results = [
    ["sent", sent.status, "delivered"],
    ["received", received?.status, "received"],
    ["mailed", mailed?.status, "delivered"],
  ] as const;
  for (const [what, status, wanted] of results) {
    show(`${status === wanted ? "ok  " : "FAIL"} ${what}: ${status ?? "nothing arrived"}`);
  }
  return results.every(([, status, wanted]) => status === wanted);
}

async function injectInbound(simulatorUrl: string): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_control/inbound`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      from: "+14155550166",
      to: "+13125790015",
      document_base64: samplePages().toString("base64"),
    }),
  });
  if (!response.ok) throw new Error(`the simulator answered ${response.status} to an inbound fax`);
}

async function mailFax(facts: Laptop["facts"]): Promise<void> {
  const transport = createTransport({
    host: facts.smtpHost,
    port: facts.smtpPort,
    secure: false,
    ignoreTLS: true,
  });
  await transport.sendMail({
    from: "Front Desk <desk@example.com>",
    to: `13125550187@${facts.mailDomain}`,
    subject: "Referral",
    text: "Please find the referral attached.",
    attachments: [{ filename: "referral.pdf", content: samplePages(), contentType: "application/pdf" }],
  });
  transport.close();
}

/** The newest fax of a list, followed to its end; undefined if none appears. */
async function newest(
  api: ApiClient,
  query: string,
  show: (line: string) => void,
): Promise<ShownFax | undefined> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const [fax] = await api.listFaxes(query);
    if (fax) return follow(api, fax.id, show, patienceMs);
    await wait(200);
  }
  return undefined;
}
