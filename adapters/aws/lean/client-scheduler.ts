import type * as Sdk from "@aws-sdk/client-scheduler";
import { JsonClient, operation, type ClientSettings } from "./json-client.ts";
import { escapeUri } from "./open-connection.ts";
import { ServiceException } from "./service-exception.ts";

/** `@aws-sdk/client-scheduler` as far as our adapters use it: a REST service, whose calls carry the name in the path. */
export class SchedulerClient extends JsonClient {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        service: "scheduler",
        contentType: "application/json",
        exceptions: { ConflictException },
        pathOf: (input) => `/schedules/${escapeUri((input as { Name?: string }).Name ?? "")}`,
        complete: (_operation, input) => ({ ...input, Name: undefined }),
      },
      settings,
    );
  }
}

export const CreateScheduleCommand = operation<
  Sdk.CreateScheduleCommandInput,
  Sdk.CreateScheduleCommandOutput
>("CreateSchedule");

/** A schedule of this name is there already. */
export class ConflictException extends ServiceException {}
