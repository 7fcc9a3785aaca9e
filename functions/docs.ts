import type { APIGatewayProxyEventV2 } from "aws-lambda";
import page from "../docs/api.html";
import openApi from "../docs/openapi.json" with { type: "json" };

/** The API's description, made at build time: for programs at `/openapi.json`, for people at `/docs`. */
export const handler = async (event: APIGatewayProxyEventV2) =>
  event.rawPath === "/openapi.json"
    ? answer("application/json", JSON.stringify(openApi))
    : answer("text/html; charset=utf-8", page);

const answer = (contentType: string, body: string) => ({
  statusCode: 200,
  headers: {
    "content-type": contentType,
    "cache-control": "public, max-age=300",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  },
  body,
});
