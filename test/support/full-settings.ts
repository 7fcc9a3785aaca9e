import { signingCarrier } from "./webhook-signing.ts";

/** Settings that turn everything on. */
export const fullSettings = {
  region: "us-east-1",
  connection: { id: "234423", from: "+13125790015" },
  carrier: { publicKeys: [signingCarrier().publicKey] },
  mail: { domain: "fax.example.com", allowedSenders: ["@clinic.example"] },
  eventBus: true,
  alarmEmail: "ops@example.com",
};
export const fullEnvironment = { account: "123456789012", region: "us-east-1" };
