import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";
import { inboundFaxId } from "../../../core/ids.ts";
import { randomPdf, sha256 } from "../../journeys/support/documents.ts";
import type { Order } from "../oracle/order.ts";
import { readFaxesTo } from "../oracle/read-table.ts";
import { insist, type Answer } from "./client.ts";
import { heardOf, openListener, wrongOf } from "./listener.ts";
import type { Stand } from "./open-stand.ts";
import { passUntil, settle } from "./pass-time.ts";
import type { PaperShop } from "./paper-shop.ts";

/** What a flow does is done here, as users and machines outside would do it; what it ordered is noted. */
export type Stage = ReturnType<typeof openStage>;

/** The simulator's number whose calls are delivered. */
const delivers = "+13125550100";
const hour = 3_600_000;
let numbers = 0;

export function openStage(stand: Stand, papers: PaperShop) {
  const orders: Order[] = [];
  const checks: (() => Promise<string | undefined>)[] = [];
  const to = (like?: string): string => {
    const number = `+1312${2_000_000 + numbers++}`;
    if (like !== undefined) stand.actLike(number, like);
    return number;
  };
  const order = (number: string, pdf: Buffer, more: Partial<Order> = {}): Order => {
    const made: Order = {
      direction: "outbound",
      to: number,
      sha256: sha256(pdf),
      ends: ["delivered"],
      ...more,
    };
    orders.push(made);
    return made;
  };
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    insist(stand, path, { method: "POST", body: JSON.stringify(body), headers });

  return {
    stand,
    orders,
    /** What must hold besides in the end; each answers what is wrong. */
    checks,
    /** A number that no other case has; `like`: the one of the simulator's table whose outcome it has. */
    number: to,
    /** Asks with the same Idempotency-Key until it is answered; notes the fax. */
    async send(number: string, more: object = {}, expected: Partial<Order> = {}): Promise<Order> {
      const pdf = randomPdf();
      const made = order(number, pdf, expected);
      const body = { to: number, media_url: papers.put(pdf), ...more };
      made.faxId = faxIdOf(await post("/v2/faxes", body, { "idempotency-key": randomUUID() }));
      return made;
    },
    /** As `send`, with the pages put to the link that the answer gives. */
    async upload(number: string): Promise<Order> {
      const pdf = randomPdf();
      const made = order(number, pdf);
      const answer = await post("/v2/faxes", { to: number }, { "idempotency-key": randomUUID() });
      made.faxId = faxIdOf(answer);
      const put = await fetch(answer.body.data.upload_url, { method: "PUT", body: new Uint8Array(pdf) });
      if (!put.ok) throw new Error(`the upload was answered ${put.status}`);
      return made;
    },
    /** The same pages once more to the same number. */
    async resend({ faxId = "", to: number, sha256: digest }: Order): Promise<void> {
      const path = `/v2/faxes/${faxId}/actions/resend`;
      const id = faxIdOf(await post(path, {}, { "idempotency-key": randomUUID() }));
      orders.push({ direction: "outbound", to: number, sha256: digest, ends: ["delivered"], faxId: id });
    },
    async broadcast(given: string[]): Promise<void> {
      const pdf = randomPdf();
      for (const number of given) order(number, pdf);
      const body = { to: given, media_url: papers.put(pdf) };
      const id = faxIdOf(await post("/v2/broadcasts", body, { "idempotency-key": randomUUID() }));
      checks.push(async () => {
        const { body: answer } = await insist(stand, `/v2/broadcasts/${id}`, { method: "GET" });
        const { status, counts } = answer.data;
        if (status === "completed" && counts.delivered === given.length) return undefined;
        return `the broadcast is ${status} with ${JSON.stringify(counts)}`;
      });
    },
    /** What was wrong with calls to this number, or with the account, is wrong no more. */
    repair: ({ to: number }: Order): void => stand.actLike(number, delivers),
    cancel: ({ faxId }: Order): Promise<Answer> => post(`/v2/faxes/${faxId ?? ""}/actions/cancel`, {}),
    /** Somebody sends us a fax. */
    async receive(more: object = {}): Promise<void> {
      const pdf = randomPdf();
      const inbound = { from: to(), to: "+13125790015", document_base64: pdf.toString("base64"), ...more };
      const response = await fetch(`${stand.carrier.url}/_control/inbound`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(inbound),
      });
      const { fax_id } = (await response.json()) as { fax_id: string };
      const faxId = inboundFaxId(fax_id);
      orders.push({ direction: "inbound", to: inbound.from, faxId, sha256: sha256(pdf), ends: ["received"] });
    },
    /** Somebody hears of every event from now on; by the end each order that is made must be told of as `types`, to him and on the bus. */
    async hear(types: string[]): Promise<void> {
      const listener = await openListener();
      await post("/v2/webhook_endpoints", { url: listener.url });
      checks.push(async () => {
        const onBus = () => stand.cloud.eventBuses.list().map(({ detail }) => heardOf(detail));
        const wrong = () =>
          orders
            .map(({ faxId = "" }) => wrongOf(listener.heard, faxId, types) ?? wrongOf(onBus(), faxId, types))
            .find((one) => one !== undefined);
        await passUntil(stand, async () => wrong() === undefined, 2 * hour);
        // One that was asked for twice, because its first answer was lost, is there twice.
        const { body } = await insist(stand, "/v2/webhook_endpoints", { method: "GET" });
        for (const { id } of body.data) {
          await insist(stand, `/v2/webhook_endpoints/${id}`, { method: "DELETE" });
        }
        listener.close();
        return wrong();
      });
    },
    async mail(...recipients: string[]): Promise<void> {
      const pdf = randomPdf();
      for (const number of recipients) order(number, pdf, { isAcceptedBy: "mail" });
      const { host, port } = stand.cloud.smtp ?? { host: "", port: 0 };
      const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
      await transport.sendMail({
        from: "desk@example.com",
        // Documents are compared byte for byte, so no page goes before them.
        to: recipients.map((number) => `${number.slice(1)}.nocover@fax.example.com`),
        subject: "Papers",
        text: "Please see attached.",
        attachments: [{ filename: "papers.pdf", content: pdf, contentType: "application/pdf" }],
      });
      transport.close();
      checks.push(async () => {
        const untold = async (number: string) =>
          (await readFaxesTo(stand, number)).length > 0 &&
          !stand.cloud.outbox.list().some(({ raw }) => raw.includes(`Your fax to ${number}:\r\n`));
        for (const number of recipients) {
          await passUntil(stand, async () => !(await untold(number)), 2 * hour);
          if (await untold(number)) return `its sender was not told how the fax to ${number} ended`;
        }
        return undefined;
      });
    },
    async drop(number: string): Promise<void> {
      const pdf = randomPdf();
      order(number, pdf, { isAcceptedBy: "drop" });
      await stand.cloud.s3.putObject(stand.bucket, `drop/${number}/a.pdf`, pdf, "application/pdf");
    },
    /** Waits until nothing happens without time passing. */
    rest: () => settle(stand),
    wait: (seconds: number) => passUntil(stand, async () => false, seconds * 1000),
    /** Lets time pass until the fax is so, or for two hours: with a fault it may never be. */
    async until({ to: number }: Order, isSo: (fax: any) => boolean): Promise<void> {
      const look = async () => (await readFaxesTo(stand, number)).some(isSo);
      await passUntil(stand, look, 2 * hour);
    },
  };
}

function faxIdOf({ status, body }: Answer): string {
  if (status !== 202) throw new Error(`a fax was answered ${status}: ${JSON.stringify(body)}`);
  return body.data.id as string;
}
