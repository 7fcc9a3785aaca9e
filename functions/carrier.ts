import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { closeBreaker, resumeSending } from "../adapters/aws/breaker.ts";
import { carrierKeyReader, storeCarrierKey } from "../adapters/aws/carrier-key.ts";
import { readChannels } from "../adapters/aws/lanes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { isKeyTaken } from "../adapters/telnyx/carrier.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { carrierRoutes } from "./runtime/carrier-routes.ts";
import { readEnvironment } from "./runtime/env.ts";
import { serve } from "./runtime/http.ts";

const settings = readEnvironment("carrier");
const table = openTable(settings.TABLE);
// Not kept: whoever looks wants to see what is stored now.
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER, 0);

const app = carrierRoutes({
  authenticate: createAuthenticator({
    firstKeyHash: settings.FIRST_API_KEY_SHA256,
    readKey: (id) => readApiKey(table, id),
    now: Date.now,
  }),
  setup: async () => ({
    baseUrl: settings.CARRIER_BASE_URL,
    connectionId: settings.CONNECTION_ID,
    from: settings.DEFAULT_FROM,
    publicKeys: settings.CARRIER_PUBLIC_KEYS,
    key: await carrierKey.read(Date.now()),
    keyParameter: settings.CARRIER_KEY_PARAMETER,
    mediaLink: settings.MEDIA_LINK,
    allowedCountries: settings.ALLOWED_COUNTRIES,
    defaultCountry: settings.DEFAULT_COUNTRY,
    maxFaxesPerDay: settings.MAX_FAXES_PER_DAY,
    mailDomain: settings.MAIL_DOMAIN,
    header: settings.HEADER,
    breaker: (await readChannels(table)).breaker,
  }),
  isKeyTaken: (key) => isKeyTaken({ baseUrl: settings.CARRIER_BASE_URL, key }),
  storeKey: (key) => storeCarrierKey(settings.CARRIER_KEY_PARAMETER, key),
  closeForNewKey: () => closeBreaker(table, ["not_configured", "carrier_key_refused"]),
  resume: () => resumeSending(table),
});

/** The HTTP API of the carrier's set-up: the only function that may write the carrier's key. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
