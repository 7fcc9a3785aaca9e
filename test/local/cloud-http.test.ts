import { describe, expect, test } from "vitest";
import { readHttpAnswer } from "../../local/cloud/http/answer.ts";
import { chooseRoute, parseRoute } from "../../local/cloud/http/routes.ts";

describe("a route is chosen as API Gateway does", () => {
  const keys = [
    "GET /faxes",
    "GET /faxes/{id}",
    "GET /faxes/latest",
    "ANY /faxes/{id}",
    "ANY /{rest+}",
    "$default",
  ];
  const routes = keys.map((key) => parseRoute(key, key));
  const cases: [string, string, string, Record<string, string>][] = [
    ["GET", "/faxes", "GET /faxes", {}],
    ["GET", "/faxes/a%20b", "GET /faxes/{id}", { id: "a b" }],
    ["GET", "/faxes/latest", "GET /faxes/latest", {}],
    ["PUT", "/faxes/7", "ANY /faxes/{id}", { id: "7" }],
    ["GET", "/faxes/7/pages", "ANY /{rest+}", { rest: "faxes/7/pages" }],
    ["POST", "/faxes", "ANY /{rest+}", { rest: "faxes" }],
  ];
  test.each(cases)("%s %s -> %s", (method, path, key, pathParameters) => {
    const found = chooseRoute(routes, method, path);
    expect(found?.route.key).toBe(key);
    expect(found?.pathParameters).toEqual(pathParameters);
  });

  test("without a default route the rest is not found", () => {
    expect(chooseRoute(routes.slice(0, 4), "GET", "/")).toBeUndefined();
    expect(chooseRoute(routes.slice(0, 4), "GET", "/faxes/")).toBeUndefined();
  });
});

describe("a function's result becomes an answer in payload format 2.0", () => {
  const read = (result: unknown) => {
    const { status, headers, body } = readHttpAnswer(result);
    return { status, headers: Object.fromEntries(headers), body: body.toString() };
  };
  test("without a status it is the body of a 200", () => {
    expect(read({ a: 1 })).toEqual({
      status: 200,
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
    expect(read("hello").body).toBe("hello");
  });
  test("base64 is decoded", () => {
    expect(read({ statusCode: 200, body: "aGk=", isBase64Encoded: true }).body).toBe("hi");
  });
  test.each([
    { statusCode: "many" },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: { a: {} } },
    { statusCode: 200, headers: [] },
  ])("malformed: %j", (result) => {
    expect(read(result)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });
});
