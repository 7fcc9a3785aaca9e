import type * as Sdk from "@aws-sdk/client-ssm";
import { JsonClient, operation, type ClientSettings } from "./json-client.ts";
import { ServiceException } from "./service-exception.ts";

/** `@aws-sdk/client-ssm` as far as our adapters use it. */
export class SSMClient extends JsonClient {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        service: "ssm",
        target: "AmazonSSM",
        contentType: "application/x-amz-json-1.1",
        exceptions: { ParameterNotFound },
      },
      settings,
    );
  }
}

export const GetParameterCommand = operation<Sdk.GetParameterCommandInput, Sdk.GetParameterCommandOutput>(
  "GetParameter",
);
export const PutParameterCommand = operation<Sdk.PutParameterCommandInput, Sdk.PutParameterCommandOutput>(
  "PutParameter",
);

/** No parameter has this name. */
export class ParameterNotFound extends ServiceException {}
