import type { LocalCloud } from "../../local/run.ts";

/** What the table holds when all is over, read past the door so that it is not counted. */
export type TableState = {
  statuses: Record<string, number>;
  attempts: number;
  /** Lanes still held, calls still named by the channels, places in lines. */
  lanesHeld: number;
  callsNamed: number;
  inLine: number;
};

type Attribute = { S?: string; SS?: string[]; M?: Record<string, unknown> };
type Item = Record<string, Attribute>;
type Page = { Items?: Item[]; LastEvaluatedKey?: Item };

export async function readTableState(cloud: LocalCloud): Promise<TableState> {
  const state: TableState = { statuses: {}, attempts: 0, lanesHeld: 0, callsNamed: 0, inLine: 0 };
  let from: Item | undefined;
  do {
    const page = (await cloud.dynamodb.call("Scan", {
      TableName: cloud.resource("FaxTable").physicalId,
      ProjectionExpression: "pk, sk, #s, attempts, held, calls",
      ExpressionAttributeNames: { "#s": "status" },
      ...(from && { ExclusiveStartKey: from }),
    })) as Page;
    for (const item of page.Items ?? []) note(state, item);
    from = page.LastEvaluatedKey;
  } while (from);
  return state;
}

function note(state: TableState, item: Item): void {
  const kind = item["sk"]?.S ?? "";
  if (kind === "fax") {
    const status = item["status"]?.S ?? "none";
    state.statuses[status] = (state.statuses[status] ?? 0) + 1;
    state.attempts += Object.keys(item["attempts"]?.M ?? {}).length;
  }
  if (kind === "lane" && item["held"]) state.lanesHeld++;
  if (kind === "channel") state.callsNamed += item["calls"]?.SS?.length ?? 0;
  if (kind.startsWith("wait#")) state.inLine++;
}
