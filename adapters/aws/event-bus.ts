import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { BusEntry } from "../../core/events/bus-entry.ts";

/** The bus of this installation. */
export type EventBus = { client: EventBridgeClient; name: string };

export const openEventBus = (name: string): EventBus => ({
  client: new EventBridgeClient({ maxAttempts: 3 }),
  name,
});

/** Puts of one entry that the bus refuses; each waits a little longer, at random. */
const maxTries = 4;

const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** attempt));

/**
 * Puts on the bus what one call may bring. Of a call the service may take some entries and refuse others: those are
 * put again. @throws where it goes on refusing, or cannot be asked
 */
export async function putEvents(bus: EventBus, entries: BusEntry[]): Promise<void> {
  let left = entries;
  for (let attempt = 1; ; attempt++) {
    const refused = await putOnce(bus, left);
    if (refused.length === 0) return;
    if (attempt === maxTries) {
      const codes = [...new Set(refused.map(({ code }) => code))].join(", ");
      throw new Error(`the bus refused ${refused.length} events: ${codes}`);
    }
    left = refused.map(({ entry }) => entry);
    await pause(attempt);
  }
}

/** Answers what was refused, and in which word; the service answers entry by entry, in their order. */
async function putOnce(
  { client, name }: EventBus,
  entries: BusEntry[],
): Promise<{ entry: BusEntry; code: string }[]> {
  const { Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: entries.map(({ source, detailType, detail, at }) => ({
        EventBusName: name,
        Source: source,
        DetailType: detailType,
        Detail: detail,
        Time: new Date(at),
        Resources: [],
      })),
    }),
  );
  return entries.flatMap((entry, index) => {
    const code = Entries[index]?.ErrorCode;
    return code === undefined ? [] : [{ entry, code }];
  });
}
