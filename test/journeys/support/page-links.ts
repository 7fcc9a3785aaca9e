import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { putPageLink } from "../../../adapters/aws/page-links.ts";
import { pageLinkMaker, randomPageToken } from "../../../functions/runtime/page-link-maker.ts";
import type { Journey } from "./laptop.ts";

/** A link to the fax's pages, made and kept as a function that mails it would. */
export async function linkTo(run: Journey, faxId: string): Promise<string> {
  const client = new DynamoDBClient({
    endpoint: run.cloud.dynamodb.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const table = { client, name: run.cloud.resource("FaxTable").physicalId };
  const make = pageLinkMaker({
    baseUrl: run.facts.url,
    now: () => run.clock.now().getTime(),
    randomToken: randomPageToken,
    put: (hash, link) => putPageLink(table, hash, link),
  });
  try {
    return (await make(faxId)).url;
  } finally {
    client.destroy();
  }
}
