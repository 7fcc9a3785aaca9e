import type { Connection } from "../options.ts";
import { applicationDefaults, type ApplicationSettings, type FaxApplication } from "./fax-application.ts";
import type { NumberOrder } from "./number-order.ts";
import { newPhoneNumber, type PhoneNumber } from "./phone-number.ts";
import { newResourceId } from "./resource-id.ts";
import { profileDefaults, type ProfileSettings, type VoiceProfile } from "./voice-profile.ts";

/** What the account owns, by id. */
export type Account = {
  applications: Map<string, FaxApplication>;
  profiles: Map<string, VoiceProfile>;
  numbers: Map<string, PhoneNumber>;
  orders: Map<string, NumberOrder>;
};

export type AccountOnDisk = {
  applications: FaxApplication[];
  profiles: VoiceProfile[];
  numbers: PhoneNumber[];
  orders: NumberOrder[];
};

export const openAccount = (kept: AccountOnDisk): Account => ({
  applications: byId(kept.applications),
  profiles: byId(kept.profiles),
  numbers: byId(kept.numbers),
  orders: byId(kept.orders),
});

export const accountOnDisk = (account: Account): AccountOnDisk => ({
  applications: [...account.applications.values()],
  profiles: [...account.profiles.values()],
  numbers: [...account.numbers.values()],
  orders: [...account.orders.values()],
});

const byId = <T extends { id: string }>(items: T[]) => new Map(items.map((item) => [item.id, item]));

/** An account that nobody has set up. */
export const emptyAccount = (): AccountOnDisk => ({
  applications: [],
  profiles: [],
  numbers: [],
  orders: [],
});

/** An account that can send and receive: one application with a profile and its numbers. `now`: ISO 8601. */
export function readyAccount(connection: Connection, now: string): AccountOnDisk {
  const profile = newProfile({ ...profileDefaults, name: "faxes" }, now);
  const settings: ApplicationSettings = {
    ...applicationDefaults,
    application_name: "faxes",
    webhook_event_url: connection.webhookUrl,
    outbound: { channel_limit: null, outbound_voice_profile_id: profile.id },
  };
  return {
    applications: [newApplication(connection.id, settings, now)],
    profiles: [profile],
    numbers: connection.from.map((number) => newPhoneNumber(number, connection.id, null, now)),
    orders: [],
  };
}

export const newProfile = (settings: ProfileSettings, now: string): VoiceProfile => ({
  record_type: "outbound_voice_profile",
  id: newResourceId(),
  ...settings,
  created_at: now,
  updated_at: now,
});

export const newApplication = (id: string, settings: ApplicationSettings, now: string): FaxApplication => ({
  record_type: "fax_application",
  id,
  ...settings,
  created_at: now,
  updated_at: now,
});

/** The account's number with these digits, whatever its status. */
export const findNumber = (account: Account, phoneNumber: string): PhoneNumber | undefined =>
  [...account.numbers.values()].find((number) => number.phone_number === phoneNumber);

/** The active application that takes the calls to this number. */
export function applicationCalled(account: Account, phoneNumber: string): FaxApplication | undefined {
  const number = findNumber(account, phoneNumber);
  if (number?.status !== "active" || number.connection_id === null) return undefined;
  const application = account.applications.get(number.connection_id);
  return application?.active ? application : undefined;
}

const ownWebhook = /^http:\/\/(127\.0\.0\.1|localhost):\d+\/webhooks\/telnyx$/;

/** A laptop's port changes from run to run: applications that lead to a laptop follow it; no other is touched. */
export function followLaptop(account: Account, webhookUrl: string): void {
  for (const application of account.applications.values()) {
    const url = application.webhook_event_url;
    if (url === "" || ownWebhook.test(url)) application.webhook_event_url = webhookUrl;
  }
}
