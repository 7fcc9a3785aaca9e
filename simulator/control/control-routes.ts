import { randomUUID, type KeyObject } from "node:crypto";
import type { CarrierFax, InboundFax } from "../fax/carrier-fax.ts";
import { applicationCalled, findNumber } from "../account/account.ts";
import type { Chaos, ChaosOptions } from "../chaos.ts";
import {
  accountInput,
  channelsInput,
  chaosInput,
  clockInput,
  controlBody,
  type ChaosInput,
  inboundInput,
  listingInput,
  numberInput,
  plantInput,
  webhookInput,
} from "./control-input.ts";
import type { Documents } from "../fax/documents.ts";
import { sendForgery } from "../webhooks/forgery.ts";
import { ringMs } from "../fax/inbound-life.ts";
import type { Answer, Route } from "../http/incoming-http.ts";
import { numberRows } from "../fax/number-rows.ts";
import type { Flavour, SimulatorClock } from "../options.ts";
import type { PageCounter } from "../fax/page-count.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import type { Steps } from "../fax/steps.ts";
import type { Store } from "../store.ts";
import type { Signer } from "../webhooks/signer.ts";

export type ControlDeps = {
  clock: SimulatorClock;
  store: Store;
  steps: Steps;
  documents: Documents;
  countPages: PageCounter;
  flavour: Flavour;
  chaos: Chaos;
  signingKey: KeyObject;
  signer: Signer;
  publicKey: string;
  signal: AbortSignal;
};

const maxDocumentBytes = 50 * 1024 * 1024;
/** Base64 of the largest document, and the fields around it. */
const maxInboundBytes = Math.ceil((maxDocumentBytes * 4) / 3) + 64 * 1024;
const maxControlBytes = 2 * 1024 * 1024;

/** How people and tests steer the simulator; no part of the carrier's API. */
export const controlRoutes = (deps: ControlDeps): Route[] => [
  control("GET", /^\/_control\/numbers$/, () => ({
    status: 200,
    json: numberRows.map(({ plays: _plays, ...row }) => row),
  })),
  control("GET", /^\/_control\/calls$/, () => ({ status: 200, json: wireCalls(deps.store) })),
  control("GET", /^\/_control\/public-key$/, () => ({ status: 200, json: { public: deps.publicKey } })),
  control("GET", /^\/_control\/channels$/, () => ({ status: 200, json: channels(deps.store) })),
  control("GET", /^\/_control\/faxes\/([\w.-]{8,100})\/document$/, ({ params: [id = ""] }) =>
    document(deps, id),
  ),
  {
    ...control("POST", /^\/_control\/inbound$/, ({ body }) => startInbound(deps, body)),
    maxBytes: maxInboundBytes,
  },
  control("POST", /^\/_control\/channels$/, ({ body }) => {
    deps.store.settings.channelLimit = controlBody(channelsInput, body).limit;
    deps.store.changed();
    return { status: 200, json: channels(deps.store) };
  }),
  control("POST", /^\/_control\/account$/, ({ body }) => {
    const { disabled } = controlBody(accountInput, body);
    deps.store.settings.isAccountDisabled = disabled;
    deps.store.changed();
    return { status: 200, json: { disabled } };
  }),
  control("POST", /^\/_control\/listing$/, ({ body }) => {
    const { leave_out } = controlBody(listingInput, body);
    deps.store.settings.leftOutOfList = leave_out;
    deps.store.changed();
    return { status: 200, json: { leave_out } };
  }),
  control("POST", /^\/_control\/phone_numbers$/, ({ body }) => setNumberStatus(deps.store, body)),
  control("POST", /^\/_control\/chaos$/, ({ body }) => {
    const input = controlBody(chaosInput, body);
    deps.chaos.set(input === null ? undefined : toChaos(input));
    return { status: 200, json: input };
  }),
  control("POST", /^\/_control\/clock$/, ({ body }) => {
    deps.clock.advance(controlBody(clockInput, body).advance_seconds);
    return { status: 200, json: { now: deps.clock.now().toISOString() } };
  }),
  control("POST", /^\/_control\/plants$/, ({ body }) => {
    const { name, on } = controlBody(plantInput, body);
    deps.signer.useWrongKey(on);
    return { status: 200, json: { name, on } };
  }),
  control("POST", /^\/_control\/webhooks$/, async ({ body }) => ({
    status: 200,
    json: await sendForgery({ ...deps, url: webhookUrl(deps.store) }, controlBody(webhookInput, body)),
  })),
];

const control = (method: string, path: RegExp, handle: Route["handle"]): Route => ({
  method,
  path,
  maxBytes: method === "POST" ? maxControlBytes : 0,
  handle,
});

const toChaos = ({ repeats_after: repeatsAfter, ...chaos }: ChaosInput): ChaosOptions => ({
  ...chaos,
  ...(repeatsAfter === undefined ? {} : { repeatsAfter }),
});

const channels = (store: Store) => ({
  limit: store.settings.channelLimit,
  in_use: store.calls.filter((call) => call.endedAt === null).length,
});

/** Numbers become inactive for reasons outside the API. */
function setNumberStatus(store: Store, body: Buffer): Answer {
  const { phone_number, status } = controlBody(numberInput, body);
  const number = findNumber(store.account, phone_number);
  if (!number) throw unfit("/phone_number", "phone_number: is no number of this account");
  number.status = status;
  store.changed();
  return { status: 200, json: { phone_number, status } };
}

/** A webhook of the caller's making goes where the account's first application wants its events. */
function webhookUrl({ account }: Store): string {
  const [application] = account.applications.values();
  if (application) return application.webhook_event_url;
  throw unfit("/body", "body: the account has no fax application, so no webhook URL");
}

const unfit = (pointer: string, detail: string): Refusal =>
  new Refusal(422, [{ code: "10017", detail, source: { pointer } }]);

const wireCalls = (store: Store) =>
  store.calls.map((call) => ({
    fax_id: call.faxId,
    to: call.to,
    started_at: new Date(call.startedAt).toISOString(),
    ended_at: call.endedAt === null ? null : new Date(call.endedAt).toISOString(),
    client_state: call.clientState,
  }));

/** By the carrier's id, or by any text that our `client_state` or media URL contains; the newest wins. */
async function document(deps: ControlDeps, id: string): Promise<Answer> {
  const exact = deps.store.faxes.get(id);
  const candidates = exact
    ? [exact]
    : [...deps.store.faxes.values()].filter((fax) => mentions(fax, id)).reverse();
  for (const fax of candidates) {
    const bytes = await deps.documents.get(fax.id);
    if (bytes) return { status: 200, body: bytes, headers: { "content-type": "application/pdf" } };
  }
  throw notFound();
}

const mentions = (fax: CarrierFax, id: string): boolean =>
  Buffer.from(fax.clientState ?? "", "base64")
    .toString("latin1")
    .includes(id) || (fax.mediaUrl ?? "").includes(id);

async function startInbound(deps: ControlDeps, body: Buffer): Promise<Answer> {
  const input = controlBody(inboundInput, body);
  if (input.document_base64 === undefined && input.failure_reason === undefined) {
    const detail = "document_base64: is required unless failure_reason is given";
    throw new Refusal(422, [{ code: "10004", detail, source: { pointer: "/document_base64" } }]);
  }
  const bytes = Buffer.from(input.document_base64 ?? "", "base64");
  if (bytes.byteLength > maxDocumentBytes) {
    const detail = "document_base64: the document may have at most 50 MB";
    throw new Refusal(422, [{ code: "10025", detail, source: { pointer: "/document_base64" } }]);
  }
  const application = applicationCalled(deps.store.account, input.to);
  if (!application) {
    throw unfit("/to", "to: no active number of this account that is assigned to an active fax application");
  }
  const now = deps.clock.now().getTime();
  const fax: InboundFax = {
    id: randomUUID(),
    direction: "inbound",
    status: "initiated",
    connectionId: application.id,
    from: input.from,
    to: input.to,
    quality: "high",
    storeMedia: false,
    storePreview: false,
    failureReason: null,
    internalFailureReason: null,
    createdAt: now,
    updatedAt: now,
    callerId: input.caller_id ?? input.from,
    partialContent: input.partial_content ?? false,
    pages: input.pages ?? (await deps.countPages(bytes)) ?? 1,
    plan: {
      end: input.event ?? deps.flavour.inboundEnd,
      isLinkDead: input.dead_link ?? false,
      ...(input.failure_reason === undefined ? {} : { failureReason: input.failure_reason }),
      ...(input.webhooks === undefined ? {} : { webhooks: input.webhooks }),
    },
  };
  if (bytes.byteLength > 0) await deps.documents.put(fax.id, bytes);
  deps.store.faxes.set(fax.id, fax);
  deps.steps.next(fax, "receive", ringMs);
  return { status: 200, json: { fax_id: fax.id } };
}
