/** Which IAM action and resource an EventBridge call needs (Service Authorization Reference, Amazon EventBridge). */
import { notMapped, objectsIn, type Json, type Need, type Place } from "./need.ts";

/** Every bus that an entry names, by name or ARN. @throws Unmapped for any other operation */
export function busNeeds(operation: string, body: Json, { region, account }: Place): Need[] {
  if (operation !== "PutEvents") throw notMapped("events", operation);
  const named = new Set(objectsIn(body["Entries"]).map((entry) => nameIn(entry["EventBusName"])));
  return [...named].map((bus) => ({
    action: "events:PutEvents",
    resource: bus.startsWith("arn:") ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`,
    context: {},
  }));
}

/** `arn:aws:events:us-east-1:000000000000:event-bus/faxes` -> `faxes` */
export const busNameOf = (named: string | undefined): string =>
  nameIn(named).split(":event-bus/").at(-1) ?? "";

/** An entry without one is for the account's own bus. */
const nameIn = (named: unknown): string => (typeof named === "string" ? named : "default");
