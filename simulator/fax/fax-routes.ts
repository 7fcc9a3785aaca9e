import { randomUUID } from "node:crypto";
import { hasEnded, type CarrierFax, type OutboundFax } from "./carrier-fax.ts";
import { readCreateRequest, type CreateRequest } from "./create-request.ts";
import type { Chaos } from "../chaos.ts";
import type { Documents } from "./documents.ts";
import type { Answer, Exchange, Route } from "../http/incoming-http.ts";
import { listFaxes } from "./list-faxes.ts";
import { hasOwnOutcome, playsFor, type Play } from "./number-rows.ts";
import type { Flavour, SimulatorClock } from "../options.ts";
import { cancelOutbound } from "./outbound-life.ts";
import type { Outbox } from "../webhooks/outbox.ts";
import { internalError, notFound, refuse, Refusal, refusalBody } from "../http/refusal.ts";
import { readFields } from "../http/request-fields.ts";
import type { Steps } from "./steps.ts";
import type { Store } from "../store.ts";
import { toWireFax, type WireSurroundings } from "./wire-fax.ts";

export type FaxRouteDeps = {
  clock: SimulatorClock;
  store: Store;
  steps: Steps;
  outbox: Outbox;
  documents: Documents;
  flavour: Flavour;
  chaos: Chaos;
  link: WireSurroundings["link"];
  actsLike?: (to: string) => string;
  /** Waits in real time; ends early when the simulator closes. */
  pause: (seconds: number) => Promise<void>;
};

const maxCreateBytes = 21 * 1024 * 1024;
const maxActionBytes = 64 * 1024;
/** The carrier takes no more while this many outbound faxes are open. */
const maxOpenFaxes = 2_000;
/** How long the row `answer_500_accepted_late` takes, milliseconds. */
const lateMs = 30 * 60_000;
const faxId = "([^/]+)";

/** The carrier's fax API under `/v2`. */
export const faxRoutes = (deps: FaxRouteDeps): Route[] => [
  {
    method: "POST",
    path: /^\/v2\/faxes\/?$/,
    maxBytes: maxCreateBytes,
    handle: (exchange) => createFax(deps, exchange),
  },
  {
    method: "GET",
    path: /^\/v2\/faxes\/?$/,
    maxBytes: 0,
    handle({ query }) {
      const { items, meta } = listFaxes(listedFaxes(deps), query, deps.flavour.listOrder);
      return { status: 200, json: { data: items.map((fax) => wire(deps, fax)), meta } };
    },
  },
  {
    method: "GET",
    path: new RegExp(`^/v2/faxes/${faxId}$`),
    maxBytes: 0,
    handle: (exchange) => ({ status: 200, json: { data: wire(deps, findFax(deps, exchange)) } }),
  },
  {
    method: "DELETE",
    path: new RegExp(`^/v2/faxes/${faxId}$`),
    maxBytes: maxActionBytes,
    handle(exchange) {
      findFax(deps, exchange).isDeleted = true;
      deps.store.changed();
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: new RegExp(`^/v2/faxes/${faxId}/actions/cancel$`),
    maxBytes: maxActionBytes,
    handle: (exchange) => cancelFax(deps, findFax(deps, exchange)),
  },
  {
    method: "POST",
    path: new RegExp(`^/v2/faxes/${faxId}/actions/refresh$`),
    maxBytes: maxActionBytes,
    handle: (exchange) => refreshFax(deps, findFax(deps, exchange)),
  },
];

const isVisible = ({ clock }: FaxRouteDeps, fax: CarrierFax): boolean =>
  !fax.isDeleted && (fax.hiddenUntil ?? 0) <= clock.now().getTime();

/** The list may be made to leave faxes out, as one does that lags. */
const listedFaxes = (deps: FaxRouteDeps): CarrierFax[] =>
  [...deps.store.faxes.values()].filter(
    (fax) => isVisible(deps, fax) && !deps.store.settings.leftOutOfList?.includes(fax.to),
  );

function wire({ store, link, flavour }: FaxRouteDeps, fax: CarrierFax) {
  const application = store.account.applications.get(fax.connectionId);
  return toWireFax(fax, {
    webhookUrl: application?.webhook_event_url ?? "",
    failoverUrl: application?.webhook_event_failover_url ?? "",
    link,
    hasPagesOnFailed: flavour.hasPagesOnFailed,
  });
}

function findFax(deps: FaxRouteDeps, { params: [id = ""] }: Exchange): CarrierFax {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw refuse(404, "10006", "The resource ID provided was invalid.");
  const fax = deps.store.faxes.get(id.toLowerCase());
  if (!fax || !isVisible(deps, fax)) throw notFound();
  return fax;
}

async function createFax(deps: FaxRouteDeps, exchange: Exchange): Promise<Answer> {
  const request = readCreateRequest(await readFields(exchange), deps.store.account);
  const { play, turn } = nextPlay(deps, request.to);
  if (play.create === "too_many" || openFaxes(deps.store) >= maxOpenFaxes) throw tooMany();
  if (play.create === "error_instead") throw internalError();
  const fax = { ...newFax(deps, request, play), ...(turn === undefined ? {} : { turn }) };
  if (request.contents) await deps.documents.put(fax.id, request.contents);
  deps.store.faxes.set(fax.id, fax);
  // Open from here on: a restart would announce it, and so does every way of answering.
  fax.step = { name: "announce", due: fax.createdAt };
  deps.store.changed();
  const announce = () => deps.steps.next(fax, "announce", 0);
  const answer: Answer = { status: 202, json: { data: wire(deps, fax) } };
  switch (play.create ?? "accept") {
    case "hang_up_after":
      return { ...answer, hangsUp: true, afterwards: announce };
    case "error_after":
      return { status: 500, json: refusalBody(internalError()), afterwards: announce };
    case "error_then_late":
      fax.hiddenUntil = fax.createdAt + lateMs;
      deps.steps.next(fax, "announce", lateMs);
      throw internalError();
    case "slow":
      announce();
      await deps.pause(deps.flavour.slowAnswerSeconds);
      return answer;
    case "webhook_first":
      await deps.steps.runNow(fax);
      await deps.outbox.settled(fax.id);
      return answer;
    default:
      return { ...answer, afterwards: announce };
  }
}

/** Numbers whose outcome changes from fax to fax are counted, all of them where lots are drawn. */
function nextPlay({ store, chaos, actsLike }: FaxRouteDeps, to: string): { play: Play; turn?: number } {
  const plays = playsFor(actsLike?.(to) ?? to);
  const turn = store.turns.get(to) ?? 0;
  const isByLot = chaos.get() !== undefined;
  if (plays.length > 1 || isByLot) store.turns.set(to, turn + 1);
  store.changed();
  const drawn = isByLot && !hasOwnOutcome(to) ? chaos.playFor(to, turn) : undefined;
  return { play: drawn ?? plays[turn % plays.length] ?? {}, ...(isByLot ? { turn } : {}) };
}

const openFaxes = (store: Store): number =>
  [...store.faxes.values()].filter((fax) => fax.direction === "outbound" && !hasEnded(fax)).length;

const tooMany = (): Refusal =>
  new Refusal(429, [{ code: "10011", detail: "You have exceeded the maximum number of allowed requests." }], {
    "x-ratelimit-limit": "10",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "1",
  });

function newFax(deps: FaxRouteDeps, request: CreateRequest, play: Play): OutboundFax {
  const now = deps.clock.now().getTime();
  const { contents: _contents, ...fields } = request;
  return {
    id: randomUUID(),
    direction: "outbound",
    status: "queued",
    ...fields,
    fromDisplayName: request.fromDisplayName ?? request.from,
    failureReason: null,
    internalFailureReason: null,
    createdAt: now,
    updatedAt: now,
    play,
  };
}

function cancelFax(deps: FaxRouteDeps, fax: CarrierFax): Answer {
  if (fax.direction === "inbound") throw refuse(422, "90081", "An inbound fax cannot be canceled.");
  if (hasEnded(fax)) {
    throw refuse(
      422,
      "90080",
      "Only a fax that is queued, media.processed, originated or sending can be canceled.",
    );
  }
  cancelOutbound(deps, fax);
  return { status: 202, json: { data: { result: "ok" } } };
}

/** The answer carries no link: the next GET of the fax does. */
function refreshFax(deps: FaxRouteDeps, fax: CarrierFax): Answer {
  if (fax.direction === "outbound" || fax.linkIssuedAt === undefined) throw notFound();
  fax.linkIssuedAt = deps.clock.now().getTime();
  deps.store.changed();
  return { status: 200, json: { data: { result: "ok" } } };
}
