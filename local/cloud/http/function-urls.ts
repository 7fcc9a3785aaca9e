import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";
import type { StreamSink } from "../lambda/environment.ts";
import type { Pool } from "../lambda/pool.ts";
import type { FunctionModel } from "../template/functions.ts";
import type { Model } from "../template/model.ts";
import { functionUrlPath } from "../template/references.ts";
import { httpEvent } from "./event.ts";

/** Headers that Lambda sets itself on a streamed answer. */
const ofLambda = new Set(["connection", "transfer-encoding", "keep-alive"]);

/**
 * The template's function URLs, each under a folder of the one address. Answers whether the request was for one of
 * them; status and headers go out with the function's first write, as on AWS.
 */
export function openFunctionUrls(model: Model, pool: Pool, clock: Clock) {
  const targets = model.functionUrls.flatMap(({ ref, properties }) => {
    const fn = model.functions.find(({ arn }) => arn === properties.TargetFunctionArn);
    return fn ? [{ folder: functionUrlPath(ref), fn }] : [];
  });
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const target = targets.find(({ folder }) => request.url?.startsWith(folder));
    if (!target) return false;
    // Seen from the function the folder does not exist.
    request.url = request.url?.slice(target.folder.length - 1) ?? "/";
    request.resume();
    void answer(pool, clock, target.fn, request, response);
    return true;
  };
}

async function answer(
  pool: Pool,
  clock: Clock,
  fn: FunctionModel,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event = httpEvent({
    request,
    body: Buffer.alloc(0),
    routeKey: "$default",
    pathParameters: {},
    apiId: fn.physicalName,
    requestId: randomUUID(),
    now: clock.now(),
  });
  response.setHeader("date", clock.now().toUTCString());
  const outcome = await pool.invoke(fn, event, { urgent: true, sink: sinkTo(response) });
  if (!response.headersSent) {
    // It failed, or ended without a single write: then AWS has neither status nor headers to send.
    response
      .writeHead(502, { "content-type": "application/json" })
      .end('{"Message":"Internal Server Error"}');
  } else if (outcome.ok) response.end();
  else response.destroy();
}

function sinkTo(response: ServerResponse): StreamSink {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return {
    begin({ statusCode, headers }) {
      const own = Object.entries(headers).filter(([name]) => !ofLambda.has(name.toLowerCase()));
      response.writeHead(statusCode, Object.fromEntries(own));
    },
    async write(bytes) {
      gone.signal.throwIfAborted();
      if (!response.write(bytes)) await once(response, "drain", { signal: gone.signal });
    },
  };
}
