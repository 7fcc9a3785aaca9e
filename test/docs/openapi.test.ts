import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GenericSchema } from "valibot";
import { describe, expect, test } from "vitest";
import { apiPage } from "../../bin/openapi/page.ts";
import { describeThisApi } from "../../bin/openapi/describe.ts";
import { changeKeyBody, createKeyBody } from "../../core/api-key.ts";
import { changeContactBody, createContactBody } from "../../core/contact.ts";
import { putCarrierBody } from "../../core/carrier-setup.ts";
import { createBroadcastBody } from "../../core/api/create-broadcast.ts";
import { createFaxBody } from "../../core/api/create-fax.ts";
import { changeMailboxBody, createMailboxBody } from "../../core/mailbox/mailbox-body.ts";
import { mailboxWords } from "../../core/api/openapi-mailboxes.ts";
import { contactWords } from "../../core/api/openapi-contacts.ts";
import { readListQuery } from "../../core/api/list-query.ts";
import {
  changeKeyWords,
  createFaxWords,
  createKeyWords,
  putCarrierWords,
} from "../../core/api/openapi-field-words.ts";
import { resendFaxWords } from "../../core/api/openapi-resend.ts";
import { resendFaxBody } from "../../core/api/resend-fax.ts";
import { createBroadcastWords } from "../../core/api/openapi-broadcast-words.ts";
import { listParameters } from "../../core/api/openapi-parameters.ts";
import { problemCodes } from "../../core/api/openapi-problems.ts";
import { validate } from "../../core/api/validation.ts";
import { routes } from "../../lib/http-api.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const api = describeThisApi(JSON.parse(read("package.json")).version);
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every object within, with the path to it. */
function* objectsIn(value: unknown, path = "#"): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${key}`);
}

test("both committed files are what `npm run openapi` makes", () => {
  expect(JSON.parse(read("docs/openapi.json"))).toEqual(JSON.parse(JSON.stringify(api)));
  expect(read("docs/api.html") === apiPage(api), "docs/api.html is old: npm run openapi").toBe(true);
});

describe("the document is OpenAPI 3.1", () => {
  test("with every route of the HTTP API and no other", () => {
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test("every $ref resolves, every schema is used", () => {
    const references = [...objectsIn(api)].flatMap(([, { $ref }]) =>
      typeof $ref === "string" ? [$ref] : [],
    );
    for (const reference of references) {
      const found = reference
        .split("/")
        .slice(1)
        .reduce<unknown>((spot, part) => (spot as Record<string, unknown> | undefined)?.[part], api);
      expect(found, reference).toBeDefined();
    }
    for (const name of Object.keys(api.components.schemas)) {
      expect(references).toContain(`#/components/schemas/${name}`);
    }
  });

  test("every operation is named once, described, and answers success and its errors", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => /^(2|302)/.test(status)),
        operation.operationId,
      ).toBe(true);
      expect(operation.summary && operation.description).toBeTruthy();
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
      const needsKey = operation.security?.length !== 0;
      expect(statuses.includes("401")).toBe(needsKey);
      expect(api.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags));
    }
  });

  test("every response has a description; every pattern compiles as JSON Schema reads it", () => {
    for (const [path, object] of objectsIn(api)) {
      if (/\/responses\/\w+$/.test(path) && !("$ref" in object))
        expect(object["description"], path).toBeTruthy();
      if (typeof object["pattern"] === "string") expect(new RegExp(object["pattern"], "u")).toBeDefined();
    }
  });
});

describe("what it says is so", () => {
  test.each<[string, GenericSchema & { entries: object }, object]>([
    ["POST /v2/faxes", createFaxBody, createFaxWords],
    ["POST /v2/faxes/{id}/actions/resend", resendFaxBody, resendFaxWords],
    ["POST /v2/broadcasts", createBroadcastBody, createBroadcastWords],
    ["POST /v2/mailboxes", createMailboxBody, mailboxWords],
    ["PATCH /v2/mailboxes/{id}", changeMailboxBody, mailboxWords],
    ["POST /v2/contacts", createContactBody, contactWords],
    ["PATCH /v2/contacts/{id}", changeContactBody, contactWords],
    ["POST /v2/keys", createKeyBody, createKeyWords],
    ["PATCH /v2/keys/{id}", changeKeyBody, changeKeyWords],
    ["PUT /v2/carrier", putCarrierBody, putCarrierWords],
  ])("every field of %s is described, and nothing else", (_route, schema, words) => {
    expect(Object.keys(words)).toEqual(Object.keys(schema.entries));
  });

  test("the examples of bodies and parameters pass the very checks of the API", () => {
    const examples = Object.values(api.paths["/v2/faxes"]?.post?.requestBody?.content ?? {})
      .map(({ example }) => example)
      .filter((example) => example !== undefined);
    expect(examples).toHaveLength(2);
    for (const example of examples) expect(() => validate(createFaxBody, example)).not.toThrow();
    for (const [field, { examples: values }] of Object.entries(createFaxWords)) {
      for (const value of (values as unknown[] | undefined) ?? []) {
        expect(() => validate(createFaxBody, { to: "+13125550148", [field]: value })).not.toThrow();
      }
    }
    for (const { name, example } of listParameters) {
      const query = new URLSearchParams({ [name]: String(example) }).toString();
      expect(Object.keys(readListQuery(query)).length, name).toBeGreaterThanOrEqual(2);
    }
  });

  test("every error code of the source is listed with its status, and none that is not there", () => {
    const files = ["core", "functions"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes("openapi"))
        .map((name) => read(join(folder, name))),
    );
    const found = files.flatMap((source) => [
      ...[...source.matchAll(/code: "(\w+)"/g)].map((match) => match[1]),
      ...[...source.matchAll(/invalid\(\s*"(\w+)"/g)].map((match) => match[1]),
      ...[...source.matchAll(/["`](\w+)\|/g)].map((match) => match[1]),
    ]);
    expect([...new Set(found)].sort()).toEqual(problemCodes.map(({ code }) => code).sort());
  });

  test("numbers in it are invented ones", () => {
    const text = JSON.stringify(api);
    for (const [number] of text.matchAll(/\+\d{11}/g)) expect(number).toMatch(/^\+1312555\d{4}$/);
  });
});

describe("the page", () => {
  const page = read("docs/api.html");

  test("needs nothing else: no script, nothing loaded, no style that its policy would refuse", () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|base)\b/i);
    expect(page).not.toMatch(/\s(on\w+|src|style)=/i);
    expect(page).not.toMatch(/url\(|@import|javascript:/i);
  });

  test("shows every call with a line to paste; every link within leads somewhere, every id stands once", () => {
    for (const { path, operation } of operations) {
      expect(page).toContain(`id="${operation.operationId}"`);
      expect(page).toContain(`<code>${path}</code>`);
    }
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("can be read by all: language, title, headings in order, captions, header cells", () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const main = page.slice(page.indexOf("<main"));
    const levels = [...main.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1));
    expect(page.match(/<caption>/g)?.length).toBe(page.match(/<table>/g)?.length);
    expect(page.match(/<(td|th)[^>]*><\/\1>/g) ?? []).toEqual([]);
  });
});
