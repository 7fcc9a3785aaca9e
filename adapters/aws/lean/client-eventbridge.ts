import type * as Sdk from "@aws-sdk/client-eventbridge";
import { JsonClient, operation, type ClientSettings } from "./json-client.ts";

/** `@aws-sdk/client-eventbridge` as far as our adapters use it. */
export class EventBridgeClient extends JsonClient {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        service: "events",
        target: "AWSEvents",
        contentType: "application/x-amz-json-1.1",
        exceptions: {},
        complete: (_operation, input) => inSeconds(input as Sdk.PutEventsCommandInput),
      },
      settings,
    );
  }
}

export const PutEventsCommand = operation<Sdk.PutEventsCommandInput, Sdk.PutEventsCommandOutput>("PutEvents");

/** The service reads times in seconds, which JSON would write as text. */
const inSeconds = ({ Entries, ...rest }: Sdk.PutEventsCommandInput): object => ({
  ...rest,
  Entries: Entries?.map(({ Time, ...entry }) => ({ ...entry, Time: Time && Time.getTime() / 1000 })),
});
