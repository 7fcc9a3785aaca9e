import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTransport } from "nodemailer";
import { derivedUuid, inboundFaxId } from "../../../core/ids.ts";
import { documentKey, inboundKey } from "../../../core/keys-in-bucket.ts";
import { randomPdf, serve } from "./documents.ts";
import type { Journey } from "./laptop.ts";
import { passToNextDigest } from "./next-digest.ts";
import { linkTo } from "./page-links.ts";
import { passToNextRemoval } from "./next-removal.ts";

/** A way through the product as a client goes it, short enough to be run once for each grant it uses. */
export type GrantJourney = (run: Journey) => Promise<unknown>;

const to = "+13127367276";
const post = async (run: Journey, path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await run.call(path, { method: "POST", body: JSON.stringify(body), headers });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body?.data;
};
const get = async (run: Journey, path: string) => {
  const answer = await run.call(path);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body?.data;
};
const fetched = async (url: string, init?: RequestInit) => {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`a link answered ${answer.status}: ${await answer.text()}`);
};
const byUrl = async (run: Journey, number = to) => {
  const web = await serve(randomPdf());
  try {
    const fax = await post(run, "/v2/faxes", { to: number, media_url: web.url });
    return await run.fax(fax.id, "delivered");
  } finally {
    web.close();
  }
};
const receive = async (run: Journey) => {
  const document_base64 = randomPdf().toString("base64");
  const { fax_id } = await run.control("/inbound", {
    from: "+14155550166",
    to: "+13125790015",
    document_base64,
  });
  return run.fax(inboundFaxId(fax_id), "received");
};
const tell = (run: Journey, queue: string, body: object) => {
  const { physicalId } = run.cloud.resource(queue);
  const name = physicalId.split("/").at(-1) ?? "";
  return run.cloud.sqs.call("SendMessage", {
    QueueUrl: run.cloud.sqs.queueUrl(name),
    MessageBody: JSON.stringify(body),
  });
};
const objectEvent = (bucket: string, key: string, eTag = "0".repeat(32)) => ({
  Records: [
    {
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: bucket }, object: { key, size: 1, eTag, sequencer: "0" } },
    },
  ],
});
/** A step that must come to rest: its queue's function ran without being refused anything. */
const settled = async (run: Journey) => {
  await run.until("the functions to come to rest", async () =>
    run.cloud.idle(200).then(
      () => true,
      () => undefined,
    ),
  );
};
const broadcastEnds = (run: Journey, id: string, wanted: string) =>
  run.until(`the broadcast to be ${wanted}`, async () => {
    const { status, counts } = await get(run, `/v2/broadcasts/${id}`);
    return status === wanted && counts.open === 0 ? true : undefined;
  });
const samePages = randomPdf();
const mail = async (run: Journey, from: string, number: string, messageId?: string) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  const attachments = [{ filename: "a.pdf", content: samePages, contentType: "application/pdf" }];
  await transport.sendMail({
    from,
    to: `${number}@fax.example.com`,
    subject: "x",
    text: "x",
    attachments,
    ...(messageId ? { messageId } : {}),
  });
  transport.close();
};

const answerMail = async (run: Journey, faxId: string, text: string) => {
  const { smtpHost: host, smtpPort: port } = run.facts;
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  await transport.sendMail({ from: "desk@example.com", to: `fax+${faxId}@fax.example.com`, text });
  transport.close();
};

export const grantJourneys: Record<string, GrantJourney> = {
  "send by media_url": (run) => byUrl(run),
  "send by contents": async (run) => {
    const form = new FormData();
    form.set("to", to);
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
    if (status !== 202) throw new Error(`contents: ${status}`);
    await run.fax(body.data.id, "delivered");
  },
  "a cover of one's own": async (run) => {
    const headers = { "content-type": "application/octet-stream" };
    const stored = await run.call("/v2/covers/letterhead", {
      method: "PUT",
      body: "<html><p>{{to}}</p></html>",
      headers,
    });
    if (stored.status !== 200) throw new Error(`cover: ${stored.status}`);
    await get(run, "/v2/covers");
    const contents = randomPdf().toString("base64");
    const cover_page = { own: "letterhead" };
    const fax = await post(run, "/v2/faxes", { to, documents: [{ contents }], cover_page });
    await run.fax(fax.id, "delivered");
    const form = new FormData();
    form.set("cover_page", JSON.stringify(cover_page));
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const shown = await run.call("/v2/preview", { method: "POST", body: form });
    if (shown.status !== 200) throw new Error(`preview: ${shown.status} ${JSON.stringify(shown.body)}`);
    const gone = await run.call("/v2/covers/letterhead", { method: "DELETE" });
    if (gone.status !== 204) throw new Error(`cover: ${gone.status}`);
    const without = await run.call("/v2/preview", { method: "POST", body: form });
    if (without.status !== 422) throw new Error(`preview without its cover: ${without.status}`);
  },
  "send by upload": async (run) => {
    const fax = await post(run, "/v2/faxes", { to });
    await fetched(fax.upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    await run.fax(fax.id, "delivered");
  },
  "send the same order twice": async (run) => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    await post(run, "/v2/faxes", { to }, headers);
    await post(run, "/v2/faxes", { to }, headers);
  },
  "prepare again after a crash": async (run) => {
    const key = crypto.randomUUID();
    const id = derivedUuid("idempotency", "key_first", key);
    await run.cloud.s3.putObject(run.facts.bucket, documentKey(id), randomPdf(), "application/pdf");
    const web = await serve(randomPdf());
    await post(run, "/v2/faxes", { to, media_url: web.url }, { "idempotency-key": key });
    await run.fax(id, "delivered");
    web.close();
  },
  "an upload that is gone when it is read": async (run) => {
    const fax = await post(run, "/v2/faxes", { to });
    await tell(run, "RoomsPrepareQueue", objectEvent(run.facts.bucket, `uploads/${fax.id}`));
    await settled(run);
  },
  "an order of a fax deleted meanwhile": async (run) => {
    const fax = await post(run, "/v2/faxes", { to });
    await post(run, `/v2/faxes/${fax.id}/actions/cancel`, {});
    await run.call(`/v2/faxes/${fax.id}`, { method: "DELETE" });
    await settled(run);
    const web = await serve(randomPdf());
    const order = { media: { kind: "url", url: web.url }, wishes: { from: "+13125790015" } };
    await tell(run, "RoomsPrepareQueue", { faxId: fax.id, ...order });
    await settled(run);
    web.close();
    const left = await run.cloud.s3.listKeys(run.facts.bucket, "documents/");
    if (left.some((key) => key.includes(fax.id))) throw new Error("pages of a deleted fax were left");
  },
  "wait for another fax to the same number": async (run) => {
    const ringsLong = "+14155550116";
    await Promise.all([byUrl(run, ringsLong), byUrl(run, ringsLong)]);
  },
  "a call whose end is never told": async (run) => {
    const tellsNothing = "+14155550112";
    const web = await serve(randomPdf());
    const fax = await post(run, "/v2/faxes", { to: tellsNothing, media_url: web.url });
    await run.until("the end of the call", async () => {
      const calls: { client_state: string; ended_at: string | null }[] = await run.control("/calls");
      return calls.some((call) => atob(call.client_state).startsWith(fax.id) && call.ended_at) || undefined;
    });
    web.close();
    await run.control("/clock", { advance_seconds: 1_200 });
    await run.fax(fax.id, "delivered");
  },
  "send at a time of its own": async (run) => {
    const web = await serve(randomPdf());
    const at = new Date(run.clock.now().getTime() + 7_200_000);
    const fax = await post(run, "/v2/faxes", { to, media_url: web.url, scheduled_at: at.toISOString() });
    await run.fax(fax.id, "scheduled");
    web.close();
    // The schedule is made after the fax says so.
    await settled(run);
    // A minute for the schedule to fire in; the sweep would bring the fax in any case.
    await run.control("/clock", { advance_seconds: 7_200 + 120 });
    await run.fax(fax.id, "delivered");
    await run.until("the schedule to fire", async () =>
      run.cloud.scheduler.list().some(({ name }) => name.startsWith(fax.id)) ? undefined : true,
    );
  },
  "list and read": async (run) => {
    await get(run, "/v2/faxes");
    await get(run, `/v2/faxes?filter[to][eq]=${encodeURIComponent(to)}`);
    await get(run, `/v2/faxes?filter[from][eq]=${encodeURIComponent("+13125790015")}`);
    await get(run, "/v2/refusals");
    const fax = await byUrl(run);
    await fetched((await get(run, `/v2/faxes/${fax.id}/document`)).url);
    await get(run, `/v2/faxes/${fax.id}/pages`);
  },
  "cancel while it rings": async (run) => {
    const rows = (await run.control("/numbers")) as { number: string; outcome: string }[];
    const number = rows.find((row) => row.outcome.includes("ring"))?.number ?? "";
    const web = await serve(randomPdf());
    const fax = await post(run, "/v2/faxes", { to: number, media_url: web.url });
    await run.until("the call", async () => {
      const found = await get(run, `/v2/faxes/${fax.id}`);
      return found.attempts[0]?.carrier_fax_id ? true : undefined;
    });
    web.close();
    await post(run, `/v2/faxes/${fax.id}/actions/cancel`, {});
    await run.fax(fax.id, "canceled");
  },
  "cancel twice before the call": async (run) => {
    const fax = await post(run, "/v2/faxes", { to });
    await post(run, `/v2/faxes/${fax.id}/actions/cancel`, {});
    await post(run, `/v2/faxes/${fax.id}/actions/cancel`, {});
  },
  delete: async (run) => {
    const form = new FormData();
    form.set("to", to);
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
    await run.fax(body.data.id, "delivered");
    const inbound = await receive(run);
    for (const id of [body.data.id, inbound.id]) {
      const { status } = await run.call(`/v2/faxes/${id}`, { method: "DELETE" });
      if (status !== 204) throw new Error(`delete: ${status}`);
      await run.until("the pages to be gone", async () => {
        const keys = await run.cloud.s3.listKeys(run.facts.bucket);
        return keys.some((key) => key.includes(id)) ? undefined : true;
      });
    }
    await settled(run);
  },
  receive: async (run) => {
    const fax = await receive(run);
    await fetched(fax.media_url);
    await get(run, `/v2/faxes/${fax.id}/pages`);
  },
  "a fax that comes in to a mailbox": async (run) => {
    const number = "+13125790015";
    // A journey that was cut short leaves its mailbox.
    for (const { id, numbers } of await get(run, "/v2/mailboxes"))
      if (numbers.includes(number)) await run.call(`/v2/mailboxes/${id}`, { method: "DELETE" });
    const box = { name: "Desk", numbers: [number], members: ["ann@example.com"] };
    const { id } = await post(run, "/v2/mailboxes", box);
    const fax = await receive(run);
    await run.until("the mail with its pages", async () =>
      run.cloud.outbox.list().some(({ raw }) => raw.includes(`fax-${fax.id}.pdf`)) ? true : undefined,
    );
    await run.call(`/v2/mailboxes/${id}`, { method: "DELETE" });
  },
  "a link to the pages from a mail": async (run) => {
    for (const fax of [await receive(run), await byUrl(run)]) {
      const link = await linkTo(run, fax.id);
      await fetched(link, { method: "HEAD" });
      await fetched(link);
    }
  },
  "receive again after a crash": async (run) => {
    const pdf = randomPdf();
    const web = await serve(pdf);
    const fax_id = crypto.randomUUID();
    const id = inboundFaxId(fax_id);
    await run.cloud.s3.putObject(run.facts.bucket, inboundKey(id), pdf, "application/pdf");
    const payload = {
      fax_id,
      connection_id: "234423",
      direction: "inbound",
      from: "+14155550166",
      to: "+13125790015",
      media_url: web.url,
    };
    const event = { id: crypto.randomUUID(), event_type: "fax.received", payload };
    await run.control("/webhooks", { body: { data: event }, sign: "good" });
    await run.fax(id, "received");
    web.close();
  },
  "receive by a dead link": async (run) => {
    const document_base64 = randomPdf().toString("base64");
    const options = { from: "+14155550166", to: "+13125790015", dead_link: true };
    const { fax_id } = await run.control("/inbound", { ...options, document_base64 });
    await run.fax(inboundFaxId(fax_id), "received");
  },
  "an event of no fax of ours": async (run) => {
    const event = { id: crypto.randomUUID(), event_type: "fax.unheard.of", payload: { fax_id: "x" } };
    const before = (await run.cloud.s3.listKeys(run.facts.bucket, "events/")).length;
    await run.control("/webhooks", { body: { data: event }, sign: "good" });
    await run.until("the kept event", async () =>
      (await run.cloud.s3.listKeys(run.facts.bucket, "events/")).length > before ? true : undefined,
    );
  },
  keys: async (run) => {
    const key = await post(run, "/v2/keys", { name: "journey", scopes: ["read"] });
    await get(run, "/v2/keys");
    const { status } = await run.call("/v2/faxes", { headers: { authorization: `Bearer ${key.key}` } });
    if (status !== 200) throw new Error(`a new key: ${status}`);
    const changed = await run.call(`/v2/keys/${key.id}`, {
      method: "PATCH",
      body: JSON.stringify({ retry: { max_attempts: 2 } }),
    });
    if (changed.status !== 200) throw new Error(`change: ${changed.status}`);
    const revoked = await run.call(`/v2/keys/${key.id}`, { method: "DELETE" });
    if (revoked.status !== 204) throw new Error(`revoke: ${revoked.status}`);
  },
  "a key of a mailbox": async (run) => {
    const number = `+1312555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
    const mailbox = await post(run, "/v2/mailboxes", { name: "journey", numbers: [number] });
    const key = await post(run, "/v2/keys", { name: "journey", mailbox_id: mailbox.id });
    const headers = { authorization: `Bearer ${key.key}` };
    const { id } = await post(run, "/v2/faxes", { to });
    const seen = await Promise.all(
      ["", `/${id}`, `/${id}/pages`].map((path) => run.call(`/v2/faxes${path}`, { headers })),
    );
    const statuses = seen.map(({ status }) => status).join(", ");
    if (statuses !== "200, 404, 404") throw new Error(`a key of a mailbox: ${statuses}`);
    const freed = await run.call(`/v2/mailboxes/${mailbox.id}`, { method: "DELETE" });
    if (freed.status !== 204) throw new Error(`delete a mailbox: ${freed.status}`);
  },
  "hear of events": async (run) => {
    let answer = 500;
    const server = createServer((request, response) =>
      request.resume().on("end", () => response.writeHead(answer).end()),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const base = "/v2/webhook_endpoints";
    const { id } = await post(run, base, { url });
    const told = (delivery: string, ...statuses: string[]) =>
      run.until("the telling", async () => {
        const { status, tries } = await get(run, `${base}/${id}/deliveries/${delivery}`);
        return statuses.includes(status) && tries.length > 0 ? true : undefined;
      });
    const test = await post(run, `${base}/${id}/actions/test`, {});
    await told(test.id, "pending");
    answer = 204;
    await post(run, `${base}/${id}/deliveries/${test.id}/actions/replay`, {});
    await told(test.id, "delivered");
    await byUrl(run);
    await run.until("four events", async () =>
      (await get(run, `${base}/${id}/deliveries?filter[status]=delivered`)).length >= 5 ? true : undefined,
    );
    const web = await serve(randomPdf());
    const own = await post(run, "/v2/faxes", { to, media_url: web.url, webhook_url: url });
    await run.fax(own.id, "delivered");
    await get(run, `${base}/fax_${own.id}`);
    web.close();
    await post(run, `${base}/${id}/actions/replay`, { since: "2026-01-01T00:00:00Z" });
    await post(run, `${base}/${id}/actions/rotate_secret`, {});
    const changed = await run.call(`${base}/${id}`, {
      method: "PATCH",
      body: JSON.stringify({ enabled: false }),
    });
    const gone = await run.call(`${base}/${id}`, { method: "DELETE" });
    if (changed.status !== 200 || gone.status !== 204)
      throw new Error(`endpoint: ${changed.status} ${gone.status}`);
    await get(run, base);
    await settled(run);
    server.close();
  },
  contacts: async (run) => {
    const base = "/v2/contacts";
    // A journey that was cut short leaves its contact.
    const alias = `dr-${crypto.randomUUID()}`;
    const { id } = await post(run, base, { name: "Dr. Lee", fax_number: to, alias });
    const [found] = await get(run, `${base}?filter[alias]=${alias}`);
    if (found?.id !== id) throw new Error("the alias found another contact");
    await get(run, base);
    const body = JSON.stringify({ alias: `${alias}2`, name: "Dr. Ann Lee" });
    const changed = await run.call(`${base}/${id}`, { method: "PATCH", body });
    if (changed.status !== 200) throw new Error(`change a contact: ${changed.status}`);
    const gone = await run.call(`${base}/${id}`, { method: "DELETE" });
    if (gone.status !== 204) throw new Error(`delete a contact: ${gone.status}`);
  },
  "events on the bus": async (run) => {
    const { id } = await byUrl(run);
    await run.until(
      "the end on the bus",
      async () =>
        run.cloud.eventBuses.list().some(({ detailType, detail }) => {
          const fax = detail["data"] as { id: string };
          return detailType === "fax.delivered" && fax.id === id;
        }) || undefined,
    );
  },
  health: async (run) => {
    const health = await get(run, "/v2/health");
    if (health.status !== "ok") throw new Error(`health: ${JSON.stringify(health)}`);
  },
  docs: async (run) => {
    const { status } = await run.call("/openapi.json");
    if (status !== 200) throw new Error(`docs: ${status}`);
  },
  "the carrier's set-up": async (run) => {
    await get(run, "/v2/carrier");
    const body = JSON.stringify({ api_key: run.carrier.apiKey });
    const { status } = await run.call("/v2/carrier", { method: "PUT", body });
    if (status !== 200) throw new Error(`carrier: ${status}`);
    await post(run, "/v2/carrier/actions/resume", {});
  },
  "a diagnosis": async (run) => {
    const { checks } = await get(run, "/v2/diagnosis");
    // Dead letters of journeys before are no fault of this one.
    const broken = checks.filter((one: any) => one.detail.startsWith("It does not answer"));
    if (broken.length > 0) throw new Error(`diagnosis: ${broken.map((one: any) => one.check).join(", ")}`);
  },
  "send again, again when the pages are gone, and look at them": async (run) => {
    const fax = await byUrl(run);
    const again = await post(run, `/v2/faxes/${fax.id}/actions/resend`, {});
    await run.fax(again.id, "delivered");
    await tell(run, "RoomsEraseQueue", { keys: [documentKey(fax.id)] });
    await run.until("the pages to be gone", async () =>
      (await run.cloud.s3.listKeys(run.facts.bucket)).includes(documentKey(fax.id)) ? undefined : true,
    );
    const { status } = await run.call(`/v2/faxes/${fax.id}/actions/resend`, { method: "POST" });
    if (status !== 422) throw new Error(`sent again without pages: ${status}`);
    const shown = await run.call(`/v2/faxes/${fax.id}/pages`);
    if (shown.status !== 404) throw new Error(`pages that are gone: ${shown.status}`);
  },
  "a link whose pages are gone": async (run) => {
    const fax = await byUrl(run);
    const answer = await fetch(`${run.facts.simulatorUrl}/v2/faxes/${fax.attempts[0].carrier_fax_id}`, {
      headers: { authorization: `Bearer ${run.carrier.apiKey}` },
    });
    const link = (await answer.json()).data.media_url;
    await run.call(`/v2/faxes/${fax.id}`, { method: "DELETE" });
    for (const method of ["GET", "HEAD"]) {
      await run.until(`${method} to find nothing`, async () =>
        (await fetch(link, { method })).status === 404 ? true : undefined,
      );
    }
  },
  mail: async (run) => {
    const number = `+1312555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
    await mail(run, "desk@example.com", number);
    await run.until("the mailed fax", async () => {
      const [fax] = await get(run, `/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
      return fax && (await run.fax(fax.id, "delivered", "failed"));
    });
    await run.until("the answer to the mail", async () =>
      run.cloud.outbox.list().some(({ raw }) => raw.includes(number)) ? true : undefined,
    );
  },
  "a mail that stops a fax in line": async (run) => {
    const rows: { number: string; outcome: string }[] = await run.control("/numbers");
    const number = rows.find(({ outcome }) => outcome === "rings_60_seconds")?.number ?? "";
    for (const _ of [1, 2, 3]) await mail(run, "desk@example.com", number);
    const id = await run.until("a fax that waits", async () => {
      const faxes = await get(run, `/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
      return faxes.find(({ waiting }: any) => waiting?.for === "lane")?.id;
    });
    await answerMail(run, id, "STOP");
    await run.fax(id, "canceled");
  },
  "a mail that is told of its fax's end, and has it sent again": async (run) => {
    const number = "+13125550197";
    await mail(run, "desk@example.com", number);
    const told = (words: string) =>
      run.until(words, async () =>
        run.cloud.outbox.list().find(({ raw }) => raw.includes(words)) ? true : undefined,
      );
    const [{ id }] = await run.until("the fax", async () => {
      const faxes = await get(run, `/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
      return faxes.length > 0 ? faxes : undefined;
    });
    await run.fax(id, "delivered");
    await told(`receipt-${id}.pdf`);
    await answerMail(run, id, "RESEND");
    const { resent_as } = await run.until("the new fax", async () => {
      const fax = await get(run, `/v2/faxes/${id}`);
      return fax.resent_as?.length > 0 ? fax : undefined;
    });
    await run.fax(resent_as[0], "delivered");
    await told(`receipt-${resent_as[0]}.pdf`);
  },
  "the same mail twice": async (run) => {
    const messageId = `<${crypto.randomUUID()}@example.com>`;
    await mail(run, "desk@example.com", "+13125550187", messageId);
    await mail(run, "desk@example.com", "+13125550187", messageId);
    await settled(run);
  },
  "mail from a stranger": async (run) => {
    const before = (await get(run, "/v2/refusals")).length;
    await mail(run, "stranger@elsewhere.test", to);
    await run.until("the refusal", async () =>
      (await get(run, "/v2/refusals")).length > before ? true : undefined,
    );
  },
  "the digest of refusals": async (run) => {
    const before = (await get(run, "/v2/refusals")).length;
    await mail(run, "stranger@elsewhere.test", to);
    await run.until("the refusal", async () =>
      (await get(run, "/v2/refusals")).length > before ? true : undefined,
    );
    const digests = () => run.cloud.outbox.list().filter(({ to: [who] }) => who === "operator@example.com");
    const told = digests().length;
    await passToNextDigest(run);
    await run.until("the digest", async () => (digests().length > told ? true : undefined));
  },
  "mail that is gone when it is read": async (run) => {
    const verdict = { status: "PASS" };
    const messageId = crypto.randomUUID();
    await tell(run, "RoomsMailQueue", {
      notificationType: "Received",
      receipt: {
        recipients: ["13125550142@fax.example.com"],
        dmarcVerdict: verdict,
        spfVerdict: verdict,
        action: { objectKey: `email/${messageId}` },
      },
      mail: { messageId, source: "desk@example.com", commonHeaders: { from: ["desk@example.com"] } },
    });
    await settled(run);
  },
  "the hot folder": async (run) => {
    const number = `+1416555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
    await run.cloud.s3.putObject(run.facts.bucket, `drop/${number}/a.pdf`, randomPdf(), "application/pdf");
    await run.until("the dropped fax", async () => {
      const [fax] = await get(run, `/v2/faxes?filter[to][eq]=${encodeURIComponent(number)}`);
      return fax && (await run.fax(fax.id, "delivered", "failed"));
    });
  },
  "the same drop told twice": async (run) => {
    const key = `drop/+13125550142/${crypto.randomUUID()}.pdf`;
    const { eTag } = await run.cloud.s3.putObject(run.facts.bucket, key, randomPdf(), "application/pdf");
    const event = objectEvent(run.facts.bucket, key.replace("+", "%2B"), eTag);
    await tell(run, "RoomsDropQueue", event);
    await tell(run, "RoomsDropQueue", event);
    await settled(run);
  },
  "a drop that is gone when it is read": async (run) => {
    await tell(
      run,
      "RoomsDropQueue",
      objectEvent(run.facts.bucket, `drop/%2B13125550142/${crypto.randomUUID()}.pdf`),
    );
    await settled(run);
  },
  "a broadcast of a list in the request": async (run) => {
    const form = new FormData();
    form.set("to", "+13127367277");
    form.set("contents", new Blob([new Uint8Array(randomPdf())]), "a.pdf");
    const { status, body } = await run.call("/v2/broadcasts", { method: "POST", body: form });
    if (status !== 202) throw new Error(`broadcast: ${status}`);
    await broadcastEnds(run, body.data.id, "completed");
    await get(run, "/v2/broadcasts");
    await get(run, `/v2/broadcasts/${body.data.id}/faxes`);
    await settled(run);
    const gone = await run.call(`/v2/broadcasts/${body.data.id}`, { method: "DELETE" });
    if (gone.status !== 204) throw new Error(`delete a broadcast: ${gone.status}`);
    await settled(run);
  },
  "a broadcast of an uploaded list": async (run) => {
    const broadcast = await post(run, "/v2/broadcasts", {});
    await fetched(broadcast.document_upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    await fetched(broadcast.upload_url, { method: "PUT", body: "to\n+13127367278\ncall me\n" });
    await broadcastEnds(run, broadcast.id, "completed");
    await get(run, `/v2/broadcasts/${broadcast.id}/rejections`);
  },
  "a list that is gone when it is read": async (run) => {
    const { id } = await post(run, "/v2/broadcasts", {});
    await tell(run, "RoomsBroadcastQueue", objectEvent(run.facts.bucket, `lists/${id}.csv`));
    await settled(run);
  },
  "a broadcast that pauses and is canceled": async (run) => {
    const ringsLong = "+14155550116";
    const web = await serve(randomPdf());
    const busy = await post(run, "/v2/faxes", { to: ringsLong, media_url: web.url });
    const { id } = await post(run, "/v2/broadcasts", { to: [ringsLong], media_url: web.url });
    await run.until("the fax in line", async () => {
      const [fax] = await get(run, `/v2/broadcasts/${id}/faxes`);
      return fax?.waiting?.for === "lane" ? true : undefined;
    });
    await post(run, `/v2/broadcasts/${id}/actions/pause`, {});
    await run.until("the fax to be parked", async () => {
      const [fax] = await get(run, `/v2/broadcasts/${id}/faxes`);
      return fax?.waiting?.for === "broadcast" ? true : undefined;
    });
    await post(run, `/v2/broadcasts/${id}/actions/resume`, {});
    await post(run, `/v2/broadcasts/${id}/actions/cancel`, {});
    await broadcastEnds(run, id, "canceled");
    await run.fax(busy.id, "delivered");
    web.close();
  },
  "the sweep": async (run) => {
    const fax = await post(run, "/v2/faxes", { to });
    const broadcast = await post(run, "/v2/broadcasts", {});
    // A fax known to be at the carrier, one it did not take, and one it received and told nobody of.
    await byUrl(run);
    const web = await serve(randomPdf());
    const answers500 = "+14155550104";
    const lost = await post(run, "/v2/faxes", { to: answers500, media_url: web.url });
    const inbound = { from: "+14155550166", to: "+13125790015", webhooks: "lost" };
    const document_base64 = randomPdf().toString("base64");
    const { fax_id } = await run.control("/inbound", { ...inbound, document_base64 });
    const later = async (what: string, look: () => Promise<true | undefined>) => {
      for (let turn = 0; turn < 12 && !(await look()); turn++) {
        await run.control("/clock", { advance_seconds: 301 });
        // Ends the journey at once where the door refused what was taken away.
        await run.until("no refusal", () => Promise.resolve(true as const));
        await new Promise((done) => setTimeout(done, 400));
      }
      await run.until(what, look);
    };
    await later("the unsent fax to be called again", async () => {
      const { body } = await run.call(`/v2/faxes/${lost.id}`);
      return body?.data?.attempts?.[0]?.state === "absent" || undefined;
    });
    web.close();
    await post(run, `/v2/faxes/${lost.id}/actions/cancel`, {});
    await later("the lost reception", async () => {
      const { body } = await run.call(`/v2/faxes/${inboundFaxId(fax_id)}`);
      return body?.data?.status === "received" || undefined;
    });
    await run.control("/clock", { advance_seconds: 24 * 3600 + 400 });
    await run.fax(fax.id, "failed");
    await broadcastEnds(run, broadcast.id, "failed");
  },
  "a fax that its mailbox keeps no longer": async (run) => {
    const from = `+1312556${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
    const { id } = await post(run, "/v2/mailboxes", { name: "x", numbers: [from], retention_days: 1 });
    try {
      const fax = await post(run, "/v2/faxes", { to, from });
      await post(run, `/v2/faxes/${fax.id}/actions/cancel`, {});
      await passToNextRemoval(run, 25);
      await run.until("the fax to be gone", async () =>
        (await run.call(`/v2/faxes/${fax.id}`)).status === 404 ? true : undefined,
      );
    } finally {
      await run.call(`/v2/mailboxes/${id}`, { method: "DELETE" });
    }
  },
  "a batch of the stream that is given up": (run) =>
    givenUp(run, "Relay", "sqs:SendMessage", () =>
      post(run, "/v2/faxes", { to, media_url: "http://127.0.0.1:9/x.pdf" }),
    ),
  "a batch of events that is given up": async (run) => {
    const { id } = await post(run, "/v2/webhook_endpoints", { url: "http://127.0.0.1:9/" });
    await givenUp(run, "Tell", "dynamodb:GetItem", () =>
      post(run, `/v2/webhook_endpoints/${id}/actions/test`, {}),
    );
    await run.call(`/v2/webhook_endpoints/${id}`, { method: "DELETE" });
  },
};

/** A reader of the stream that fails ten times: Lambda keeps what it was to read. */
async function givenUp(run: Journey, reader: string, action: string, order: () => Promise<unknown>) {
  const principal =
    run.cloud.door.grants().find((grant) => grant.principal.includes(reader))?.principal ?? "";
  const kept = async () => (await run.cloud.s3.listKeys(run.facts.bucket, "aws/lambda/")).length;
  const before = await kept();
  const giveBack = run.cloud.door.withhold(principal, action);
  try {
    await order();
    await run.until("the batch kept whole", async () => ((await kept()) > before ? true : undefined));
  } finally {
    giveBack();
  }
}
