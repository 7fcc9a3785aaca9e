import { RequestError } from "./failures.ts";
import { fieldsOf, listOf, text, type Fields } from "./fields.ts";
import { clean } from "./terminal-text.ts";

export type Call = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** Made anew for each try. */
  body?: () => { contentType?: string; content: string | FormData };
  headers?: Record<string, string>;
  /** Whether the same call may be sent again when no usable answer came. */
  isRepeatable?: boolean;
};
export type HttpClient = (call: Call) => Promise<Fields>;

export type Server = {
  url: string;
  key: string;
  sleep: (milliseconds: number) => Promise<void>;
  /** What to do about a refused key and about nobody at the address; the defaults are for our own API. */
  hints?: { wrongKey: string; nobody: string };
};

const ourHints = {
  wrongKey: "Check --key or FAX_API_KEY.",
  nobody: "start the laptop run with `npm start`, or correct the URL",
};

const answerTimeoutMs = 60_000;
const maxAnswerBytes = 16 * 1024 * 1024;
const pausesMs = [300, 1500];
/** No request left this machine, and none will a second later. */
const hopeless = ["ECONNREFUSED", "ENOTFOUND"];

/** Calls one server; answers the JSON object it sent (`{}` for none), or throws a `RequestError` with a sentence. */
export function createHttpClient(server: Server): HttpClient {
  return async (call) => {
    for (let tries = 0; ; tries++) {
      try {
        return await callOnce(server, call);
      } catch (error) {
        const pause = pausesMs[tries];
        const mayRepeat = call.isRepeatable && error instanceof RequestError && isWorthRepeating(error);
        if (!mayRepeat || pause === undefined) throw error;
        await server.sleep(pause);
      }
    }
  };
}

const isWorthRepeating = (error: RequestError): boolean =>
  error.status === undefined ? !hopeless.includes(codeOf(error.cause)) : error.status >= 500;

async function callOnce(server: Server, call: Call): Promise<Fields> {
  const body = call.body?.();
  let status: number;
  let answer: string;
  try {
    const response = await fetch(`${server.url}${call.path}`, {
      method: call.method,
      headers: {
        accept: "application/json",
        ...(server.key ? { authorization: `Bearer ${server.key}` } : {}),
        ...(body?.contentType ? { "content-type": body.contentType } : {}),
        ...call.headers,
      },
      // The key goes to the named server only.
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeoutMs),
      ...(body ? { body: body.content } : {}),
    });
    status = response.status;
    answer = await readLimited(response);
  } catch (error) {
    throw unreachable(server.url, error, server.hints?.nobody);
  }
  return judge(status, answer, server.hints?.wrongKey ?? ourHints.wrongKey);
}

function judge(status: number, answer: string, keyHint: string): Fields {
  const parsed = parse(answer);
  // GET /v2/health answers 503 with its findings: that is an answer.
  if ((status >= 200 && status < 300) || (parsed?.["data"] !== undefined && status < 600)) {
    if (parsed || answer === "") return parsed ?? {};
    throw new RequestError(
      "The server's answer is not JSON; check that the URL is that of serverless-fax.",
      status,
    );
  }
  if (status >= 300 && status < 400) {
    throw new RequestError(
      `The server answered with a redirect (${status}); give the final address as --url.`,
      status,
    );
  }
  throw refusal(status, parsed ?? {}, keyHint);
}

/** The API's own sentences, each with the field it is about. */
function refusal(status: number, answer: Fields, keyHint: string): RequestError {
  const faults = listOf(answer["errors"]).slice(0, 20);
  const sentences = faults.map((fault) => {
    const source = fieldsOf(fault["source"]);
    const place = text(source, "pointer") || text(source, "parameter");
    return `${text(fault, "detail") || text(fault, "title")}${place ? ` (at ${place})` : ""}`;
  });
  const said = text(answer, "detail") || text(answer, "message");
  const sentence = sentences.join("\n") || said || "it gave no reason; try again, or look at `fax health`";
  const hint = status === 401 ? ` ${keyHint}` : "";
  const shown = sentence.split("\n").map(clean).join("\n").slice(0, 2000);
  return new RequestError(
    `${sentences.length > 0 ? "" : `The server answered ${status}: `}${shown}${hint}`,
    status,
    faults,
  );
}

/** Why no answer came, in a sentence. */
export function unreachable(url: string, error: unknown, nobody = ourHints.nobody): RequestError {
  const { host } = new URL(url);
  const code = codeOf(error);
  const sentence =
    code === "ECONNREFUSED"
      ? `Nothing answers at ${host}: ${nobody}.`
      : code === "ENOTFOUND"
        ? `The host ${host} is not known; correct the URL or look at the network.`
        : code === "TimeoutError"
          ? `${host} did not answer within ${answerTimeoutMs / 1000} seconds; try again.`
          : `${host} cannot be reached (${clean(code || "no answer")}); look at the network and try again.`;
  return new RequestError(sentence, undefined, [], error);
}

/** The system's word for a failed connection: `fetch` hides it in `cause`. */
function codeOf(error: unknown): string {
  const { code, name, cause } = fieldsOf(error);
  if (cause !== undefined) return codeOf(cause);
  return typeof code === "string" ? code : name === "TimeoutError" ? name : "";
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(answer: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    // The simulator answers some questions with a bare list.
    return Array.isArray(value) ? { data: value } : fieldsOf(value);
  } catch {
    return undefined;
  }
}
