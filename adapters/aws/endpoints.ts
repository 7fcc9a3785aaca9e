import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { maxEndpoints, type Endpoint } from "../../core/events/endpoint.ts";
import { ifHolds } from "./if-holds.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

/** All endpoints lie together: an installation has few, and every event asks for all. */
export const endpointsKey = "endpoints";
const keyOf = (id: string) => ({ pk: endpointsKey, sk: `endpoint#${id}` });

const writeEndpoint = (endpoint: Endpoint): Plain => ({
  ...keyOf(endpoint.id),
  v: 1,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events,
  format: endpoint.format,
  secrets: endpoint.secrets,
  signing_key: endpoint.signingKey,
  created: endpoint.createdAt,
  disabled: endpoint.disabledAt,
  disabled_by: endpoint.disabledBy,
  failures: endpoint.failures,
  failing_since: endpoint.failingSince,
  last_failure: endpoint.lastFailureAt,
});

function readEndpointItem(item: Plain): Endpoint {
  const optional = <K extends keyof Endpoint>(name: K, attribute: string) =>
    item[attribute] === undefined ? {} : { [name]: item[attribute] as Endpoint[K] };
  return {
    id: String(item["sk"]).slice("endpoint#".length),
    url: item["url"] as string,
    description: item["description"] as string,
    format: item["format"] as Endpoint["format"],
    secrets: item["secrets"] as Endpoint["secrets"],
    createdAt: item["created"] as number,
    failures: item["failures"] as number,
    ...optional("events", "events"),
    ...optional("signingKey", "signing_key"),
    ...optional("disabledAt", "disabled"),
    ...optional("disabledBy", "disabled_by"),
    ...optional("failingSince", "failing_since"),
    ...optional("lastFailureAt", "last_failure"),
  };
}

export async function readEndpoint(table: Table, id: string): Promise<Endpoint | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(keyOf(id)), ConsistentRead: true }),
  );
  return Item ? readEndpointItem(fromAttributes(Item)) : undefined;
}

/** All of them, the oldest first. */
export async function listEndpoints(table: Table): Promise<Endpoint[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: toAttributes({ ":pk": endpointsKey, ":prefix": "endpoint#" }),
      ConsistentRead: true,
      // Some more than there can be, for two that were made at once.
      Limit: 2 * maxEndpoints,
    }),
  );
  return Items.map((item) => readEndpointItem(fromAttributes(item))).sort(
    (a, b) => a.createdAt - b.createdAt,
  );
}

export async function createEndpoint(table: Table, endpoint: Endpoint): Promise<void> {
  await table.client.send(
    new PutItemCommand({ TableName: table.name, Item: toAttributes(writeEndpoint(endpoint)) }),
  );
}

/** What a person changes of an endpoint, whole; false where it is gone. How its tries went meanwhile stays. */
export const changeEndpoint = (table: Table, endpoint: Endpoint): Promise<boolean> => {
  const {
    pk: _pk,
    sk: _sk,
    v: _v,
    failures: _f,
    failing_since: _s,
    last_failure: _l,
    ...facts
  } = writeEndpoint(endpoint);
  return update(table, endpoint.id, facts);
};

export async function deleteEndpoint(table: Table, id: string): Promise<boolean> {
  const { Attributes } = await table.client.send(
    new DeleteItemCommand({ TableName: table.name, Key: toAttributes(keyOf(id)), ReturnValues: "ALL_OLD" }),
  );
  return Attributes !== undefined;
}

export const turnOffEndpoint = (table: Table, id: string, at: number): Promise<boolean> =>
  update(table, id, { disabled: at, disabled_by: "gone" });

export const noteEndpointSuccess = (table: Table, id: string): Promise<boolean> =>
  update(table, id, { failures: 0, failing_since: undefined, last_failure: undefined });

export async function noteEndpointFailure(table: Table, id: string, at: number): Promise<void> {
  await ifHolds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(id)),
        UpdateExpression:
          "SET failures = failures + :one, last_failure = :at, failing_since = if_not_exists(failing_since, :at)",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: toAttributes({ ":one": 1, ":at": at }),
      }),
    ),
  );
}

/** Sets attributes of an endpoint that is there, and removes those that are undefined. */
function update(table: Table, id: string, facts: Plain): Promise<boolean> {
  const entries = Object.entries(facts);
  const set = entries.filter(([, value]) => value !== undefined);
  const removed = entries.filter(([, value]) => value === undefined);
  const parts = [
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(", ")}`] : []),
  ];
  return ifHolds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(id)),
        UpdateExpression: parts.join(" "),
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: toAttributes(
          Object.fromEntries(set.map(([name, value]) => [`:${name}`, value as unknown])),
        ),
      }),
    ),
  );
}
