import { unmarshall } from "@aws-sdk/util-dynamodb";
import { channelKey, readChannelItem } from "../../../adapters/aws/channel-item.ts";
import { laneKey } from "../../../adapters/aws/lanes.ts";
import { readFax } from "../../../adapters/aws/stored-fax.ts";
import type { Plain } from "../../../adapters/aws/table.ts";
import type { Fax } from "../../../core/fax.ts";
import type { CallInProgress } from "../../../core/lanes.ts";
import type { Stand } from "../harness/open-stand.ts";

type Item = Parameters<typeof unmarshall>[0];

/** The table as it is, read past every function. */
const query = async ({ cloud, table }: Stand, input: object): Promise<Plain[]> => {
  const answer = (await cloud.dynamodb.call("Query", { TableName: table, ...input })) as { Items: Item[] };
  return answer.Items.map((item) => unmarshall(item));
};
const read = async ({ cloud, table }: Stand, pk: string, sk: string): Promise<Plain | undefined> => {
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const answer = (await cloud.dynamodb.call("GetItem", { TableName: table, Key, ConsistentRead: true })) as {
    Item?: Item;
  };
  return answer.Item && unmarshall(answer.Item);
};

/** Every fax to this number, or from it where it came in. */
export async function readFaxesTo(stand: Stand, number: string): Promise<Fax[]> {
  const keys = await Promise.all(
    ["to", "from"].map((side) =>
      query(stand, {
        IndexName: `by_${side}`,
        KeyConditionExpression: "#side = :number",
        ExpressionAttributeNames: { "#side": side },
        ExpressionAttributeValues: { ":number": { S: number } },
      }),
    ),
  );
  const items = await Promise.all(keys.flat().map(({ pk }) => read(stand, String(pk), "fax")));
  return items.flatMap((item) => (item ? [readFax(item)] : []));
}

/** Who holds the number's lane. */
export const readHolder = async (stand: Stand, number: string): Promise<string | undefined> =>
  (await read(stand, laneKey(number).pk, laneKey(number).sk))?.["held"] as string | undefined;

/** The account's calls in progress. */
export const readCalls = async (stand: Stand): Promise<CallInProgress[]> =>
  readChannelItem(await read(stand, channelKey.pk, channelKey.sk)).calls;

/** Entries left in the line of the number's lane (or of the channels, without a number). */
export const readLine = (stand: Stand, number?: string): Promise<Plain[]> =>
  query(stand, {
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :wait)",
    ExpressionAttributeValues: {
      ":pk": { S: number === undefined ? channelKey.pk : laneKey(number).pk },
      ":wait": { S: "wait#" },
    },
  });
