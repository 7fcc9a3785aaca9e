import { scopes } from "../../../core/api-key.ts";
import { duplicateRules } from "../../../core/duplicates.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../failures.ts";
import { fieldsOf, listOf, text, texts } from "../fields.ts";
import { mailboxIdGiven } from "../mailbox-given.ts";
import { oneOf } from "../one-of.ts";
import { clean, table, timeInWords } from "../terminal-text.ts";

export const createKeyCommand: Command = {
  name: "keys create",
  summary: "make an API key",
  usage: "NAME [options]",
  about: [
    "Makes an API key and prints it, once: only its hash is kept. Needs a key with the scope admin.",
    "send: create, cancel and delete faxes; read: everything that only looks; admin: both, and keys.",
    "",
    "  fax keys create front-desk --scope send --scope read",
  ].join("\n"),
  options: {
    scope: {
      type: "string",
      multiple: true,
      value: "SCOPE",
      text: `one of ${scopes.join(", ")} (default send and read)`,
    },
    expires: { type: "string", value: "TIME", text: "when it ends, ISO 8601 (default: never)" },
    duplicates: {
      type: "string",
      value: "RULE",
      text: `same pages to the same number within ten minutes: ${duplicateRules.join(", ")} (default: as installed)`,
    },
    mailbox: {
      type: "string",
      value: "ID|NUMBER",
      text: "the mailbox whose faxes are all it may see and send (default: all)",
    },
  },
  words: { min: 1, max: 1, named: "a NAME for the key" },
  run: async (given, session) => {
    const wanted = given.texts("scope").map((scope) => oneOf("scope", scopes, scope));
    const expires = given.text("expires");
    const duplicates = oneOf("duplicates", duplicateRules, given.text("duplicates"));
    const mailbox = given.text("mailbox");
    const api = session.api();
    const fields = {
      name: given.words[0],
      ...(wanted.length > 0 ? { scopes: wanted } : {}),
      ...(expires === undefined ? {} : { expires_at: expires }),
      ...(duplicates === undefined ? {} : { duplicates }),
      ...(mailbox === undefined ? {} : { mailbox_id: await mailboxIdGiven(api, mailbox) }),
    };
    const call = {
      method: "POST",
      path: "/v2/keys",
      body: () => ({ contentType: "application/json", content: JSON.stringify(fields) }),
    } as const;
    const key = fieldsOf((await api(call))["data"]);
    session.note(`Key ${text(key, "id")} (${texts(key, "scopes").join(", ")}); it is shown this once:`);
    session.say(clean(text(key, "key")));
    session.answer(key);
    return exitCodes.done;
  },
};

export const listKeysCommand: Command = {
  name: "keys list",
  summary: "list API keys",
  usage: "",
  about: "Lists API keys; never the keys themselves, of which only hashes are kept. Needs the scope admin.",
  options: {},
  words: { min: 0, max: 0, named: "no further words" },
  run: async (_given, session) => {
    const keys = listOf(
      (await session.api()({ method: "GET", path: "/v2/keys", isRepeatable: true }))["data"],
    );
    const rows = keys.map((key) => [
      text(key, "id"),
      text(key, "name"),
      texts(key, "scopes").join(", "),
      text(key, "mailbox_id"),
      timeInWords(text(key, "created_at")),
      timeInWords(text(key, "expires_at")),
      timeInWords(text(key, "revoked_at")),
    ]);
    const heading = ["ID", "NAME", "SCOPES", "MAILBOX", "CREATED (UTC)", "EXPIRES", "REVOKED"];
    session.say(rows.length === 0 ? "There are no keys besides the first one." : table(heading, rows));
    session.answer(keys);
    return exitCodes.done;
  },
};

export const revokeKeyCommand: Command = {
  name: "keys revoke",
  summary: "revoke an API key",
  usage: "ID",
  about:
    "Revokes an API key; it may still be taken for up to a minute. key_first is the deployment's first key.",
  options: {},
  words: { min: 1, max: 1, named: "the key's ID" },
  run: async ({ words: [id = ""] }, session) => {
    await session.api()({ method: "DELETE", path: `/v2/keys/${encodeURIComponent(id)}` });
    session.say(clean(`The key ${id} is revoked; within a minute it is refused everywhere.`));
    session.answer({ id, revoked: true });
    return exitCodes.done;
  },
};
