/** What the outbox's page answers with: mails are strangers' words, so each kind may do as little as it can. */
import { disposition } from "./file-name.ts";
import { type Markup, textOf } from "./markup.ts";

export type Answer = { status: number; headers: Record<string, string>; body: string | Uint8Array };

const always = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
const closed = "default-src 'none'; base-uri 'none'; form-action 'none'";
const policies = {
  page: `${closed}; style-src 'self'; img-src 'self'; frame-src 'self'; frame-ancestors 'none'`,
  /** Runs nothing, sends nothing, and loads nothing from anywhere, also when opened by itself. */
  foreign: `sandbox; ${closed}; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'`,
  /** The browser's own viewers of pictures and PDFs style themselves. */
  file: `${closed}; style-src 'unsafe-inline'; frame-ancestors 'none'`,
};

const answer = (
  type: string,
  policy: keyof typeof policies,
  body: Answer["body"],
  more: Record<string, string> = {},
  status = 200,
): Answer => ({
  status,
  headers: { ...always, "content-type": type, "content-security-policy": policies[policy], ...more },
  body,
});

export const page = (made: Markup, status = 200): Answer =>
  answer("text/html; charset=utf-8", "page", textOf(made), {}, status);

export const stylesheet = (css: string): Answer => answer("text/css; charset=utf-8", "page", css);

/** HTML of a mail, for the frame that holds it. */
export const foreignHtml = (html: string): Answer => answer("text/html; charset=utf-8", "foreign", html);

export const shownFile = (type: string, bytes: Uint8Array, name: string): Answer =>
  answer(type, "file", bytes, { "content-disposition": disposition("inline", name) });

export const download = (bytes: Uint8Array, name: string, type = "application/octet-stream"): Answer =>
  answer(type, "file", bytes, { "content-disposition": disposition("attachment", name) });

export const refusal = (status: number, words: string, more: Record<string, string> = {}): Answer =>
  answer("text/plain; charset=utf-8", "page", `${words}\n`, more, status);
