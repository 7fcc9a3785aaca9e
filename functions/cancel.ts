import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { cancelAtCarrier } from "../adapters/telnyx/carrier.ts";
import { cancelMessage } from "../core/messages.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { log } from "./runtime/log.ts";

const settings = readEnvironment("cancel");
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER);

/** Asks the carrier to stop a call. Whether it did, its next event tells. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    const { faxId, carrierFaxId } = v.parse(cancelMessage, body);
    const key = await carrierKey.read(Date.now());
    if (!key) throw new Error("the carrier's key is not stored");
    const outcome = await cancelAtCarrier({ baseUrl: settings.CARRIER_BASE_URL, key }, carrierFaxId);
    if (outcome === "refused_key") {
      // Perhaps only the kept key is old: read it anew, and ask again when the message comes back.
      carrierKey.forget();
      throw new Error("the carrier refused the key of a cancel");
    }
    log("info", "cancel_asked", { faxId, outcome });
  });
