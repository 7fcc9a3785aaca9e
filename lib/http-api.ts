import { type CfnApi, HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

export type Doors = {
  api: IFunction;
  keys: IFunction;
  carrier: IFunction;
  pages: IFunction;
  preview: IFunction;
  diagnosis: IFunction;
  health: IFunction;
  docs: IFunction;
  webhook: IFunction;
  endpoints: IFunction;
  directory: IFunction;
};

/** Every route of the HTTP API and the function behind it; test/docs holds OpenAPI against this table. */
export const routes: { method: HttpMethod; path: string; door: keyof Doors }[] = [
  { method: HttpMethod.POST, path: "/v2/faxes", door: "api" },
  { method: HttpMethod.GET, path: "/v2/faxes", door: "api" },
  { method: HttpMethod.GET, path: "/v2/faxes/{id}", door: "api" },
  { method: HttpMethod.DELETE, path: "/v2/faxes/{id}", door: "api" },
  { method: HttpMethod.GET, path: "/v2/faxes/{id}/document", door: "api" },
  { method: HttpMethod.GET, path: "/v2/faxes/{id}/receipt", door: "pages" },
  { method: HttpMethod.GET, path: "/v2/faxes/{id}/pages", door: "pages" },
  { method: HttpMethod.GET, path: "/v2/faxes/{id}/pages/{page}", door: "pages" },
  { method: HttpMethod.POST, path: "/v2/faxes/{id}/actions/cancel", door: "api" },
  { method: HttpMethod.POST, path: "/v2/faxes/{id}/actions/refresh", door: "api" },
  { method: HttpMethod.POST, path: "/v2/faxes/{id}/actions/resend", door: "api" },
  { method: HttpMethod.POST, path: "/v2/preview", door: "preview" },
  { method: HttpMethod.GET, path: "/v2/covers", door: "pages" },
  { method: HttpMethod.PUT, path: "/v2/covers/{name}", door: "pages" },
  { method: HttpMethod.DELETE, path: "/v2/covers/{name}", door: "pages" },
  { method: HttpMethod.POST, path: "/v2/broadcasts", door: "api" },
  { method: HttpMethod.GET, path: "/v2/broadcasts", door: "api" },
  { method: HttpMethod.GET, path: "/v2/broadcasts/{id}", door: "api" },
  { method: HttpMethod.DELETE, path: "/v2/broadcasts/{id}", door: "api" },
  { method: HttpMethod.GET, path: "/v2/broadcasts/{id}/faxes", door: "api" },
  { method: HttpMethod.GET, path: "/v2/broadcasts/{id}/rejections", door: "api" },
  { method: HttpMethod.POST, path: "/v2/broadcasts/{id}/actions/pause", door: "api" },
  { method: HttpMethod.POST, path: "/v2/broadcasts/{id}/actions/resume", door: "api" },
  { method: HttpMethod.POST, path: "/v2/broadcasts/{id}/actions/cancel", door: "api" },
  { method: HttpMethod.GET, path: "/v2/refusals", door: "api" },
  { method: HttpMethod.GET, path: "/v2/health", door: "health" },
  { method: HttpMethod.GET, path: "/v2/carrier", door: "carrier" },
  { method: HttpMethod.PUT, path: "/v2/carrier", door: "carrier" },
  { method: HttpMethod.POST, path: "/v2/carrier/actions/resume", door: "carrier" },
  { method: HttpMethod.GET, path: "/v2/diagnosis", door: "diagnosis" },
  { method: HttpMethod.POST, path: "/v2/keys", door: "keys" },
  { method: HttpMethod.GET, path: "/v2/keys", door: "keys" },
  { method: HttpMethod.PATCH, path: "/v2/keys/{id}", door: "keys" },
  { method: HttpMethod.DELETE, path: "/v2/keys/{id}", door: "keys" },
  { method: HttpMethod.POST, path: "/v2/webhook_endpoints", door: "endpoints" },
  { method: HttpMethod.GET, path: "/v2/webhook_endpoints", door: "endpoints" },
  { method: HttpMethod.GET, path: "/v2/webhook_endpoints/signing_key", door: "endpoints" },
  { method: HttpMethod.GET, path: "/v2/webhook_endpoints/{id}", door: "endpoints" },
  { method: HttpMethod.PATCH, path: "/v2/webhook_endpoints/{id}", door: "endpoints" },
  { method: HttpMethod.DELETE, path: "/v2/webhook_endpoints/{id}", door: "endpoints" },
  { method: HttpMethod.POST, path: "/v2/webhook_endpoints/{id}/actions/rotate_secret", door: "endpoints" },
  { method: HttpMethod.POST, path: "/v2/webhook_endpoints/{id}/actions/test", door: "endpoints" },
  { method: HttpMethod.POST, path: "/v2/webhook_endpoints/{id}/actions/replay", door: "endpoints" },
  { method: HttpMethod.GET, path: "/v2/webhook_endpoints/{id}/deliveries", door: "endpoints" },
  { method: HttpMethod.GET, path: "/v2/webhook_endpoints/{id}/deliveries/{delivery}", door: "endpoints" },
  {
    method: HttpMethod.POST,
    path: "/v2/webhook_endpoints/{id}/deliveries/{delivery}/actions/replay",
    door: "endpoints",
  },
  { method: HttpMethod.POST, path: "/v2/mailboxes", door: "directory" },
  { method: HttpMethod.GET, path: "/v2/mailboxes", door: "directory" },
  { method: HttpMethod.GET, path: "/v2/mailboxes/{id}", door: "directory" },
  { method: HttpMethod.PATCH, path: "/v2/mailboxes/{id}", door: "directory" },
  { method: HttpMethod.DELETE, path: "/v2/mailboxes/{id}", door: "directory" },
  { method: HttpMethod.POST, path: "/v2/contacts", door: "directory" },
  { method: HttpMethod.GET, path: "/v2/contacts", door: "directory" },
  { method: HttpMethod.GET, path: "/v2/contacts/{id}", door: "directory" },
  { method: HttpMethod.PATCH, path: "/v2/contacts/{id}", door: "directory" },
  { method: HttpMethod.DELETE, path: "/v2/contacts/{id}", door: "directory" },
  { method: HttpMethod.GET, path: "/links/{token}", door: "pages" },
  // A route of GET takes no HEAD, by which scanners of mail look at links.
  { method: HttpMethod.HEAD, path: "/links/{token}", door: "pages" },
  { method: HttpMethod.POST, path: "/webhooks/telnyx", door: "webhook" },
  { method: HttpMethod.GET, path: "/docs", door: "docs" },
  { method: HttpMethod.GET, path: "/openapi.json", door: "docs" },
];

/** The front door: an HTTP API; what no route names is answered by the API function, in its own words. */
export class FaxHttpApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, doors: Doors) {
    super(scope, id);
    const integrations = Object.fromEntries(
      Object.entries(doors).map(([name, fn]) => [name, new HttpLambdaIntegration(name, fn)]),
    ) as Record<keyof Doors, HttpLambdaIntegration>;
    this.api = new HttpApi(this, "Api", { defaultIntegration: integrations.api });
    (this.api.node.defaultChild as CfnApi).overrideLogicalId("HttpApi");
    for (const { method, path, door } of routes) {
      this.api.addRoutes({ path, methods: [method], integration: integrations[door] });
    }
  }

  /** The base that `/v2` hangs on, without a slash at its end. */
  get url(): string {
    return this.api.apiEndpoint;
  }
}
