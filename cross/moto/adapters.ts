import type { Outcome } from "../outcome.ts";
import { runContractTests } from "../tools/contract-tests.ts";
import { startMoto } from "./server.ts";

/** The adapters of SQS and SSM on moto's own. */
export async function adaptersOnMoto(): Promise<Outcome> {
  const { url, close } = await startMoto();
  const suite = { files: ["cross/moto/queues-and-key.test.ts"], env: { TEST_MOTO_URL: url }, label: "moto" };
  return runContractTests(suite).finally(close);
}
