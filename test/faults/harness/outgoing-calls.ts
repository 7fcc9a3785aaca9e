/** Runs in a function's thread: every request that leaves it asks first what is to become of it. */
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { describeCall } from "./describe-call.ts";
import { letTimePass, watchTimers } from "./time-limits.ts";

/** `before`: the function stops first. `after`: it stops when the answer is there. `timeout`: no answer ever comes. */
export type CallFate = "pass" | "before" | "after" | "timeout";

type Send = typeof http.request;

/** @param ask answers at once, while the thread waits; `limitMs`: when the function itself is stopped. */
export function watchOutgoingCalls(ask: (operation: string) => CallFate, limitMs: number): void {
  watchTimers();
  for (const module of [http, https]) {
    const send: Send = module.request.bind(module);
    module.request = ((...args: Parameters<Send>) => {
      const fate = ask(describeCall(args));
      if (fate === "before") process.exit(1);
      const request = send(...args);
      if (fate === "after") takeAnswer(request, () => process.exit(1));
      if (fate === "timeout") withhold(request, limitMs);
      return request;
    }) as Send;
  }
}

/** Lets the request be carried out and its answer arrive; nobody behind the request hears of it. */
function takeAnswer(
  request: ClientRequest,
  arrived: () => void,
): (event: string, ...rest: unknown[]) => void {
  const tell = request.emit.bind(request) as (event: string, ...rest: unknown[]) => boolean;
  const heard = new Set(["response", "error", "timeout", "close"]);
  request.emit = ((event: string, ...rest: unknown[]) => {
    if (!heard.has(event)) return tell(event, ...rest);
    if (event === "response") {
      const answer = rest[0] as IncomingMessage;
      answer.resume().once("close", arrived);
    } else if (event === "error") arrived();
    return true;
  }) as ClientRequest["emit"];
  return tell;
}

/** Time passes at once: the first of the client's own limits strikes, or the function's. */
function withhold(request: ClientRequest, limitMs: number): void {
  const limits: { ms: number; strike: () => void }[] = [];
  let isGivenUp = false;
  const tell = takeAnswer(request, () =>
    letTimePass(limits, { ms: limitMs, strike: () => process.exit(1) }, () => isGivenUp),
  );
  request.setTimeout = (ms, strike) => {
    if (ms > 0) limits.push({ ms, strike: strike ?? (() => undefined) });
    return request;
  };
  request.destroy = (error) => {
    if (isGivenUp) return request;
    isGivenUp = true;
    const lost = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    setImmediate(() => tell("error", error ?? lost));
    return request;
  };
}
