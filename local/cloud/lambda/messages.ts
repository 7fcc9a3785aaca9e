import type { ClockSnapshot } from "../../clock.ts";

/** What a worker is told when it is born. */
export type WorkerSetup = {
  /** folder of the bundle, and `index.handler` within it */
  codeFolder: string;
  handler: string;
  clock: ClockSnapshot;
};

export type ToWorker =
  | { kind: "invoke"; event: string; context: InvocationContext }
  | { kind: "clock"; snapshot: ClockSnapshot }
  /** The chunk is on its way to the client; or the client has gone. */
  | { kind: "stream_taken" }
  | { kind: "stream_gone" };

/** Status and headers of a streamed answer. */
export type StreamPrelude = { statusCode: number; headers: Record<string, string> };

/** The plain part of Lambda's context object. */
export type InvocationContext = {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  timeoutMs: number;
};

export type FromWorker =
  | { kind: "ready" }
  | { kind: "stream_head"; prelude: StreamPrelude }
  | { kind: "stream_chunk"; bytes: Uint8Array }
  | { kind: "answer"; result: string }
  | { kind: "error"; errorType: string; errorMessage: string };
