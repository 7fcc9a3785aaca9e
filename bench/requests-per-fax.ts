import { setTimeout as wait } from "node:timers/promises";
import { openBenchLaptop, type BenchLaptop } from "./bench-laptop.ts";
import type { Figure } from "./figure.ts";
import { writeUnitsPerFax } from "./write-units.ts";

/** What a straightforward design of this service asks of DynamoDB for one fax; the figure to stay under. */
const naive = { requests: 15, writeUnits: 30 };

const faxes = 5;

/** Requests of the functions for one fax from created to delivered, as the laptop's door sees them, and write units. */
export async function measureRequests(): Promise<Figure[]> {
  const laptop = await openBenchLaptop();
  let counted: Record<string, number>;
  try {
    await sendAndWait(laptop, 1);
    await laptop.cloud.idle();
    const before = requestsByService(laptop);
    await sendAndWait(laptop, faxes);
    await laptop.cloud.idle();
    const after = requestsByService(laptop);
    counted = Object.fromEntries(
      Object.entries(after).map(([service, count]) => [service, (count - (before[service] ?? 0)) / faxes]),
    );
  } finally {
    await laptop.close();
  }
  const requests = (service: string, baseline: number, against: string): Figure => ({
    name: `${service} requests of a fax`,
    measured: counted[service] ?? 0,
    baseline,
    against,
    unit: "",
    judged: "measured",
    ...(service === "dynamodb" ? { aim: 8, limit: 10 } : {}),
  });
  return [
    requests("dynamodb", naive.requests, "naive design"),
    {
      name: "write units of a fax, with indexes",
      measured: await writeUnitsPerFax(),
      baseline: naive.writeUnits,
      against: "naive design",
      unit: "",
      judged: "measured",
      aim: 20,
      limit: 26,
    },
    requests("s3", counted["dynamodb"] ?? 1, "of DynamoDB"),
    requests("sqs", counted["dynamodb"] ?? 1, "of DynamoDB"),
  ];
}

/** Each fax has a number of its own: one that waits for another costs more. */
let numbers = 0;

/** Looking costs requests too, so each fax is asked for only when it must long be delivered; those looks are left out. */
async function sendAndWait(laptop: BenchLaptop, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await laptop.send(`+1312555${6000 + ++numbers}`);
    // Apart, so that two do not write the account's channels at one moment and try again.
    await wait(1_000);
  }
  await wait(6_000);
  await laptop.cloud.idle();
}

function requestsByService(laptop: BenchLaptop): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { operation, requests } of laptop.cloud.door.counts()) {
    const service = operation.split(":")[0] ?? "";
    sums[service] = (sums[service] ?? 0) + requests;
  }
  return sums;
}
