import { hasEnded, type OutboundFax } from "../fax/carrier-fax.ts";
import type { Store } from "../store.ts";
import { findNumber, type Account } from "./account.ts";
import { countryCalled } from "./phone-number.ts";
import type { VoiceProfile } from "./voice-profile.ts";

/** Why the account may not make this call at all, as a `failure_reason`; undefined = it may. */
export function refusalToDial(
  { account, settings }: Pick<Store, "account" | "settings">,
  fax: OutboundFax,
): string | undefined {
  if (settings.isAccountDisabled) return "account_disabled";
  const number = findNumber(account, fax.from);
  if (number?.status !== "active" || number.connection_id !== fax.connectionId) {
    return "unverified_origination_number";
  }
  const profile = profileOf(account, fax.connectionId);
  if (!profile?.enabled) return "no_outbound_profile";
  if (!mayCall(profile, fax.to)) return "destination_not_in_countries_whitelist";
  return undefined;
}

/** Which limit on calls at once is reached, as a `failure_reason`: the account's, the application's, the profile's. */
export function limitReached(store: Store, fax: OutboundFax): string | undefined {
  const { account, settings } = store;
  const connections = callingConnections(store);
  if (connections.length >= settings.channelLimit) return "user_channel_limit_exceeded";
  const application = account.applications.get(fax.connectionId);
  const ofConnection = connections.filter((id) => id === fax.connectionId).length;
  if (ofConnection >= (application?.outbound.channel_limit ?? Infinity)) {
    return "connection_channel_limit_exceeded";
  }
  const profile = profileOf(account, fax.connectionId);
  const ofProfile = connections.filter((id) => profileOf(account, id)?.id === profile?.id).length;
  if (ofProfile >= (profile?.concurrent_call_limit ?? Infinity)) {
    return "outbound_profile_channel_limit_exceeded";
  }
  return undefined;
}

/** An application that is switched off or gone has no profile to call with. */
function profileOf(account: Account, connectionId: string): VoiceProfile | undefined {
  const application = account.applications.get(connectionId);
  if (!application?.active) return undefined;
  return account.profiles.get(application.outbound.outbound_voice_profile_id ?? "");
}

/** A SIP address is in no country. */
function mayCall(profile: VoiceProfile, to: string): boolean {
  if (!to.startsWith("+")) return true;
  const country = countryCalled(to);
  return country !== undefined && profile.whitelisted_destinations.includes(country);
}

/** The connection of each call in progress. */
const callingConnections = ({ calls, faxes }: Store): string[] =>
  calls
    .filter((call) => call.endedAt === null)
    .map((call) => faxes.get(call.faxId))
    .filter((fax) => fax !== undefined && !hasEnded(fax))
    .map((fax) => fax?.connectionId ?? "");
