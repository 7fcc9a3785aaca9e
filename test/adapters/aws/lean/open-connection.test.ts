import { afterEach, describe, expect, it } from "vitest";
import { openConnection, readBytes } from "../../../../adapters/aws/lean/open-connection.ts";
import { regionalEndpoint } from "../../../../adapters/aws/lean/surroundings.ts";
import { startSocket } from "../../../support/scripted-server.ts";

let close = async () => undefined as void;
afterEach(() => close());

const requestTo = (url: string) => ({
  method: "GET",
  protocol: "http:",
  hostname: new URL(url).hostname,
  port: Number(new URL(url).port),
  path: "/",
  query: {},
  headers: {},
});

describe("time limits", () => {
  it("end a request that is not answered", async () => {
    const silent = await startSocket(() => undefined);
    close = silent.close;
    const connection = openConnection("http:", { connect: 1_000, silence: 80 });
    await expect(connection.exchange(requestTo(silent.url))).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("end a body that stops in its middle", async () => {
    const stuck = await startSocket((socket) => {
      socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"));
    });
    close = stuck.close;
    const connection = openConnection("http:", { connect: 1_000, silence: 80 });
    const answer = await connection.exchange(requestTo(stuck.url));
    await expect(readBytes(answer.body)).rejects.toThrow();
  });
});

describe("regional endpoints", () => {
  it.each([
    ["us-east-1", "https://sqs.us-east-1.amazonaws.com"],
    ["us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com"],
    ["cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn"],
  ])("of %s", (region, url) => {
    expect(regionalEndpoint("sqs", region)).toBe(url);
  });
});
