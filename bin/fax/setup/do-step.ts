import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import type { Application } from "./account.ts";
import { storeKey } from "./deployment.ts";
import { webhookTimeoutSeconds, type Offer, type Step } from "./plan.ts";

export type Doing = {
  api: HttpClient;
  carrier: HttpClient;
  key: string;
  webhookUrl: string;
  sleep: (milliseconds: number) => Promise<void>;
  /** Ids become known as things are created. */
  ids: { application: string; profile: string };
};

type CarrierStep = Exclude<Step, { do: "send_test_event" }>;

const orderPauseMs = 1000;
const mostOrderLooks = 60;

/** Does one step. None is repeated by itself: running setup again finds what was done. */
export async function doStep(doing: Doing, step: CarrierStep): Promise<void> {
  const { carrier, ids } = doing;
  switch (step.do) {
    case "create_profile":
      ids.profile = await create(carrier, "/outbound_voice_profiles", {
        name: step.name,
        enabled: true,
        whitelisted_destinations: step.countries,
      });
      return;
    case "change_profile":
      // The carrier demands the name with every change.
      await change(carrier, `/outbound_voice_profiles/${step.profile.id}`, {
        name: step.profile.name,
        ...(step.isEnabling ? { enabled: true } : {}),
        ...(step.adding.length > 0
          ? { whitelisted_destinations: [...step.profile.countries, ...step.adding] }
          : {}),
      });
      return;
    case "create_application":
      return createApplication(doing, step.name);
    case "change_application":
      await changeApplication(doing, step.application, step.changes);
      return;
    case "order_number":
      return orderNumber(doing, step.offer);
    case "assign_number":
      await change(carrier, `/phone_numbers/${step.number.id}`, { connection_id: ids.application });
      return;
    case "store_key":
      await storeKey(doing.api, doing.key);
      return;
  }
}

async function createApplication({ carrier, webhookUrl, ids }: Doing, name: string): Promise<void> {
  ids.application = await create(carrier, "/fax_applications", {
    application_name: name,
    webhook_event_url: webhookUrl,
    webhook_timeout_secs: webhookTimeoutSeconds,
    active: true,
    outbound: { outbound_voice_profile_id: ids.profile },
  });
}

/** Only what differs; name and webhook URL stand in every change, as the carrier demands them. */
const changeApplication = (
  { carrier, webhookUrl, ids }: Doing,
  application: Application,
  changes: string[],
): Promise<Fields> =>
  change(carrier, `/fax_applications/${application.id}`, {
    application_name: application.name,
    webhook_event_url: webhookUrl,
    ...(changes.includes("timeout") ? { webhook_timeout_secs: webhookTimeoutSeconds } : {}),
    ...(changes.includes("activate") ? { active: true } : {}),
    ...(changes.includes("attach_profile")
      ? { outbound: { ...application.outbound, outbound_voice_profile_id: ids.profile } }
      : {}),
  });

/** Orders the number and waits until it is the account's. */
async function orderNumber({ carrier, ids, sleep }: Doing, { number }: Offer): Promise<void> {
  const id = await create(carrier, "/number_orders", {
    phone_numbers: [{ phone_number: number }],
    connection_id: ids.application,
  }).catch((error: unknown) => {
    if (!(error instanceof RequestError) || !error.isPassing) throw error;
    throw new RequestError(
      `${error.message}\nThe number may be ordered all the same: look at Mission Control -> Numbers before you run setup again.`,
      error.status,
      error.errors,
      error,
    );
  });
  // The filter takes digits only: a "+" finds nothing.
  const mine = `/phone_numbers?${new URLSearchParams({ "filter[phone_number]": number.slice(1) })}`;
  for (let looks = 0; looks < mostOrderLooks; looks++) {
    const order = fieldsOf((await read(carrier, `/number_orders/${id}`))["data"]);
    if (text(order, "status") === "failure") {
      throw new RequestError(
        "The carrier could not fill the order of the number; run setup again to be offered another.",
      );
    }
    const [found] = listOf((await read(carrier, mine))["data"]);
    if (found && text(found, "status") === "active") {
      if (text(found, "connection_id") !== ids.application) {
        await change(carrier, `/phone_numbers/${text(found, "id")}`, { connection_id: ids.application });
      }
      return;
    }
    await sleep(orderPauseMs);
  }
  throw new RequestError(
    "The number is ordered but not active yet (some need documents): see Mission Control -> Numbers, then run setup again.",
  );
}

const read = (carrier: HttpClient, path: string): Promise<Fields> =>
  carrier({ method: "GET", path, isRepeatable: true });

async function create(carrier: HttpClient, path: string, fields: Fields): Promise<string> {
  const id = text(fieldsOf((await carrier({ method: "POST", path, ...jsonBody(fields) }))["data"]), "id");
  if (id === "")
    throw new RequestError("The carrier's answer names no id; run setup again to see what it did.");
  return id;
}

const change = (carrier: HttpClient, path: string, fields: Fields): Promise<Fields> =>
  carrier({ method: "PATCH", path, ...jsonBody(fields) });

const jsonBody = (fields: Fields) => ({
  body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
});
