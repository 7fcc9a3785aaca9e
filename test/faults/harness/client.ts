import type { Stand } from "./open-stand.ts";
import { pass } from "./pass-time.ts";

export type Answer = { status: number; body: any };

const mostTries = 8;

/** Asks as a client does that must know: again after a second, the very same, until there is an answer below 500. */
export async function insist(stand: Stand, path: string, init: RequestInit): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(stand, path, init);
    if (answer.status < 500 || tries === mostTries) return answer;
    await pass(stand, 1_000);
  }
}

async function ask(stand: Stand, path: string, init: RequestInit): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${stand.apiKey}`);
  headers.set("content-type", "application/json");
  try {
    const response = await fetch(`${stand.cloud.apiUrl}${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return { status: 599, body: undefined };
  }
}
