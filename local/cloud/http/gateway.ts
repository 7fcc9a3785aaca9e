import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";
import type { Pool } from "../lambda/pool.ts";
import type { FunctionModel } from "../template/functions.ts";
import type { Model } from "../template/model.ts";
import { TemplateRefusal } from "../template/refusal.ts";
import { gatewayAnswer, type HttpAnswer, internalServerError, readHttpAnswer } from "./answer.ts";
import { corsHeaders, type CorsPolicy, isPreflight, preflightHeaders } from "./cors.ts";
import { httpEvent, longestEvent } from "./event.ts";
import { chooseRoute, parseRoute, type Route } from "./routes.ts";

/** API Gateway's own limit on a body, bytes. */
const longestBody = 10 * 1024 * 1024;

type Target = { fn: FunctionModel; timeoutMs: number };
type Gateway = { apiId: string; routes: Route<Target>[]; cors: CorsPolicy | undefined };

/**
 * The template's HTTP API as a request handler of node's server.
 * @throws TemplateRefusal when a route leads to no function of the template.
 */
export function openGateway(model: Model, pool: Pool, clock: Clock) {
  const [api] = model.apis;
  if (!api) throw new TemplateRefusal("The template has no HTTP API.");
  const gateway: Gateway = {
    apiId: api.ref,
    routes: model.routes.map(({ properties }) =>
      parseRoute(properties.RouteKey, targetOf(model, properties.Target)),
    ),
    cors: api.properties.CorsConfiguration,
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const answer = await answerRequest(gateway, pool, clock, request, requestId).catch(() => undefined);
    if (!answer || response.destroyed) return void response.destroy();
    response.setHeader("date", clock.now().toUTCString());
    response.setHeader("apigw-requestid", requestId);
    for (const [name, value] of answer.headers) {
      if (name === "set-cookie") response.appendHeader(name, value);
      else response.setHeader(name, value);
    }
    response.statusCode = answer.status;
    if (answer.status !== 204 && answer.status !== 304)
      response.setHeader("content-length", answer.body.length);
    response.end(answer.body);
  };
}

function targetOf(model: Model, target: string): Target {
  const integration = model.integrations.find(({ ref }) => target === `integrations/${ref}`);
  const fn = model.functions.find(
    ({ arn }) => integration && uriNames(integration.properties.IntegrationUri, arn),
  );
  if (!integration || !fn) throw new TemplateRefusal(`The route target ${target} leads to no function.`);
  return { fn, timeoutMs: integration.properties.TimeoutInMillis };
}

const uriNames = (uri: string, functionArn: string): boolean =>
  uri === functionArn || uri.endsWith(`/functions/${functionArn}/invocations`);

async function answerRequest(
  gateway: Gateway,
  pool: Pool,
  clock: Clock,
  request: IncomingMessage,
  requestId: string,
): Promise<HttpAnswer> {
  const { cors } = gateway;
  const crossOrigin = cors ? corsHeaders(cors, request.headers) : [];
  if (cors && isPreflight(request.method, request.headers)) {
    const headers = crossOrigin.length > 0 ? [...crossOrigin, ...preflightHeaders(cors)] : [];
    return { status: 204, headers, body: Buffer.alloc(0) };
  }
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const found = chooseRoute(gateway.routes, request.method ?? "GET", path);
  if (!found) return withCors(gatewayAnswer(404, "Not Found"), crossOrigin);
  const body = await readBody(request);
  if (!body) return withCors(gatewayAnswer(413, "Request Entity Too Large"), crossOrigin);
  const { route, pathParameters } = found;
  const event = httpEvent({
    request,
    body,
    routeKey: route.key,
    pathParameters,
    apiId: gateway.apiId,
    requestId,
    now: clock.now(),
  });
  if (Buffer.byteLength(JSON.stringify(event)) > longestEvent) {
    return withCors(gatewayAnswer(413, "Request Entity Too Large"), crossOrigin);
  }
  return withCors(await integrate(pool, route.target, event), crossOrigin);
}

/** Only the client's wait is cut off after the integration's time; the function runs on. */
async function integrate(pool: Pool, { fn, timeoutMs }: Target, event: unknown): Promise<HttpAnswer> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), timeoutMs);
  const outcome = await Promise.race([pool.invoke(fn, event, { urgent: true }), late.promise]);
  clearTimeout(timer);
  if (!outcome) return gatewayAnswer(503, "Service Unavailable");
  return outcome.ok ? readHttpAnswer(outcome.result) : internalServerError;
}

/** With a CORS configuration the gateway's headers replace the function's own. */
function withCors(answer: HttpAnswer, crossOrigin: [string, string][]): HttpAnswer {
  if (crossOrigin.length === 0) return answer;
  const own = answer.headers.filter(([name]) => !name.startsWith("access-control-"));
  return { ...answer, headers: [...own, ...crossOrigin] };
}

/** The whole body, or undefined when it is longer than the gateway takes; the rest is then read and dropped. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= longestBody) return void chunks.push(chunk);
    chunks.length = 0;
    resolve(undefined);
  });
  request.on("end", () => resolve(Buffer.concat(chunks)));
  request.on("error", reject);
  return promise;
}
