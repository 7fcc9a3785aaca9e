import { deliveryStatuses } from "../../../core/events/delivery.ts";
import { webhookFormats } from "../../../core/events/endpoint.ts";
import { eventTypes } from "../../../core/events/fax-events.ts";
import type { Command } from "../command.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { fieldsOf, listOf, number, text, texts, type Fields } from "../fields.ts";
import type { Call } from "../http-client.ts";
import { oneOf } from "../one-of.ts";
import { clean, table, timeInWords } from "../terminal-text.ts";

const path = (...steps: string[]): string =>
  ["/v2/webhook_endpoints", ...steps.map(encodeURIComponent)].join("/");
const act = (steps: string[], fields?: Fields): Call => ({
  method: "POST",
  path: path(...steps),
  ...(fields ? { body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }) } : {}),
});
const read = (where: string): Call => ({ method: "GET", path: where, isRepeatable: true });

export const createWebhookCommand: Command = {
  name: "webhooks create",
  summary: "have events told to a URL",
  usage: "URL [options]",
  about: [
    "Has every event from then on told to a URL, and prints the secret that its signatures are verified with, once.",
    "Needs a key with the scope admin.",
    "",
    "  fax webhooks create https://clinic.example.com/fax-events --event fax.received --event fax.failed",
  ].join("\n"),
  options: {
    event: { type: "string", multiple: true, value: "EVENT", text: "only these events (default: all)" },
    format: { type: "string", value: "FORMAT", text: `${webhookFormats.join(" or ")} (default standard)` },
    description: { type: "string", value: "WORDS", text: "your own words for it" },
  },
  words: { min: 1, max: 1, named: "the URL" },
  run: async (given, session) => {
    const events = given.texts("event").map((event) => oneOf("event", eventTypes, event));
    const format = oneOf("format", webhookFormats, given.text("format"));
    const description = given.text("description");
    const fields = {
      url: given.words[0],
      ...(events.length > 0 ? { events } : {}),
      ...(format === undefined ? {} : { format }),
      ...(description === undefined ? {} : { description }),
    };
    const endpoint = fieldsOf((await session.api()(act([], fields)))["data"]);
    const secret = text(endpoint, "secret");
    const key = text(endpoint, "public_key");
    session.note(
      secret === ""
        ? `Endpoint ${text(endpoint, "id")}; its signatures are verified with this public key:`
        : `Endpoint ${text(endpoint, "id")}; its secret is shown this once:`,
    );
    session.say(clean(secret === "" ? key : secret));
    session.answer(endpoint);
    return exitCodes.done;
  },
};

export const listWebhooksCommand: Command = {
  name: "webhooks list",
  summary: "list who hears of events",
  usage: "",
  about: "Lists the endpoints that hear of events, and since when tries fail. Needs the scope admin.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const endpoints = listOf((await session.api()(read(path())))["data"]);
    const rows = endpoints.map((endpoint) => [
      text(endpoint, "id"),
      endpoint["enabled"] === true ? "on" : `off (${text(endpoint, "disabled_because")})`,
      timeInWords(text(endpoint, "failing_since")),
      texts(endpoint, "events").join(" ") || "all",
      text(endpoint, "url"),
    ]);
    const heading = ["ID", "STATE", "FAILING SINCE (UTC)", "EVENTS", "URL"];
    session.say(rows.length === 0 ? "Nobody hears of events." : table(heading, rows));
    session.answer(endpoints);
    return exitCodes.done;
  },
};

/** Half a minute: a try itself may take ten seconds. */
const looks = { count: 30, pauseMs: 1_000 };

export const testWebhookCommand: Command = {
  name: "webhooks test",
  summary: "send a test event and show the answer",
  usage: "ID",
  about: "Sends a test event to an endpoint and shows what it answered. Exits 1 where it was not taken.",
  options: {},
  words: { min: 1, max: 1, named: "the endpoint's ID" },
  run: async ({ words: [id = ""] }, session) => {
    const api = session.api();
    let delivery = fieldsOf((await api(act([id, "actions", "test"])))["data"]);
    for (let look = 0; look < looks.count && listOf(delivery["tries"]).length === 0; look++) {
      await session.sleep(looks.pauseMs);
      delivery = fieldsOf((await api(read(path(id, "deliveries", text(delivery, "id")))))["data"]);
    }
    const made = listOf(delivery["tries"]).at(-1);
    const isTaken = text(delivery, "status") === "delivered";
    session.say(
      made
        ? clean(toldWords(made, isTaken))
        : "It was not sent within half a minute; look again with `fax webhooks log`.",
    );
    session.answer(delivery);
    return isTaken ? exitCodes.done : exitCodes.notDelivered;
  },
};

const toldWords = (made: Fields, isTaken: boolean): string => {
  const status = number(made, "status");
  const answer = text(made, "answer").slice(0, 200);
  if (status === undefined) return `Not taken: ${answer}`;
  return `${isTaken ? "Taken" : "Not taken"}: it answered ${status}${answer === "" ? "" : `, ${answer}`}`;
};

export const webhookLogCommand: Command = {
  name: "webhooks log",
  summary: "show what an endpoint was told",
  usage: "ID [--status STATUS]",
  about: "Shows the newest hundred deliveries of an endpoint with the answer to the latest try of each.",
  options: {
    status: { type: "string", value: "STATUS", text: `only ${deliveryStatuses.join(", ")}` },
  },
  words: { min: 1, max: 1, named: "the endpoint's ID" },
  run: async (given, session) => {
    const status = oneOf("status", deliveryStatuses, given.text("status"));
    const query = `?page[size]=100${status === undefined ? "" : `&filter[status]=${status}`}`;
    const where = `${path(given.words[0] ?? "", "deliveries")}${query}`;
    const deliveries = listOf((await session.api()(read(where)))["data"]);
    const rows = deliveries.map((delivery) => {
      const tries = listOf(delivery["tries"]);
      const last = tries.at(-1) ?? {};
      return [
        timeInWords(text(delivery, "occurred_at")),
        text(delivery, "event"),
        text(delivery, "status"),
        String(tries.length),
        number(last, "status") === undefined ? text(last, "answer").slice(0, 60) : text(last, "status"),
        text(delivery, "id"),
      ];
    });
    const heading = ["TIME (UTC)", "EVENT", "STATUS", "TRIES", "LATEST ANSWER", "ID"];
    session.say(rows.length === 0 ? "It was told nothing in thirty days." : table(heading, rows));
    session.answer(deliveries);
    return exitCodes.done;
  },
};

export const replayWebhookCommand: Command = {
  name: "webhooks replay",
  summary: "tell an endpoint events once more",
  usage: "ID --since TIME [--status STATUS]",
  about: [
    "Tells an endpoint every event since a time once more, or only those of a status, under the ids they had.",
    "",
    "  fax webhooks replay whe_1f2e3d4c5b6a7988 --since 2026-10-02T00:00:00Z --status failed",
  ].join("\n"),
  options: {
    since: { type: "string", value: "TIME", text: "events from this time on, ISO 8601" },
    status: { type: "string", value: "STATUS", text: `only ${deliveryStatuses.join(", ")}` },
  },
  words: { min: 1, max: 1, named: "the endpoint's ID" },
  run: async (given, session) => {
    const since = given.text("since");
    if (since === undefined) throw new UsageError("Say from when: --since 2026-10-02T00:00:00Z.");
    const status = oneOf("status", deliveryStatuses, given.text("status"));
    const api = session.api();
    let replayed = 0;
    let after = "";
    do {
      const fields = { since, ...(status ? { status } : {}), ...(after ? { after } : {}) };
      const answer = fieldsOf((await api(act([given.words[0] ?? "", "actions", "replay"], fields)))["data"]);
      replayed += number(answer, "replayed") ?? 0;
      after = text(answer, "next");
    } while (after !== "");
    session.say(`${replayed} events are told once more.`);
    session.answer({ replayed });
    return exitCodes.done;
  },
};

export const deleteWebhookCommand: Command = {
  name: "webhooks delete",
  summary: "tell an endpoint nothing any more",
  usage: "ID",
  about: "Deletes an endpoint; it is told nothing any more, also not what waits to be told again.",
  options: {},
  words: { min: 1, max: 1, named: "the endpoint's ID" },
  run: async ({ words: [id = ""] }, session) => {
    await session.api()({ method: "DELETE", path: path(id) });
    session.say(clean(`The endpoint ${id} is deleted.`));
    session.answer({ id, deleted: true });
    return exitCodes.done;
  },
};
