import { FieldReader } from "../http/field-reader.ts";
import type { Answer, Exchange, Route } from "../http/incoming-http.ts";
import { contains, listPage, type ListRules } from "../http/list-page.ts";
import { notFound, refuse, Refusal } from "../http/refusal.ts";
import { readJson } from "../http/request-fields.ts";
import { newProfile, type Account } from "./account.ts";
import { isoNow, type AccountDeps } from "./account-deps.ts";
import { profileDefaults, readProfile, type VoiceProfile } from "./voice-profile.ts";

const maxBytes = 64 * 1024;
const collection = /^\/v2\/outbound_voice_profiles\/?$/;
const member = /^\/v2\/outbound_voice_profiles\/([^/]+)$/;

const rules: ListRules<VoiceProfile> = {
  filters: { "filter[name][contains]": contains(1, (profile) => profile.name) },
  sorts: {
    created_at: (profile) => profile.created_at,
    name: (profile) => profile.name,
    enabled: (profile) => String(profile.enabled),
    service_plan: (profile) => profile.service_plan,
    traffic_type: (profile) => profile.traffic_type,
    usage_payment_method: (profile) => profile.usage_payment_method,
  },
};

/** `/v2/outbound_voice_profiles`. */
export const profileRoutes = (deps: AccountDeps): Route[] => [
  {
    method: "GET",
    path: collection,
    maxBytes: 0,
    handle({ query }) {
      const { account } = deps.store;
      const { items, meta } = listPage([...account.profiles.values()], query, rules);
      return { status: 200, json: { data: items.map((profile) => wire(account, profile)), meta } };
    },
  },
  { method: "POST", path: collection, maxBytes, handle: (exchange) => create(deps, exchange) },
  {
    method: "GET",
    path: member,
    maxBytes: 0,
    handle: (exchange) => ({ status: 200, json: { data: wire(deps.store.account, find(deps, exchange)) } }),
  },
  { method: "PATCH", path: member, maxBytes, handle: (exchange) => update(deps, exchange) },
  { method: "DELETE", path: member, maxBytes, handle: (exchange) => remove(deps, exchange) },
];

const usersOf = (account: Account, { id }: VoiceProfile): number =>
  [...account.applications.values()].filter(({ outbound }) => outbound.outbound_voice_profile_id === id)
    .length;

const wire = (account: Account, profile: VoiceProfile) => ({
  ...profile,
  connections_count: usersOf(account, profile),
});

function find({ store }: AccountDeps, { params: [id = ""] }: Exchange): VoiceProfile {
  const profile = store.account.profiles.get(id);
  if (!profile) throw notFound();
  return profile;
}

function create(deps: AccountDeps, exchange: Exchange): Answer {
  const reader = new FieldReader(readJson(exchange), false);
  const settings = readProfile(reader, profileDefaults);
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  return keep(deps, newProfile(settings, isoNow(deps)), 201);
}

function update(deps: AccountDeps, exchange: Exchange): Answer {
  const before = find(deps, exchange);
  const reader = new FieldReader(readJson(exchange), false);
  const settings = readProfile(reader, before);
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  return keep(deps, { ...before, ...settings, updated_at: isoNow(deps) }, 200);
}

function keep({ store }: AccountDeps, profile: VoiceProfile, status: number): Answer {
  store.account.profiles.set(profile.id, profile);
  store.changed();
  return { status, json: { data: wire(store.account, profile) } };
}

function remove(deps: AccountDeps, exchange: Exchange): Answer {
  const profile = find(deps, exchange);
  const { account } = deps.store;
  if (usersOf(account, profile) > 0) {
    throw refuse(409, "10021", "Fax applications use this outbound voice profile; detach it first.");
  }
  account.profiles.delete(profile.id);
  deps.store.changed();
  return { status: 200, json: { data: wire(account, profile) } };
}
