/** How tests and people steer the stand-ins behind the door; no part of any AWS service. */
import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";
import { isLoopbackHost } from "../loopback-host.ts";
import { plantNames, plantedNow, setPlant } from "../plants.ts";

const path = "/_control/plants";
const order = v.strictObject({ name: v.picklist(plantNames), on: v.boolean() });
const maxBytes = 1_000;

/** Answers a request to the control path; false for any other. `_control` can be the name of no bucket. */
export async function handleControl(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (request.url !== path) return false;
  // A page in the user's browser names itself as the origin, or reaches us through a name of its own.
  if (!isLoopbackHost(request.headers.host) || request.headers.origin !== undefined) {
    response.writeHead(403).end();
    return true;
  }
  if (request.method === "POST") {
    const asked = v.safeParse(order, await readJson(request));
    if (!asked.success) {
      response.writeHead(422).end(`Send {"name": one of ${plantNames.join(", ")}, "on": true or false}\n`);
      return true;
    }
    setPlant(asked.output.name, asked.output.on);
  }
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(plantedNow()));
  return true;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBytes) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
