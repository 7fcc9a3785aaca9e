import { randomUUID } from "node:crypto";
import type { Chaos, Mishap } from "../chaos.ts";
import { hasEnded, type CarrierFax } from "../fax/carrier-fax.ts";
import type { WebhookManner } from "../fax/number-rows.ts";
import type { SimulatorClock } from "../options.ts";
import { sendRequest } from "../http/outgoing-request.ts";
import { describeAttempt, logAttempt } from "./delivery-log.ts";
import { signatureHeaders } from "./signature.ts";
import type { Signer } from "./signer.ts";
import type { Store } from "../store.ts";
import type { Timers } from "../timers.ts";
import type { WireEvent } from "./wire-event.ts";

/** One event on its way to one address; kept until it is delivered or given up. `due`: epoch ms. */
export type PendingDelivery = {
  id: string;
  /** Deliveries of one line go out one after the other. */
  line: string;
  url?: string;
  event: WireEvent;
  attempt: number;
  due: number;
};

export type Outbox = {
  /** Tells the event in the manner of its fax: once, twice, at the end and backwards, late, or never. */
  publish(fax: CarrierFax, event: WireEvent): void;
  /** Tells the event once, when `delayMs` have passed. */
  post(fax: CarrierFax, event: WireEvent, delayMs: number): void;
  /** Answers when the deliveries under way for the fax have been answered. */
  settled(faxId: string): Promise<void>;
  /** Takes up what an earlier run left undelivered. */
  resume(): void;
};

export type OutboxDeps = {
  clock: SimulatorClock;
  timers: Timers;
  store: Store;
  signer: Signer;
  chaos: Chaos;
  maxAttempts: number;
  retriesClientErrors: boolean;
  signal: AbortSignal;
  log: (line: string) => void;
};

/** Real time within which the receiver has to answer, unless its application says otherwise. */
const answerTimeoutSeconds = 2;
/** So many attempts go to the first URL before the application's failover URL is tried. */
const attemptsOnFirstUrl = 2;
/** Waiting after the first, second, ... failed delivery, on the clock. */
const backoffMs = [5_000, 25_000, 125_000];
const lateMs = 120_000;
/** Longer than a call of one page takes: what is overtaken comes after all the others. */
const overtakenMs = 5_000;
const maxAnswerBytes = 64 * 1024;
/** What a restart may leave due at most, even if the clock has been set back. */
const longestWaitMs = 600_000;

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock, timers, store } = deps;
  const lines = new Map<string, Promise<void>>();

  const arm = (delivery: PendingDelivery) => {
    const wait = delivery.due - clock.now().getTime();
    if (wait <= 0) enqueue(delivery);
    else timers.after(wait, () => enqueue(delivery));
  };
  const enqueue = (delivery: PendingDelivery) => {
    const tail = (lines.get(delivery.line) ?? Promise.resolve()).then(() => deliver(deps, delivery, arm));
    lines.set(delivery.line, tail);
    void tail.then(() => {
      if (lines.get(delivery.line) === tail) lines.delete(delivery.line);
    });
  };
  const post = (fax: CarrierFax, event: WireEvent, delayMs: number, line = fax.id) => {
    const delivery: PendingDelivery = {
      id: randomUUID(),
      line,
      event,
      attempt: 1,
      due: clock.now().getTime() + delayMs,
      ...(fax.webhookUrl === undefined ? {} : { url: fax.webhookUrl }),
    };
    store.pending.set(delivery.id, delivery);
    store.changed();
    arm(delivery);
  };

  return {
    post: (fax, event, delayMs) => post(fax, event, delayMs),
    publish(fax, event) {
      switch (mannerOf(fax) ?? mishapOf(deps, fax, event) ?? "once") {
        case "lost":
          return;
        case "overtaken":
          return post(fax, event, overtakenMs, `${fax.id} overtaken`);
        case "late":
          return post(fax, event, lateMs);
        case "twice":
          post(fax, event, 0);
          return post(fax, event, 0, `${fax.id} again`);
        case "reversed": {
          fax.heldEvents = [event, ...(fax.heldEvents ?? [])];
          if (!hasEnded(fax)) return;
          for (const held of fax.heldEvents) post(fax, held, 0);
          delete fax.heldEvents;
          return;
        }
        case "once":
          return post(fax, event, 0);
      }
    },
    settled: async (faxId) => lines.get(faxId),
    resume() {
      const latest = clock.now().getTime() + longestWaitMs;
      for (const delivery of store.pending.values()) {
        delivery.due = Math.min(delivery.due, latest);
        arm(delivery);
      }
    },
  };
}

const mannerOf = (fax: CarrierFax): WebhookManner | undefined =>
  fax.direction === "inbound" ? fax.plan.webhooks : fax.play.webhooks;

const mishapOf = ({ chaos }: OutboxDeps, fax: CarrierFax, event: WireEvent): Mishap | undefined =>
  fax.turn === undefined ? undefined : chaos.mishapOf(fax.to, fax.turn, event.event_type);

/** One delivery; what was not taken is planned `again`, until it is given up. */
async function deliver(
  deps: OutboxDeps,
  delivery: PendingDelivery,
  again: (delivery: PendingDelivery) => void,
): Promise<void> {
  const status = await transmit(deps, delivery);
  // An unfinished delivery of a simulator that is closing stays for its next start.
  if (deps.signal.aborted) return;
  const { event_type: type, payload } = delivery.event;
  const outcome = `delivery ${delivery.attempt}: ${status || "no answer"}`;
  deps.log(`webhook ${type} of ${String(payload.fax_id)}, ${outcome}`);
  const isGivenUp = delivery.attempt >= deps.maxAttempts || !isRetried(deps, status);
  if (isTaken(status) || isGivenUp) {
    deps.store.pending.delete(delivery.id);
  } else {
    delivery.due = deps.clock.now().getTime() + (backoffMs[delivery.attempt - 1] ?? lateMs);
    delivery.attempt += 1;
    again(delivery);
  }
  deps.store.changed();
}

const isTaken = (status: number): boolean => status >= 200 && status < 300;

const isRetried = ({ retriesClientErrors }: OutboxDeps, status: number): boolean =>
  retriesClientErrors || status < 400 || status > 499 || status === 408 || status === 429;

/** Where the application wants the event, and how long its receiver has. */
function destination({ store }: OutboxDeps, { url, event, attempt }: PendingDelivery) {
  const application = store.account.applications.get(String(event.payload.connection_id));
  const failover = application?.webhook_event_failover_url || undefined;
  const own = attempt > attemptsOnFirstUrl && failover ? failover : (application?.webhook_event_url ?? "");
  return {
    url: url ?? own,
    timeoutMs: (application?.webhook_timeout_secs || answerTimeoutSeconds) * 1000,
  };
}

/** Posts the event, signed at this moment, and keeps a record; answers the status, 0 = no answer. */
async function transmit(deps: OutboxDeps, delivery: PendingDelivery): Promise<number> {
  const { url, timeoutMs } = destination(deps, delivery);
  const meta = { attempt: delivery.attempt, delivered_to: url };
  const body = JSON.stringify({ data: delivery.event, meta });
  const startedAt = deps.clock.now().getTime();
  const headers = {
    "content-type": "application/json",
    "user-agent": "telnyx-webhooks",
    ...signatureHeaders(deps.signer.key(), body, startedAt),
  };
  const answer = await sendRequest({
    method: "POST",
    url,
    headers,
    body,
    timeoutMs,
    maxBytes: maxAnswerBytes,
    signal: deps.signal,
  });
  const status = answer.kind === "answered" ? answer.status : 0;
  if (deps.signal.aborted) return status;
  const request = { url, headers: Object.entries(headers) };
  const times: [number, number] = [startedAt, deps.clock.now().getTime()];
  const attempt = describeAttempt(request, answer, isTaken(status), times);
  logAttempt(deps.store, delivery.id, delivery.event, attempt);
  return status;
}
