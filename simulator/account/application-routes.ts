import { FieldReader } from "../http/field-reader.ts";
import type { Answer, Exchange, Route } from "../http/incoming-http.ts";
import { contains, equals, listPage, type ListRules } from "../http/list-page.ts";
import { notFound, refuse, Refusal } from "../http/refusal.ts";
import { readJson } from "../http/request-fields.ts";
import { newApplication } from "./account.ts";
import { isoNow, type AccountDeps } from "./account-deps.ts";
import { applicationDefaults, readApplication, type FaxApplication } from "./fax-application.ts";
import { newResourceId } from "./resource-id.ts";

const maxBytes = 64 * 1024;
const collection = /^\/v2\/fax_applications\/?$/;
const member = /^\/v2\/fax_applications\/([^/]+)$/;

const rules: ListRules<FaxApplication> = {
  filters: {
    "filter[application_name][contains]": contains(3, (application) => application.application_name),
    "filter[outbound_voice_profile_id]": equals(({ outbound }) => outbound.outbound_voice_profile_id),
  },
  sorts: {
    created_at: (application) => application.created_at,
    application_name: (application) => application.application_name,
    active: (application) => String(application.active),
  },
};

/** `/v2/fax_applications`. */
export const applicationRoutes = (deps: AccountDeps): Route[] => [
  {
    method: "GET",
    path: collection,
    maxBytes: 0,
    handle({ query }) {
      const { items, meta } = listPage([...deps.store.account.applications.values()], query, rules);
      return { status: 200, json: { data: items, meta } };
    },
  },
  { method: "POST", path: collection, maxBytes, handle: (exchange) => create(deps, exchange) },
  {
    method: "GET",
    path: member,
    maxBytes: 0,
    handle: (exchange) => ({ status: 200, json: { data: find(deps, exchange) } }),
  },
  { method: "PATCH", path: member, maxBytes, handle: (exchange) => update(deps, exchange) },
  { method: "DELETE", path: member, maxBytes, handle: (exchange) => remove(deps, exchange) },
];

function find({ store }: AccountDeps, { params: [id = ""] }: Exchange): FaxApplication {
  const application = store.account.applications.get(id);
  if (!application) throw notFound();
  return application;
}

const hasProfile =
  ({ store }: AccountDeps) =>
  (id: string): boolean =>
    store.account.profiles.has(id);

function create(deps: AccountDeps, exchange: Exchange): Answer {
  const { account } = deps.store;
  const reader = new FieldReader(readJson(exchange), false);
  const settings = readApplication(reader, applicationDefaults, hasProfile(deps));
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  // A deployment that already names its connection can so be set up from nothing.
  const { id: wanted } = deps.connection;
  const id = account.applications.has(wanted) ? newResourceId() : wanted;
  const application = newApplication(id, settings, isoNow(deps));
  account.applications.set(id, application);
  deps.store.changed();
  return { status: 201, json: { data: application } };
}

function update(deps: AccountDeps, exchange: Exchange): Answer {
  const before = find(deps, exchange);
  const reader = new FieldReader(readJson(exchange), false);
  const settings = readApplication(reader, before, hasProfile(deps));
  const recipient = reader.changed(
    "fax_email_recipient",
    before.fax_email_recipient,
    reader.text("fax_email_recipient", 254),
    null,
  );
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  const after = { ...before, ...settings, fax_email_recipient: recipient, updated_at: isoNow(deps) };
  deps.store.account.applications.set(after.id, after);
  deps.store.changed();
  return { status: 200, json: { data: after } };
}

function remove(deps: AccountDeps, exchange: Exchange): Answer {
  const application = find(deps, exchange);
  const { account } = deps.store;
  if ([...account.numbers.values()].some((number) => number.connection_id === application.id)) {
    throw refuse(409, "10021", "Phone numbers are assigned to this fax application; move them first.");
  }
  account.applications.delete(application.id);
  deps.store.changed();
  return { status: 200, json: { data: application } };
}
